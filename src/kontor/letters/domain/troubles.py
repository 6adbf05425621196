"""Why a letter is not on its way: kinds and values as they are stored, told in the words of whoever reads them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kontor.channels.print_errors import PrintFailed, print_trouble_in_words
from kontor.kernel.errors import Failed
from kontor.letters.rendering.failures import RenderFailed, failure_sentence
from kontor.tickets.models import FilesAway

TAKEN, BROKE_OFF, FILE_LOST = "taken", "broke_off", "file_lost"
LIBRARY = "library"
TENANT_OFF = "tenant_off"
NO_ROOM, FILES_AWAY = "no_room", "files_away"
"""Of the folder in which Kontor keeps large files, not of that for print. Both pass when somebody mends them."""
NO_WINDOW = "window"
"""The address does not lie in the window: the post could not deliver it."""
MAY_PASS = frozenset({"time", "memory", "busy", "died", "temporary"})
"""What the renderer may do better next time, when the machine has less to do, or room. A missing library is none of
these: somebody has to install it, and is told at once."""


class LetterFailed(Failed):
    """A letter cannot go on. ``kind`` and ``values`` are stored; ``permanent``: trying again would not help."""

    def __init__(self, kind: str, values: dict[str, Any] | None = None, *, permanent: bool = True) -> None:
        super().__init__(f"letter: {kind}")
        self.kind, self.values, self.permanent = kind, values or {}, permanent


def as_letter_failure(failure: Failed) -> LetterFailed:
    """Whatever went wrong in rendering or writing, as what is stored of it."""
    if isinstance(failure, LetterFailed):
        return failure
    if isinstance(failure, PrintFailed):
        return LetterFailed(failure.kind.value, failure.values, permanent=failure.permanent)
    if isinstance(failure, RenderFailed):
        return LetterFailed(failure.kind, failure.values, permanent=failure.kind not in MAY_PASS)
    if isinstance(failure, FilesAway):
        return LetterFailed(FILES_AWAY, permanent=False)
    return LetterFailed(FILE_LOST)


def trouble_in_words(kind: str, values: dict[str, Any]) -> str:
    """One whole sentence in the reader's language; "" where there is no trouble."""
    if not kind:
        return ""
    own = {
        TAKEN: _(
            "The letter was written, and its files are gone since: the print service has probably taken them. "
            "Ask there before it is tried again."
        ),
        BROKE_OFF: _("Making the letter broke off again and again, for a reason that lies with Kontor."),
        TENANT_OFF: _("The tenant was switched off or deleted before this had gone to print."),
        FILE_LOST: _("A file that the letter needs cannot be read."),
        FILES_AWAY: _("The folder in which large files are kept is not there or does not answer."),
        NO_ROOM: _("There is no room left where the pages of letters are kept."),
    }
    return own.get(kind) or print_trouble_in_words(kind, values) or failure_sentence(kind, values)
