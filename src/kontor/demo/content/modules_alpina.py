"""What agents of Alpina Touren put into their answers."""

from __future__ import annotations

from kontor.demo.content.texts import DemoModule

MODULES = (
    DemoModule(
        "Umbuchen bis",
        "Buchung",
        {
            "de": "Bis sieben Tage vor der Tour ist eine Umbuchung kostenlos.",
            "en": "Up to seven days before the tour changes are free of charge.",
        },
        "ub",
        top=True,
        categories=("Umbuchung",),
    ),
    DemoModule(
        "Warteliste",
        "Buchung",
        {"de": "Wir haben Sie auf die Warteliste gesetzt.", "en": "We have put you on the waiting list."},
        "wl",
        categories=("Umbuchung",),
    ),
    DemoModule(
        "Absage wegen Wetter",
        "Buchung",
        {
            "de": "Wegen des Wetters müssen wir die Tour absagen. Sie bekommen Ihr Geld zurück oder einen anderen Termin.",
            "en": "Because of the weather we must cancel the tour. You get your money back or another date.",
        },
        "wetter",
        top=True,
    ),
    DemoModule(
        "Treffpunkt",
        "Touren",
        {
            "de": "Treffpunkt ist der Parkplatz an der Talstation, eine Viertelstunde vor Beginn.",
            "en": "We meet at the car park of the valley station, a quarter of an hour before the start.",
        },
        "tp",
        categories=("Fragen zu Touren",),
    ),
    DemoModule(
        "Ausrüstung",
        "Touren",
        {
            "de": "Bitte bringen Sie mit:\n\n- feste Bergschuhe\n- Regenjacke und warme Kleidung\n- Stirnlampe\n- Essen und Trinken",
            "en": "Please bring:\n\n- sturdy mountain boots\n- rain jacket and warm clothes\n- a head torch\n- food and drink",
        },
        "aus",
        top=True,
    ),
    DemoModule(
        "Schwierigkeit",
        "Touren",
        {
            "de": "Die Tour ist für Trittsichere mit Kondition für sechs Stunden Gehzeit.",
            "en": "The tour is for sure-footed people who can walk for six hours.",
        },
        "sw",
    ),
    DemoModule(
        "Hunde",
        "Touren",
        {"de": "Hunde können leider nicht mitkommen.", "en": "Dogs can unfortunately not come along."},
        "hund",
    ),
    DemoModule(
        "Größen der Steigeisen",
        "Verleih",
        {
            "de": "Unsere Steigeisen passen an Schuhe der Größen 36 bis 48.",
            "en": "Our crampons fit boots of sizes 36 to 48 (EU).",
        },
        "steig",
        categories=("Verleih",),
    ),
    DemoModule(
        "Kaution",
        "Verleih",
        {
            "de": "Die Kaution beträgt 50 Euro; Sie bekommen sie bei der Rückgabe zurück.",
            "en": "The deposit is 50 euros; you get it back when you return the equipment.",
        },
        "kau",
        categories=("Verleih",),
    ),
    DemoModule(
        "Öffnungszeiten Verleih",
        "Verleih",
        {
            "de": "Der Verleih ist täglich von 7 bis 18 Uhr geöffnet.",
            "en": "Our rental is open daily from 7 am to 6 pm.",
        },
        "zeit",
    ),
    DemoModule("Notruf", "Allgemein", {"de": "${include.notruf}", "en": "${include.notruf}"}, "112"),
    DemoModule(
        "Rückruf",
        "Allgemein",
        {
            "de": "Unter welcher Nummer dürfen wir Sie zurückrufen?",
            "en": "At which number may we call you back?",
        },
        "ruf",
    ),
)
