"""How the letters of the demo's companies look, and what they cost. The addresses and numbers are nobody's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoStationery:
    sender: str
    return_line: str
    contact: str
    footer: tuple[str, ...]
    bank: str
    legal: str
    logo: str
    stylesheet: str
    supplied: str
    css: str


STATIONERY = {
    "NV": DemoStationery(
        sender="Nordlicht Versand GmbH\nSpeicherstraße 12\n20457 Hamburg",
        return_line="Nordlicht Versand · Speicherstraße 12 · 20457 Hamburg",
        contact="Telefon 040 5550 7100\nservice@nordlicht.example\nMo–Fr 8–18 Uhr",
        footer=(
            "Nordlicht Versand GmbH\nSpeicherstraße 12\n20457 Hamburg",
            "Telefon 040 5550 7100\nservice@nordlicht.example\nnordlicht.example",
        ),
        bank="Hanseatische Beispielbank\nDE00 0000 0000 0000 0000 00\nBIC BEISDEHHXXX",
        legal="Geschäftsführung: Maren Thode\nAmtsgericht Hamburg, HRB 00000\nUSt-IdNr. DE000000000",
        logo="nordlicht.svg",
        stylesheet="Nordlicht",
        supplied="modern",
        css="\nhtml { --colour: #0b6e7d }\n.subject { font-size: 1.2em }\n",
    ),
    "AT": DemoStationery(
        sender="Alpina Touren KG\nBergstraße 3\n82467 Garmisch-Partenkirchen",
        return_line="Alpina Touren · Bergstraße 3 · 82467 Garmisch-Partenkirchen",
        contact="Telefon 089 5550 7200\nservice@alpina.example",
        footer=(
            "Alpina Touren KG\nBergstraße 3\n82467 Garmisch-Partenkirchen",
            "Telefon 089 5550 7200\nalpina.example",
        ),
        bank="Münchner Beispielbank\nDE00 0000 0000 0000 0000 01\nBIC BEISDEMMXXX",
        legal="Persönlich haftend: Vroni Steiner\nAmtsgericht München, HRA 00000",
        logo="alpina.svg",
        stylesheet="Alpina",
        supplied="classic",
        css="\n.subject { color: #7a2e1f }\n",
    ),
}
POSTAGE = (
    ("Standardbrief", 20, 3, "0.95"),
    ("Kompaktbrief", 50, 8, "1.10"),
    ("Großbrief", 500, 90, "1.80"),
    ("Maxibrief", 1000, 180, "2.90"),
)
ADDRESSES = {
    "Jana Petersen": ("Deichstraße 14", "25813", "Husum", "DE"),
    "Matthias Krone": ("Am Markt 3", "23552", "Lübeck", "DE"),
    "Karin Böttcher": ("Ahornweg 22", "30159", "Hannover", "DE"),
    "Petra Lindemann": ("Kirchgasse 5", "8001", "Zürich", "CH"),
    "Claire Whitfield": ("12 Mill Lane", "EX4 3LS", "Exeter", "GB"),
    "Owen Pritchard": ("3 Castle Street", "CF10 1BS", "Cardiff", "GB"),
    "Tobias Wendt": ("Ringstraße 41", "1010", "Wien", "AT"),
}
"""Where some customers live: street, postcode, city and country by their name."""
ANSWER = (
    "<p>Die Gutschrift über 24,90 € geht heute auf Ihr Konto, und die Ersatzlieferung verlässt morgen unser Lager. Sie"
    " brauchen nichts weiter zu tun.</p>"
    "<p>Diesen Brief schreiben wir Ihnen, damit Sie die Zusage in Ihren Unterlagen haben.</p>"
)
"""What is said in the letter that was answered on paper."""
