"""Reads of answers that wait for release, or waited."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection

from django.db.models import QuerySet

from kontor.answers.domain.writing import Written
from kontor.answers.enums import ClearanceState
from kontor.answers.models import Clearance
from kontor.answers.rules import RELEASE
from kontor.kernel.html import plain_text_from_html
from kontor.org.domain.access import Access
from kontor.texts.domain.word_diff import Piece, word_diff
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Blob, Ticket

_BLANK_LINES = re.compile(r"(?<!\s)\s*\n\s*\n\s*")


def waiting_for(access: Access) -> QuerySet[Clearance]:
    """What the person may release: others' answers in the categories where they have the right, the oldest first."""
    categories = access.category_ids(RELEASE)
    return _waiting(categories).exclude(author_id=access.user_id).order_by("asked_at", "id")


def waiting_of(author_id: int) -> QuerySet[Clearance]:
    """The person's own answers that wait, the oldest first."""
    rows = Clearance.objects.filter(author_id=author_id, state=ClearanceState.WAITING)
    return rows.order_by("asked_at", "id")


def clearance_of(ticket: Ticket) -> Clearance | None:
    """What waits at this ticket. No statement for a ticket in another state."""
    if ticket.state != TicketState.CLEARANCE:
        return None
    return _with_ticket(Clearance.objects.filter(ticket=ticket, state=ClearanceState.WAITING)).first()


def clearance_by_id(clearance_id: int) -> Clearance | None:
    """With its ticket, draft and author, within the scope."""
    return _with_ticket(Clearance.objects.filter(pk=clearance_id)).first()


def changes_to_suggestion(clearance: Clearance) -> list[Piece]:
    """What the author made of the suggested text, word by word; empty when there was none."""
    draft = clearance.draft
    if draft is None or not draft.baseline.strip():
        return []
    return word_diff(_tidy(as_text(draft.baseline, rich=draft.rich)), _tidy(draft.text))


def pictures_written_out(written: Written) -> dict[str, str]:
    """The pictures that travel inside the mail, by Content-ID, as addresses that hold them: they lie nowhere yet."""
    inside = [file for file in written.files if file.content_id and file.blob]
    blobs = Blob.objects.in_bulk([file.blob.pk for file in inside if file.blob])
    return {
        file.content_id: f"data:{file.content_type};base64,{b64encode(blobs[file.blob.pk].content).decode()}"
        for file in inside
        if file.blob
    }


def _tidy(text: str) -> str:
    """One blank line is as good as three."""
    return _BLANK_LINES.sub("\n\n", text).strip()


def as_text(written: str, *, rich: bool) -> str:
    """What an editor held, rich or plain, as plain text."""
    return plain_text_from_html(written) if rich and "<" in written else written


def _waiting(category_ids: Collection[int]) -> QuerySet[Clearance]:
    rows = Clearance.objects.filter(state=ClearanceState.WAITING, ticket__state=TicketState.CLEARANCE)
    return _with_ticket(rows.filter(ticket__category_id__in=list(category_ids)))


def _with_ticket(rows: QuerySet[Clearance]) -> QuerySet[Clearance]:
    return rows.select_related(
        "ticket__tenant", "ticket__category", "ticket__customer", "ticket__owner", "draft__template", "author"
    )
