"""How much an answer may carry: the files of a draft, together."""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext as _

from kontor.answers.models import Draft
from kontor.answers.preferences import MOST_ATTACHED
from kontor.kernel.errors import Refused
from kontor.tickets.preferences import ticket_chain

MB = 1024 * 1024


def require_room(draft: Draft, more: int = 0) -> None:
    """Refused when the files of the draft, and ``more`` bytes, are more than an answer of the tenant may carry."""
    total = (draft.files.aggregate(total=Sum("size"))["total"] or 0) + more
    if not total:
        return
    most = MOST_ATTACHED.get(*ticket_chain(draft.ticket))
    if total > most * MB:
        raise Refused(
            _(
                "The files would have %(total)d MB together; an answer may carry %(most)d MB. "
                "Take a file off, or send the rest with another answer."
            )
            % {"total": -(-total // MB), "most": most}
        )
