"""What Alpina Touren writes: letter paper with a serif face, warm, from the mountains."""

from __future__ import annotations

from kontor.demo.content.design_alpina import INCLUDES
from kontor.demo.content.modules_alpina import MODULES
from kontor.demo.content.texts import DemoTemplate, DemoTexts
from kontor.texts.enums import FormOfAddress, TemplateKind

_TEMPLATES = (
    DemoTemplate(
        "Brief",
        "brief",
        TemplateKind.LETTER,
        {
            "de": "${customer.salutation}\n\nhaben Sie herzlichen Dank für Ihren Brief. Zu Ihrer Tour teilen wir Ihnen mit:\n\n\u00a0\n\n${signature}",
            "en": "${customer.salutation}\n\nmany thanks for your letter. About your tour we can tell you:\n\n\u00a0\n\n${signature}",
        },
        {"de": "Ihr Schreiben", "en": "Your letter"},
    ),
    DemoTemplate(
        "Umbuchung bestätigt",
        "umbuchung",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

gern haben wir Ihre Buchung geändert. Die neue Bestätigung kommt mit getrennter E-Mail.

Bis sieben Tage vor der Tour ist eine Umbuchung kostenlos.

${signature}""",
            "en": """${customer.salutation}

we have gladly changed your booking. You will get the new confirmation in a separate mail.

Up to seven days before the tour changes are free of charge.

${signature}""",
        },
        categories=("Umbuchung",),
    ),
    DemoTemplate(
        "Umbuchung nicht möglich",
        "umbuchung-nein",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

leider sind alle Plätze am gewünschten Termin vergeben. Wir haben Sie auf die Warteliste gesetzt und melden uns, sobald ein Platz frei wird.

${signature}""",
            "en": """${customer.salutation}

unfortunately all places on the day you asked for are taken. We have put you on the waiting list and will write as soon as there is a place.

${signature}""",
        },
        categories=("Umbuchung",),
        suggested=False,
    ),
    DemoTemplate(
        "Verleih: Reservierung",
        "verleih",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

Ihre Ausrüstung ist reserviert. Zur Abholung bringen Sie bitte mit:

- einen Ausweis
- die Schuhe, zu denen die Steigeisen passen sollen
- 50 Euro Kaution

${signature}""",
            "en": """${customer.salutation}

your equipment is reserved. When you collect it, please bring:

- an identity card
- the boots that the crampons are to fit
- a deposit of 50 euros

${signature}""",
        },
        categories=("Verleih",),
    ),
    DemoTemplate(
        "Fragen zu Touren",
        "touren",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

danke für Ihr Interesse an unseren Touren. Zu Ihrer Frage:

\u00a0

Unsere Bergführer beraten Sie gern auch am Telefon.

${signature}""",
            "en": """${customer.salutation}

thank you for your interest in our tours. As to your question:

\u00a0

Our mountain guides will gladly advise you by phone as well.

${signature}""",
        },
        categories=("Fragen zu Touren",),
    ),
    DemoTemplate(
        "Zwischenbescheid",
        "zwischenbescheid",
        TemplateKind.INTERMEDIATE,
        {
            "de": "${customer.salutation}\n\nwir fragen bei der Hütte nach und melden uns, sobald wir eine Antwort haben.\n\n${signature}",
            "en": "${customer.salutation}\n\nwe are asking at the hut and will write as soon as we have an answer.\n\n${signature}",
        },
    ),
    DemoTemplate(
        "Eingangsbestätigung",
        "eingangsbestaetigung",
        TemplateKind.ACKNOWLEDGEMENT,
        {
            "de": "${customer.salutation}\n\nwir haben Ihre Nachricht bekommen (Nummer ${ticket.number}). Im Sommer sind wir viel am Berg; bitte geben Sie uns zwei Tage Zeit.\n\n${signature}",
            "en": "${customer.salutation}\n\nwe have your message (number ${ticket.number}). In summer we are often on the mountain; please give us two days.\n\n${signature}",
        },
        {"de": "Danke für Ihre Nachricht [#${ticket.number}]", "en": "Thank you for your message [#${ticket.number}]"},
    ),
    DemoTemplate(
        "Rückfrage an Hütte oder Bergführer",
        "rueckfrage",
        TemplateKind.INQUIRY,
        {
            "de": "${customer.salutation}\n\neine Frage von einem unserer Gäste:\n\n\u00a0\n\nDanke für eine kurze Antwort auf diese E-Mail.\n\n${signature}",
            "en": "${customer.salutation}\n\na question from one of our guests:\n\n\u00a0\n\nThank you for a short reply to this mail.\n\n${signature}",
        },
        {"de": "Frage zu ${ticket.subject}", "en": "Question about ${ticket.subject}"},
    ),
    DemoTemplate(
        "Weiterleitung",
        "weiterleitung",
        TemplateKind.FORWARD,
        {
            "de": "${customer.salutation}\n\ndiese Nachricht ist für Sie. Bitte antworten Sie auf diese E-Mail; wir geben die Antwort weiter.\n\n${signature}",
            "en": "${customer.salutation}\n\nthis message is for you. Please reply to this mail; we will pass the answer on.\n\n${signature}",
        },
        {"de": "Für Sie: ${ticket.subject}", "en": "For you: ${ticket.subject}"},
    ),
    DemoTemplate(
        "Erinnerung",
        "erinnerung",
        TemplateKind.REMINDER,
        {
            "de": "${customer.salutation}\n\nunser Gast wartet noch auf Ihre Antwort. Könnten Sie uns bitte kurz schreiben?\n\n${signature}",
            "en": "${customer.salutation}\n\nour guest is still waiting for your answer. Could you please write to us?\n\n${signature}",
        },
        {"de": "Erinnerung: ${ticket.subject}", "en": "Reminder: ${ticket.subject}"},
    ),
    DemoTemplate(
        "Neuer Vorgang",
        "neuer-vorgang",
        TemplateKind.NEW,
        {
            "de": "${customer.salutation}\n\nzu Ihrer Tour haben wir eine Nachricht für Sie.\n\n\u00a0\n\n${signature}",
            "en": "${customer.salutation}\n\nwe have news about your tour.\n\n\u00a0\n\n${signature}",
        },
        {"de": "Ihre Tour mit Alpina", "en": "Your tour with Alpina"},
    ),
)

TEXTS = DemoTexts(
    "alpina.png",
    INCLUDES,
    _TEMPLATES,
    MODULES,
    {
        "de": {
            FormOfAddress.MS: "Grüß Gott Frau ${customer.last_name},",
            FormOfAddress.MR: "Grüß Gott Herr ${customer.last_name},",
            FormOfAddress.NAMED: "Grüß Gott ${customer.first_name} ${customer.last_name},",
            FormOfAddress.UNKNOWN: "Grüß Gott,",
        },
        "en": {FormOfAddress.UNKNOWN: "Hello from the mountains,"},
    },
)
