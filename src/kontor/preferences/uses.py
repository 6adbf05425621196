"""Something that is not deleted because something else would miss it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Use:
    """Something that would miss what is to be deleted.

    ``kind`` is the word that people read, ``code`` what programs ask for.
    """

    code: str
    kind: str | Promise
    name: str
    object_id: int | None = None


class InUse(Refused):
    """Refused because something else would miss them. ``found`` says of each what uses it, for a page with links."""

    def __init__(self, sentence: object, found: Sequence[tuple[Any, Sequence[Use]]]) -> None:
        super().__init__(sentence)
        self.found = found


def listed(uses: Sequence[Use]) -> str:
    """The uses in a sentence: each kind with the names, at most a dozen in all."""
    by_kind: dict[str, list[str]] = {}
    for use in uses[:MOST_NAMED]:
        by_kind.setdefault(str(use.kind), []).append(use.name)
    words = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in by_kind.items())
    more = len(uses) - MOST_NAMED
    return words if more <= 0 else _("%(uses)s; and %(count)s more") % {"uses": words, "count": more}
