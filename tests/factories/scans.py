from __future__ import annotations

from typing import Any

from kontor.letters.enums import ScanState, TextSource
from kontor.letters.models import Scan, ScannedPage
from kontor.tickets.domain.blobs import keep
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Message, Ticket
from tests.factories import next_number
from tests.factories.tickets import make_message
from tests.support.scans import page, shown_page
from tests.support.scoping import in_scope


def make_letter(ticket: Ticket, *texts: str, **values: Any) -> Scan:
    """A letter that came in to the ticket, with a page for each text."""
    texts = texts or ("Erste Seite", "Zweite Seite")
    unnamed: dict[str, Any] = {"from_address": "", "from_name": "", "channel": MessageChannel.LETTER}
    message = make_message(ticket, text="\n\n".join(texts), **unnamed)
    return make_scan(message, *texts, **values)


def make_scan(message: Message, *texts: str, **values: Any) -> Scan:
    with in_scope(message.tenant_id):
        values.setdefault("state", ScanState.READ)
        values.setdefault("text_source", TextSource.LAYER)
        scan = Scan.objects.create(
            tenant_id=message.tenant_id,
            message=message,
            arrival=next_number(),
            text="\n\n".join(texts),
            pages=len(texts),
            **values,
        )
        for number, text in enumerate(texts, 1):
            shown = shown_page(page(text))
            ScannedPage.objects.create(
                tenant_id=message.tenant_id,
                scan=scan,
                number=number,
                blob=keep(shown.content, tenant_id=message.tenant_id),
                content_type=shown.content_type,
                width=shown.width,
                height=shown.height,
                text=text,
            )
    return scan
