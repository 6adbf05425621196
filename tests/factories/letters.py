from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kontor.kernel import clock
from kontor.letters.domain.queueing import queue_letter
from kontor.letters.models import LetterTemplate, OutgoingLetter, Stationery
from kontor.letters.rendering.sheet import Sheet
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.messages import write_message
from kontor.tickets.enums import Direction, MessageChannel, MessageKind
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import new_message
from tests.support.scoping import in_scope

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50" viewBox="0 0 200 50">'
    b'<rect width="50" height="50" rx="8" fill="#0a5c8a"/></svg>'
)
LINES = ["Käthe Kunde", "Deichweg 3", "20095 Hamburg"]
BODY = "<p>Sehr geehrte Frau Kunde,</p><p>Ihr Anliegen ist erledigt.</p>"


def make_letter_message(ticket: Ticket, author: User | None, **values: Any) -> Message:
    """An answer by letter as a bare row: nothing is on its way yet."""
    values = {
        "direction": Direction.OUT,
        "kind": MessageKind.REPLY,
        "at": clock.now(),
        "author": author,
        "subject": ticket.subject,
        "text": "Ihr Anliegen ist erledigt.",
        "html": BODY,
    } | values
    with in_scope(ticket.tenant_id):
        message = write_message(ticket, new_message(ticket.customer, **values))
        message.channel, message.postal = MessageChannel.LETTER, LINES
        message.save(update_fields=["channel", "postal"])
        return message


def make_outgoing_letter(ticket: Ticket, author: User | None, **values: Any) -> OutgoingLetter:
    """An answer by letter that waits to be made, with its job. Further values are written over what the verb set."""
    known = {"address": LINES, "country": "DE", "template": None, "postal_address": None}
    asked = {name: values.pop(name, value) for name, value in known.items()}
    more = {name: values.pop(name) for name in ("final", "at") if name in values}
    message = values.pop("message", None) or make_letter_message(ticket, author)
    with in_scope(ticket.tenant_id):
        letter = queue_letter(message, by=author, **asked, **more)
        if values:
            OutgoingLetter.objects.filter(pk=letter.pk).update(**values)
            letter.refresh_from_db()
        return letter


def make_sheet(**values: Any) -> Sheet:
    """A letter of one page with everything a letter has; values of its own where they are given."""
    everything: dict[str, Any] = {
        "address": ("Frau", "Jana Petersen", "Am Alten Hafen 12a", "24103 Kiel"),
        "subject": "Ihre Lieferung fehlt",
        "body_html": "<p>Sehr geehrte Frau Petersen,</p><p>wir senden sie Ihnen noch heute neu.</p>",
        "made_at": datetime(2026, 11, 28, 12, tzinfo=UTC),
        "return_line": "Nordlicht Versand · Speicherstraße 4 · 20457 Hamburg",
        "date": "28. November 2026",
        "information": (("Ihre Anfrage", "2647 109 358"), ("Kundennummer", "K-10293")),
        "enclosures": ("Rechnung 2026-1182",),
        "enclosures_word": "Anlage",
        "sender": "Nordlicht Versand\nSpeicherstraße 4\n20457 Hamburg",
        "contact": "Telefon 040 123456-0",
        "bank": "Hanseatische Bank\nIBAN DE02 2012 0700 3100 7555 55",
        "legal": "Amtsgericht Hamburg HRB 12345",
        "footer": ("Nordlicht Versand\nSpeicherstraße 4", "Geschäftsführung\nIngrid Larsen"),
        "author": "Nordlicht Versand",
        "page_words": ("Seite", "von"),
    }
    return Sheet(**{**everything, **values})


def make_stationery(tenant: Tenant, **values: Any) -> Stationery:
    with in_scope(tenant):
        return Stationery.objects.create(tenant=tenant, **values)


def make_letter_template(template: ReplyTemplate, **values: Any) -> LetterTemplate:
    with in_scope(template.tenant_id):
        return LetterTemplate.objects.create(tenant_id=template.tenant_id, template=template, **values)
