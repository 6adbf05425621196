"""Notes between colleagues."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock, require_kept, tell
from kontor.tickets.models import Note, Ticket


@transaction.atomic(savepoint=False)
def write_note(ticket: Ticket, *, text: str, by: User) -> Note:
    """Put a note at the ticket. Notes are never sent and never changed."""
    if not text.strip():
        raise Refused(_("The note is empty."))
    require_kept(lock(ticket))
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
