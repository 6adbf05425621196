"""Why a letter could not be put where the print service looks for it: a kind and values, told in the reader's words."""

from __future__ import annotations

import errno
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kontor.kernel.errors import Failed


class PrintTrouble(models.TextChoices):
    FULL = "full", "no room left"
    GONE = "gone", "the folder is not there"
    RIGHTS = "rights", "not allowed"
    OUTSIDE = "outside", "leaves the root"
    OTHER_FILE = "other_file", "something else lies there"
    NAME = "name", "the name cannot be used"
    UNREACHABLE = "unreachable", "the storage does not answer"
    OTHER = "other", "another error"


PERMANENT = frozenset({PrintTrouble.OUTSIDE, PrintTrouble.OTHER_FILE, PrintTrouble.NAME})
"""What waiting does not mend."""

_BY_ERRNO = {
    errno.ENOSPC: PrintTrouble.FULL,
    errno.EDQUOT: PrintTrouble.FULL,
    errno.EFBIG: PrintTrouble.FULL,
    errno.ENOENT: PrintTrouble.GONE,
    errno.ENOTDIR: PrintTrouble.GONE,
    errno.ESTALE: PrintTrouble.GONE,
    errno.ENODEV: PrintTrouble.GONE,
    errno.EACCES: PrintTrouble.RIGHTS,
    errno.EPERM: PrintTrouble.RIGHTS,
    errno.EROFS: PrintTrouble.RIGHTS,
    errno.ELOOP: PrintTrouble.OUTSIDE,
    errno.ENAMETOOLONG: PrintTrouble.NAME,
    errno.EINVAL: PrintTrouble.NAME,
    errno.EIO: PrintTrouble.UNREACHABLE,
    errno.ETIMEDOUT: PrintTrouble.UNREACHABLE,
    errno.EHOSTDOWN: PrintTrouble.UNREACHABLE,
}


class PrintFailed(Failed):
    """``permanent``: trying again would not help. A ``path`` among the values begins below the root."""

    def __init__(self, kind: PrintTrouble, **values: Any) -> None:
        super().__init__(f"letters: {kind.value}")
        self.kind = kind
        self.values = values
        self.permanent = kind in PERMANENT

    @property
    def sentence(self) -> str:
        return print_trouble_in_words(self.kind, self.values)


def failed_by(error: OSError, path: str) -> PrintFailed:
    """What an error of the operating system means for a letter."""
    kind = _BY_ERRNO.get(error.errno or 0, PrintTrouble.OTHER)
    return PrintFailed(kind, path=path, reason=error.strerror or type(error).__name__)


def print_trouble_in_words(kind: str, values: dict[str, Any]) -> str:
    """One whole sentence, or "" for a kind that is none of these."""
    if kind not in PrintTrouble.values:
        return ""
    return _sentences()[PrintTrouble(kind)] % {"path": values.get("path", "…"), "reason": values.get("reason", "…")}


def _sentences() -> dict[PrintTrouble, str]:
    return {
        PrintTrouble.FULL: _("There is no room left for “%(path)s”."),
        PrintTrouble.GONE: _("There is no folder for “%(path)s”."),
        PrintTrouble.RIGHTS: _("Kontor may not write “%(path)s”."),
        PrintTrouble.OUTSIDE: _("Outside the installation's folder for letters: “%(path)s”."),
        PrintTrouble.OTHER_FILE: _("Another file lies there already and was left untouched: “%(path)s”."),
        PrintTrouble.NAME: _("No file can be called so there: “%(path)s”."),
        PrintTrouble.UNREACHABLE: _("The storage for letters does not answer: %(reason)s."),
        PrintTrouble.OTHER: _("Writing failed (%(reason)s): “%(path)s”."),
    }
