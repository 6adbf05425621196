"""Going on with what somebody has begun to write who is away now: an answer, an inquiry, a forward."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.answers.domain.draft_files import CAME_WITH_TEMPLATE
from kontor.answers.domain.drafts import just_opened
from kontor.answers.domain.queries import left_drafts
from kontor.answers.domain.release import require_not_waiting
from kontor.answers.domain.switching import is_untouched
from kontor.answers.enums import OUTSIDE_DRAFTS, DraftKind
from kontor.answers.models import Draft
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock
from kontor.tickets.models import Ticket

_NOTED = {
    DraftKind.REPLY: "draft_taken_over",
    DraftKind.INQUIRY: "inquiry_taken_over",
    DraftKind.FORWARD: "forward_taken_over",
}
_IN_THE_WAY = {
    DraftKind.REPLY: gettext_lazy("You have begun an answer yourself. Send it or throw it away first."),
    DraftKind.INQUIRY: gettext_lazy("You have begun an inquiry yourself. Send it or throw it away first."),
    DraftKind.FORWARD: gettext_lazy("You have begun a forward yourself. Send it or throw it away first."),
}


@transaction.atomic(savepoint=False)
def take_over_draft(ticket: Ticket, draft_id: int, *, by: User) -> Draft:
    """The draft becomes one's own, with recipients, files and template; its author has it no longer. What they have
    confirmed before sending is asked anew of whoever sends it now.

    Refused when it is not left behind any more, while it waits for release, and when one has written something of the
    kind oneself; a suggestion that nobody has changed makes room.
    """
    ticket = lock(ticket)
    left = next((each for each in left_drafts(ticket, by) if each.pk == draft_id), None)
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=left.pk, author=left.author).first() if left else None
    if left is None or row is None:
        raise Refused(_("This draft is not there any more, or its author is back."))
    require_not_waiting(row)
    _make_room(ticket, DraftKind(row.kind), by)
    row.author, row.options = by, {**row.options, **just_opened()}
    row.confirmed = []
    row.version += 1
    row.changed_at = clock.now()
    row.save(update_fields=["author", "options", "confirmed", "version", "changed_at"])
    record(ticket, _NOTED[DraftKind(row.kind)], by=by, owner=left.author.name)
    return row


def _make_room(ticket: Ticket, kind: DraftKind, by: User) -> None:
    own = Draft.objects.filter(ticket=ticket, author=by, kind=kind).first()
    if own is None:
        return
    if not _is_only_suggested(own):
        raise Refused(_IN_THE_WAY[kind])
    own.delete()


def _is_only_suggested(own: Draft) -> bool:
    """Nothing would be lost with it: neither words nor files, nor to whom a mail to people outside was addressed."""
    if own.kind in OUTSIDE_DRAFTS and own.version > 1:
        return False
    came = {(blob, name) for blob, name in own.options.get(CAME_WITH_TEMPLATE, [])}
    return is_untouched(own) and came.issuperset(own.files.values_list("blob_id", "filename"))
