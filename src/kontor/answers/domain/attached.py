"""How much an answer may carry: the files of a draft and the pictures in its text, together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.utils.translation import gettext as _

from kontor.answers.models import Draft
from kontor.answers.preferences import MOST_ATTACHED
from kontor.kernel.errors import Refused
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tickets.preferences import ticket_chain

MB = 1024 * 1024
_CID = re.compile(r'\ssrc="cid:([^"]+)"')


def most_attached(draft: Draft) -> int:
    """What an answer of the tenant may carry, in bytes."""
    chain = ticket_chain(draft.ticket) if draft.ticket else (cast(Holder, system_values()), cast(Holder, draft.tenant))
    return MOST_ATTACHED.get(*chain) * MB


def carried(draft: Draft) -> int:
    """How many bytes go out with the draft now. A picture that was taken out of the text does not."""
    return weight(draft, draft.files.values("size", "content_id"))


def weight(draft: Draft, files: Iterable[Mapping[str, Any]]) -> int:
    """The same of files that are at hand: size, and for a picture in the text its content_id."""
    shown = set(_CID.findall(draft.html))
    return sum(file["size"] for file in files if not file.get("content_id") or file["content_id"] in shown)


def require_room(draft: Draft, more: int = 0) -> None:
    """Refused when what goes out with the draft, and ``more`` bytes, is more than an answer of the tenant may carry."""
    total = carried(draft) + more
    if not total:
        return
    most = most_attached(draft)
    if total > most:
        raise Refused(
            _(
                "The files would have %(total)d MB together; an answer may carry %(most)d MB. "
                "Take a file off, or send the rest with another answer."
            )
            % {"total": -(-total // MB), "most": most // MB}
        )
