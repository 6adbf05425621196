"""Going on with an answer that somebody has begun who is away now."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.drafts import find_draft, just_opened
from kontor.answers.domain.queries import left_drafts
from kontor.answers.domain.release import require_not_waiting
from kontor.answers.domain.switching import is_untouched
from kontor.answers.models import Draft
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock
from kontor.tickets.models import Ticket


@transaction.atomic(savepoint=False)
def take_over_draft(ticket: Ticket, draft_id: int, *, by: User) -> Draft:
    """The draft becomes one's own, with recipients, files and template; its author has it no longer.

    Refused when it is not left behind any more, while it waits for release, and when one has written an answer oneself;
    a suggestion that nobody has changed makes room.
    """
    ticket = lock(ticket)
    left = next((each for each in left_drafts(ticket, by) if each.pk == draft_id), None)
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=left.pk, author=left.author).first() if left else None
    if left is None or row is None:
        raise Refused(_("This draft is not there any more, or its author is back."))
    require_not_waiting(row)
    _make_room(ticket, by)
    row.author, row.options = by, {**row.options, **just_opened()}
    row.version += 1
    row.changed_at = clock.now()
    row.save(update_fields=["author", "options", "version", "changed_at"])
    record(ticket, "draft_taken_over", by=by, owner=left.author.name)
    return row


def _make_room(ticket: Ticket, by: User) -> None:
    own = find_draft(ticket, by)
    if own is None:
        return
    if not is_untouched(own):
        raise Refused(_("You have begun an answer yourself. Send it or throw it away first."))
    own.delete()
