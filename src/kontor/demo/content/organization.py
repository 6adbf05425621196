"""The two companies of the demo, their categories and rules. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoCategory:
    name: str
    main: str
    description: str
    words: list[str] = field(default_factory=list)
    closing_codes: bool = False


@dataclass(frozen=True)
class DemoTenant:
    name: str
    code: str
    colour: int
    description: str
    domain: str
    sender_name: str
    categories: list[DemoCategory]
    fallback: str

    @property
    def address(self) -> str:
        return f"service@{self.domain}"


NORDLICHT = DemoTenant(
    name="Nordlicht Versand",
    code="NV",
    colour=1,
    description="Outdoor-Versand für Endkunden",
    domain="nordlicht.example",
    sender_name="Nordlicht Versand",
    fallback="Allgemeines",
    categories=[
        DemoCategory(
            "Sendung fehlt",
            "Lieferung",
            "Ein Paket ist nicht angekommen oder seit Tagen unterwegs.",
            ["Paket", "Sendung", "Lieferung", "Sendungsverfolgung", "parcel", "delivery", "package"],
        ),
        DemoCategory(
            "Rechnung",
            "Buchhaltung",
            "Fragen zu Rechnungen, Abbuchungen und Gutschriften.",
            ["Rechnung", "Abbuchung", "abgebucht", "Gutschrift", "invoice", "refund", "charged"],
            closing_codes=True,
        ),
        DemoCategory(
            "Rückgabe",
            "Lieferung",
            "Umtausch, Widerruf, Rücksendeetikett.",
            ["Rücksendung", "Umtausch", "Widerruf", "Retoure", "Rücksendeetikett", "return", "exchange"],
        ),
        DemoCategory("Allgemeines", "", "Alles, was keine andere Kategorie trifft."),
    ],
)

ALPINA = DemoTenant(
    name="Alpina Touren",
    code="AT",
    colour=2,
    description="Bergtouren und Verleih",
    domain="alpina.example",
    sender_name="Alpina Touren",
    fallback="Fragen zu Touren",
    categories=[
        DemoCategory(
            "Umbuchung",
            "Buchung",
            "Termin, Teilnehmer oder Tour einer Buchung ändern.",
            ["umbuchen", "Umbuchung", "verschieben", "Termin", "rebook", "reschedule"],
        ),
        DemoCategory(
            "Verleih",
            "Ausrüstung",
            "Steigeisen, Klettersteigsets, Helme: Größen und Abholung.",
            ["Steigeisen", "Klettersteigset", "Verleih", "ausleihen", "Leihgröße", "crampons", "rental"],
        ),
        DemoCategory("Fragen zu Touren", "Buchung", "Schwierigkeit, Treffpunkt, Wetter, Hütten."),
    ],
)

TENANTS = [NORDLICHT, ALPINA]

CLOSING_CODES = [("01", "Gutschrift erteilt"), ("02", "Rechnung korrigiert"), ("03", "Ohne Änderung erklärt")]


@dataclass(frozen=True)
class DemoPerson:
    username: str
    name: str
    tenants: list[str]
    role: str
    languages: list[str]


PEOPLE = [
    DemoPerson("anna", "Anna Lorenz", ["NV", "AT"], "agent", ["de", "en"]),
    DemoPerson("bela", "Béla Novák", ["NV"], "agent", ["de", "en"]),
    DemoPerson("carla", "Carla Brunner", ["AT"], "agent", ["de", "en"]),
    DemoPerson("sven", "Sven Hagedorn", ["NV", "AT"], "supervisor", ["de", "en"]),
]
PASSWORD = "kontor-demo-2026"
ADMINISTRATOR = DemoPerson("ada", "Ada Winter", [], "administrator", ["de", "en"])

CUSTOMERS = [
    ("Jana Petersen", "jana.petersen@postfach.example"),
    ("Matthias Krone", "matthias.krone@postfach.example"),
    ("Hasan Yıldız", "hasan.yildiz@postfach.example"),
    ("Karin Böttcher", "karin.boettcher@postfach.example"),
    ("Petra Lindemann", "petra.lindemann@briefkasten.example"),
    ("Tobias Wendt", "tobias.wendt@briefkasten.example"),
    ("Regina Falk", "regina.falk@briefkasten.example"),
    ("Veronika Oberhuber", "veronika.oberhuber@postfach.example"),
    ("Anselm Gruber", "anselm.gruber@postfach.example"),
    ("Ilse Hartl", "ilse.hartl@briefkasten.example"),
    ("Claire Whitfield", "claire.whitfield@mailbox.example"),
    ("Owen Pritchard", "owen.pritchard@mailbox.example"),
    ("Fiona Mackay", "fiona.mackay@mailbox.example"),
    ("Sven Mahler", "sven.mahler@postfach.example"),
    ("Claudia Rehm", "claudia.rehm@briefkasten.example"),
    ("Turnverein Seeheim", "vorstand@turnverein-seeheim.example"),
    ("Anke Brodersen", "anke.brodersen@postfach.example"),
    ("Bernd Achilles", "bernd.achilles@briefkasten.example"),
    ("Cem Aydın", "cem.aydin@postfach.example"),
    ("Dorothea Lüders", "dorothea.lueders@briefkasten.example"),
    ("Emil Strasser", "emil.strasser@postfach.example"),
    ("Frauke Nissen", "frauke.nissen@postfach.example"),
    ("Gerda Pfeiffer", "gerda.pfeiffer@briefkasten.example"),
    ("Henning Voigt", "henning.voigt@postfach.example"),
    ("Ivana Marić", "ivana.maric@briefkasten.example"),
    ("Jonas Rademacher", "jonas.rademacher@postfach.example"),
    ("Lotte Winkelmann", "lotte.winkelmann@briefkasten.example"),
    ("Miriam Sauer", "miriam.sauer@postfach.example"),
    ("Alistair Boyd", "alistair.boyd@mailbox.example"),
    ("Grace Ellwood", "grace.ellwood@mailbox.example"),
    ("Niamh Kearney", "niamh.kearney@mailbox.example"),
]
"""All invented; the domains end in .example and belong to nobody (RFC 2606)."""
