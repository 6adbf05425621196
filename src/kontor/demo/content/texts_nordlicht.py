"""What Nordlicht Versand writes: dark letterhead, a card, short and friendly."""

from __future__ import annotations

from kontor.demo.content.design_nordlicht import INCLUDES
from kontor.demo.content.modules_nordlicht import MODULES
from kontor.demo.content.texts import DemoTemplate, DemoTexts
from kontor.texts.enums import FormOfAddress, TemplateKind

_TEMPLATES = (
    DemoTemplate(
        "Brief",
        "brief",
        TemplateKind.LETTER,
        {
            "de": "${customer.salutation}\n\nvielen Dank für Ihre Nachricht. Zu Ihrer Bestellung teilen wir Ihnen mit:\n\n\u00a0\n\n${signature}",
            "en": "${customer.salutation}\n\nthank you for your message. About your order we can tell you:\n\n\u00a0\n\n${signature}",
        },
        {"de": "Ihr Schreiben", "en": "Your letter"},
    ),
    DemoTemplate(
        "Sendung fehlt: Wir suchen",
        "sendung-fehlt",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

es tut mir leid, dass Ihr Paket noch nicht bei Ihnen angekommen ist. Ich habe beim Paketdienst eine Nachforschung veranlasst. In der Regel wissen wir innerhalb von drei Werktagen, wo Ihr Paket liegt, und ich melde mich dann sofort bei Ihnen.

Sollte das Paket verloren sein, schicken wir Ihnen die Ware kostenlos noch einmal.

${signature}""",
            "en": """${customer.salutation}

I am sorry that your parcel has not reached you yet. I have asked the carrier to trace it. We usually know within three working days where it is, and I will write to you at once.

Should the parcel be lost, we will send the goods again free of charge.

${signature}""",
        },
        categories=("Sendung fehlt",),
    ),
    DemoTemplate(
        "Sendung fehlt: Ersatz unterwegs",
        "sendung-ersatz",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

der Paketdienst hat bestätigt, dass Ihr Paket verloren gegangen ist. Das bedauern wir sehr. Ihre Ersatzlieferung ist heute, am ${date.today}, auf den Weg gegangen.

Sie müssen nichts weiter tun. Taucht das erste Paket doch noch auf, nehmen Sie es bitte nicht an.

${signature}""",
            "en": """${customer.salutation}

the carrier has confirmed that your parcel is lost. We are very sorry. Your replacement left our warehouse today, ${date.today}.

There is nothing you need to do. Should the first parcel turn up after all, please refuse it.

${signature}""",
        },
        categories=("Sendung fehlt",),
        suggested=False,
    ),
    DemoTemplate(
        "Rechnung: Auskunft",
        "rechnung",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

vielen Dank für Ihre Nachricht vom ${ticket.received_at} zu Ihrer Rechnung. Ich habe sie geprüft:

- Rechnungsbetrag und Abbuchung stimmen überein.
- Die Versandkosten sind einmal berechnet worden.

Wenn Sie eine Position anders sehen, antworten Sie einfach auf diese E-Mail.

${signature}""",
            "en": """${customer.salutation}

thank you for your message of ${ticket.received_at} about your invoice. I have checked it:

- The amount and the debit are the same.
- Postage has been charged once.

If you see an item differently, simply reply to this mail.

${signature}""",
        },
        categories=("Rechnung",),
    ),
    DemoTemplate(
        "Rechnung: Gutschrift",
        "rechnung-gutschrift",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

Sie haben recht: Hier ist uns ein Fehler unterlaufen. Wir schreiben Ihnen den Betrag gut; er ist in drei bis fünf Werktagen auf Ihrem Konto.

${signature}""",
            "en": """${customer.salutation}

you are right: we have made a mistake. We will refund the amount; it will be in your account within three to five working days.

${signature}""",
        },
        categories=("Rechnung",),
        suggested=False,
    ),
    DemoTemplate(
        "Rückgabe: So geht es",
        "rueckgabe",
        TemplateKind.REPLY,
        {
            "de": """${customer.salutation}

gern nehmen wir Ihre Ware zurück.

${include.widerrufsfrist}

So geht es:

- Rücksendeetikett auf das Paket kleben
- Paket in einer Filiale abgeben
- Beleg aufheben, bis der Betrag bei Ihnen ist

${signature}""",
            "en": """${customer.salutation}

we will gladly take your goods back.

${include.widerrufsfrist}

This is how it works:

- Put the return label on the parcel
- Hand the parcel in at a branch
- Keep the receipt until you have your money

${signature}""",
        },
        categories=("Rückgabe",),
    ),
    DemoTemplate(
        "Allgemeine Antwort",
        "antwort",
        TemplateKind.REPLY,
        {
            "de": "${customer.salutation}\n\nvielen Dank für Ihre Nachricht.\n\n\u00a0\n\n${signature}",
            "en": "${customer.salutation}\n\nthank you for your message.\n\n\u00a0\n\n${signature}",
        },
    ),
    DemoTemplate(
        "Zwischenbescheid",
        "zwischenbescheid",
        TemplateKind.INTERMEDIATE,
        {
            "de": """${customer.salutation}

Ihr Anliegen ist bei uns in guten Händen. Wir brauchen noch etwas Zeit, um es zu klären, und melden uns spätestens in zwei Werktagen wieder bei Ihnen.

${signature}""",
            "en": """${customer.salutation}

your request is in good hands. We need a little more time to settle it and will write again within two working days.

${signature}""",
        },
    ),
    DemoTemplate(
        "Eingangsbestätigung",
        "eingangsbestaetigung",
        TemplateKind.ACKNOWLEDGEMENT,
        {
            "de": """${customer.salutation}

Ihre Nachricht „${ticket.subject}“ ist bei uns eingegangen. Sie hat die Nummer ${ticket.number}. Wir antworten in der Regel innerhalb eines Werktags.

${signature}""",
            "en": """${customer.salutation}

your message “${ticket.subject}” has arrived. Its number is ${ticket.number}. We usually answer within one working day.

${signature}""",
        },
        {"de": "Ihre Nachricht ist angekommen [#${ticket.number}]", "en": "We have your message [#${ticket.number}]"},
    ),
    DemoTemplate(
        "Rückfrage an Paketdienst oder Lieferant",
        "rueckfrage",
        TemplateKind.INQUIRY,
        {
            "de": """${customer.salutation}

zu einem Vorgang unseres Kunden brauchen wir Ihre Auskunft:

\u00a0

Bitte antworten Sie auf diese E-Mail, ohne den Betreff zu ändern.

${signature}""",
            "en": """${customer.salutation}

we need your information on a request of one of our customers:

\u00a0

Please reply to this mail without changing its subject.

${signature}""",
        },
        {"de": "Rückfrage zu ${ticket.subject}", "en": "Question about ${ticket.subject}"},
    ),
    DemoTemplate(
        "Weiterleitung",
        "weiterleitung",
        TemplateKind.FORWARD,
        {
            "de": "${customer.salutation}\n\ndie folgende Nachricht betrifft Ihren Bereich. Bitte antworten Sie auf diese E-Mail.\n\n${signature}",
            "en": "${customer.salutation}\n\nthe message below is for you. Please reply to this mail.\n\n${signature}",
        },
        {"de": "Weiterleitung: ${ticket.subject}", "en": "Fwd: ${ticket.subject}"},
    ),
    DemoTemplate(
        "Erinnerung",
        "erinnerung",
        TemplateKind.REMINDER,
        {
            "de": "${customer.salutation}\n\nauf unsere E-Mail haben wir noch keine Antwort von Ihnen. Der Kunde wartet; bitte antworten Sie uns bald.\n\n${signature}",
            "en": "${customer.salutation}\n\nwe have had no answer from you yet. The customer is waiting; please reply soon.\n\n${signature}",
        },
        {"de": "Erinnerung: ${ticket.subject}", "en": "Reminder: ${ticket.subject}"},
    ),
    DemoTemplate(
        "Neuer Vorgang",
        "neuer-vorgang",
        TemplateKind.NEW,
        {
            "de": "${customer.salutation}\n\nwir schreiben Ihnen zu Ihrer Bestellung.\n\n\u00a0\n\n${signature}",
            "en": "${customer.salutation}\n\nwe are writing to you about your order.\n\n\u00a0\n\n${signature}",
        },
        {"de": "Ihre Bestellung bei Nordlicht Versand", "en": "Your order with Nordlicht Versand"},
    ),
)

TEXTS = DemoTexts(
    "nordlicht.png",
    INCLUDES,
    _TEMPLATES,
    MODULES,
    {"de": {FormOfAddress.UNKNOWN: "Guten Tag,"}, "en": {FormOfAddress.UNKNOWN: "Hello,"}},
)
