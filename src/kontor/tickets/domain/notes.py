"""Notes between colleagues."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.once import since_asked
from kontor.tickets.domain.states import lock, require_kept, tell
from kontor.tickets.models import Note, Ticket


@transaction.atomic(savepoint=False)
def write_note(ticket: Ticket, *, text: str, by: User, asked_at: datetime | None = None) -> Note:
    """Put a note at the ticket. Notes are never sent and never changed.

    ``asked_at`` is when the person was asked for it: a form that comes twice is one note.
    """
    if not text.strip():
        raise Refused(_("The note is empty."))
    require_kept(lock(ticket))
    if asked_at and (written := _written_since(ticket, text.strip(), asked_at, by)):
        return written
    note = Note.objects.create(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        ticket=ticket,
        author=by,
        text=text.strip(),
        at=clock.now(),
    )
    record(ticket, "note", by=by)
    tell(ticket)
    return note


def _written_since(ticket: Ticket, text: str, asked_at: datetime, by: User) -> Note | None:
    return ticket.notes.filter(author=by, text=text, at__gt=since_asked(asked_at)).last()
