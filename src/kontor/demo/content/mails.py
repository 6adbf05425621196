"""Mails that customers of the demo write. ``{n}`` is an order or booking number, ``{item}`` a thing, ``{day}`` a day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoMail:
    subject: str
    text: str
    language: str = "de"


ITEMS_DE = ["Jacke „Fjell“", "Wanderschuhe „Brocken“", "Rucksack 45 l", "Stirnlampe", "Thermoflasche", "Regenhose"]
ITEMS_EN = ["the Fjell jacket", "the Brocken boots", "the 45 l rucksack", "the head torch", "the rain trousers"]
DAYS_DE = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"]
DAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

NORDLICHT = [
    DemoMail(
        "Lieferung fehlt seit neun Tagen",
        "Guten Tag,\n\nmeine Bestellung {n} ({item}) ist immer noch nicht da. Die Sendungsverfolgung steht seit {day} "
        "auf „im Zustellzentrum“. Ich verreise am Wochenende und brauche die Sachen vorher.\n\n"
        "Können Sie bitte nachsehen?\n\nFreundliche Grüße\n{name}",
    ),
    DemoMail(
        "Paket beschädigt angekommen",
        "Hallo,\n\ndas Paket zur Bestellung {n} war aufgerissen, {item} hat einen Riss an der Naht. Fotos kann ich gern "
        "schicken. Was soll ich jetzt tun?\n\nViele Grüße\n{name}",
    ),
    DemoMail(
        "Rechnung doppelt abgebucht",
        "Sehr geehrte Damen und Herren,\n\nfür die Bestellung {n} wurde der Betrag am {day} zweimal abgebucht. Bitte "
        "prüfen Sie das und erstatten Sie den zweiten Betrag.\n\nMit freundlichen Grüßen\n{name}",
    ),
    DemoMail(
        "Rechnung auf Firma umschreiben",
        "Guten Tag,\n\nkönnen Sie die Rechnung zur Bestellung {n} bitte auf unsere Firma ausstellen? Die Anschrift "
        "bleibt gleich.\n\nDanke und Gruß\n{name}",
    ),
    DemoMail(
        "Größe umtauschen",
        "Hallo liebes Team,\n\n{item} aus der Bestellung {n} ist mir eine Nummer zu klein. Geht ein Umtausch, ohne "
        "dass ich neu bestellen muss? Ein Rücksendeetikett lag nicht bei.\n\nLiebe Grüße\n{name}",
    ),
    DemoMail(
        "Widerruf Bestellung {n}",
        "Hiermit widerrufe ich meine Bestellung {n}. Die Ware ist unbenutzt und geht am {day} zurück.\n\n{name}",
    ),
    DemoMail(
        "Gutschein lässt sich nicht einlösen",
        "Guten Tag,\n\nbeim Bezahlen meldet der Shop, mein Gutschein sei abgelaufen. Auf der Karte steht aber kein "
        "Datum. Können Sie mir helfen?\n\nBeste Grüße\n{name}",
    ),
    DemoMail(
        "Frage zur Pflege",
        "Hallo,\n\nwie wasche ich {item} am besten? Auf dem Etikett kann ich nichts mehr lesen.\n\nDanke!\n{name}",
    ),
    DemoMail(
        "Where is my parcel?",
        "Hello,\n\nI ordered {item} (order {n}) and the tracking page has not changed since {day}. Could you find out "
        "where it is? I am travelling next week.\n\nKind regards\n{name}",
        "en",
    ),
    DemoMail(
        "Charged twice for order {n}",
        "Dear team,\n\nmy card was charged twice for order {n}. Please refund one of the two payments and send me the "
        "corrected invoice.\n\nBest wishes\n{name}",
        "en",
    ),
    DemoMail(
        "Return label missing",
        "Hi,\n\nI would like to return {item} from order {n}, but there was no return label in the box. Can you send "
        "me one?\n\nThanks\n{name}",
        "en",
    ),
]

ALPINA = [
    DemoMail(
        "Can we rebook to July?",
        "Hello,\n\nour flight was moved, so we cannot make it on {day}. Can we rebook booking {n} to a date in July?"
        "\n\nBest regards\n{name}",
        "en",
    ),
    DemoMail(
        "Umbuchung Watzmann-Überschreitung",
        "Guten Tag,\n\nwir möchten die Buchung {n} gern auf Juni verschieben, zwei von uns können am {day} nicht. "
        "Geht das ohne Gebühr?\n\nViele Grüße\n{name}",
    ),
    DemoMail(
        "Hüttenplätze nicht bestätigt",
        "Hallo,\n\nzur Buchung {n} fehlt mir noch die Bestätigung der Hütte. Der Termin ist in zwei Wochen, langsam "
        "werde ich unruhig.\n\nGruß\n{name}",
    ),
    DemoMail(
        "Steigeisen: Leihgröße tauschen",
        "Servus,\n\nich habe Steigeisen in Größe 42 reserviert, brauche aber 44. Abholung am {day}. Passt das?\n\n{name}",
    ),
    DemoMail(
        "Klettersteigset ausleihen",
        "Guten Tag,\n\nkann man bei Ihnen auch nur ein Klettersteigset ausleihen, ohne eine Tour zu buchen? Und was "
        "kostet das für drei Tage?\n\nDanke\n{name}",
    ),
    DemoMail(
        "Wie schwer ist die Tour?",
        "Hallo zusammen,\n\nwir überlegen, die Tour mit der Buchungsnummer {n} zu machen. Meine Schwester ist "
        "trittsicher, aber nicht ganz schwindelfrei. Ist das zu schaffen?\n\nHerzliche Grüße\n{name}",
    ),
    DemoMail(
        "Angebot für 14 Personen",
        "Guten Tag,\n\nunser Verein plant einen Ausflug an Ostern. Könnten Sie uns ein Angebot für 14 Personen "
        "machen, leicht bis mittel, mit einer Übernachtung?\n\nMit sportlichem Gruß\n{name}",
    ),
    DemoMail(
        "Bewertung der Tour Zugspitze",
        "Liebes Team,\n\ndie Tour am {day} war wunderbar, unser Bergführer hat an alles gedacht. Vielen Dank!\n\n{name}",
    ),
    DemoMail(
        "Crampons rental",
        "Hi there,\n\ndo you still have crampons in size 9 (UK) for rental next {day}? We join the glacier tour."
        "\n\nCheers\n{name}",
        "en",
    ),
]

ANSWERS = {
    "de": "Guten Tag {name},\n\nvielen Dank für Ihre Nachricht. Wir haben den Vorgang {n} geprüft und uns gleich "
    "darum gekümmert. Sie erhalten in Kürze eine Bestätigung.\n\nFreundliche Grüße\n{agent}",
    "en": "Dear {name},\n\nthank you for your message. We have looked into {n} and taken care of it. You will receive "
    "a confirmation shortly.\n\nKind regards\n{agent}",
}
NOTES = [
    "Mit dem Lager telefoniert, sie melden sich bis morgen Mittag.",
    "Kundin hat schon einmal angerufen, war sehr freundlich.",
    "Bitte Gutschrift erst nach Eingang der Ware.",
]
