"""What agents of Nordlicht Versand put into their answers."""

from __future__ import annotations

from kontor.demo.content.texts import DemoModule

MODULES = (
    DemoModule(
        "Nachforschung dauert",
        "Lieferung",
        {
            "de": "Die Nachforschung beim Paketdienst dauert in der Regel drei Werktage.",
            "en": "The carrier usually needs three working days to trace a parcel.",
        },
        "nf",
        top=True,
        categories=("Sendung fehlt",),
    ),
    DemoModule(
        "Ablageort prüfen",
        "Lieferung",
        {
            "de": "Bitte schauen Sie auch bei Nachbarn und am vereinbarten Ablageort nach.",
            "en": "Please also ask your neighbours and look at the agreed place of deposit.",
        },
        "abl",
        categories=("Sendung fehlt",),
    ),
    DemoModule(
        "Lieferzeit Inland",
        "Lieferung",
        {
            "de": "Innerhalb Deutschlands dauert die Lieferung zwei bis drei Werktage.",
            "en": "Within Germany delivery takes two to three working days.",
        },
        "lz",
    ),
    DemoModule(
        "Lieferzeit Ausland",
        "Lieferung",
        {
            "de": "In die EU dauert die Lieferung vier bis sieben Werktage.",
            "en": "Delivery within the EU takes four to seven working days.",
        },
        "lza",
    ),
    DemoModule(
        "Gutschrift dauert",
        "Buchhaltung",
        {
            "de": "Der Betrag ist in drei bis fünf Werktagen auf Ihrem Konto.",
            "en": "The amount will be in your account within three to five working days.",
        },
        "gut",
        top=True,
    ),
    DemoModule(
        "Rechnung liegt bei",
        "Buchhaltung",
        {"de": "Ihre Rechnung finden Sie im Anhang.", "en": "Please find your invoice attached."},
        "ra",
        categories=("Rechnung",),
    ),
    DemoModule(
        "Zahlungsarten",
        "Buchhaltung",
        {
            "de": "Sie können zahlen:\n\n- auf Rechnung\n- mit Lastschrift\n- mit Kreditkarte",
            "en": "You can pay:\n\n- by invoice\n- by direct debit\n- by credit card",
        },
        "za",
    ),
    DemoModule(
        "Rücksendeetikett",
        "Rückgabe",
        {
            "de": "Ihr Rücksendeetikett finden Sie im Anhang. Die Rücksendung ist für Sie kostenlos.",
            "en": "Please find your return label attached. Returning is free of charge.",
        },
        "et",
        top=True,
        categories=("Rückgabe",),
    ),
    DemoModule(
        "Rückgabefrist",
        "Rückgabe",
        {"de": "${include.widerrufsfrist}", "en": "${include.widerrufsfrist}"},
        "frist",
    ),
    DemoModule(
        "Umtausch in andere Größe",
        "Rückgabe",
        {
            "de": "Gern tauschen wir in eine andere Größe. Welche dürfen wir Ihnen schicken?",
            "en": "We will gladly exchange it for another size. Which one may we send you?",
        },
        "um",
        categories=("Rückgabe",),
    ),
    DemoModule(
        "Foto erbeten",
        "Allgemein",
        {"de": "Bitte schicken Sie uns ein Foto davon.", "en": "Please send us a photo of it."},
        "foto",
        top=True,
    ),
    DemoModule(
        "Bestellnummer erbeten",
        "Allgemein",
        {
            "de": "Bitte nennen Sie uns Ihre Bestellnummer. Sie steht oben rechts auf der Rechnung.",
            "en": "Please tell us your order number. You find it at the top right of your invoice.",
        },
        "bn",
    ),
    DemoModule(
        "Servicezeiten",
        "Allgemein",
        {"de": "${include.servicezeiten}", "en": "${include.servicezeiten}"},
        "sz",
    ),
    DemoModule(
        "Entschuldigung",
        "Allgemein",
        {
            "de": "Für die Unannehmlichkeiten bitten wir um Entschuldigung.",
            "en": "We apologise for the inconvenience.",
        },
        "ent",
    ),
    DemoModule(
        "Noch Fragen",
        "Allgemein",
        {
            "de": "Haben Sie noch Fragen? Antworten Sie einfach auf diese E-Mail.",
            "en": "Do you have any questions? Simply reply to this mail.",
        },
        "frag",
    ),
)
