"""Where letters are put for the print service: a folder below the installation's root, or another storage.

A file is there whole or not at all, also after a power cut, and nothing that lies there is ever overwritten.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from kontor.channels.print_elsewhere import ElsewhereStorage, configured_elsewhere
from kontor.channels.print_folder import FolderStorage, letters_root
from kontor.kernel.errors import Refused

_PART = re.compile(r"[^\x00-\x1f\x7f\\/:*?\"<>|]+")
LONGEST, LONGEST_KEPT = 190, 200
"""Of a directory below the tenant's folder, and of one with the short code before it, as it is kept."""
LONGEST_NAME = 80


class PrintStorage(Protocol):
    """``path`` is relative to the directory and may have folders, which are made. All raise ``PrintFailed``."""

    def put(self, path: str, content: bytes) -> None:
        """Write the bytes, for good. Who finds the same bytes there already has written them; others are refused."""

    def get(self, path: str) -> bytes | None:
        """What lies there, or None."""

    def exists(self, path: str) -> bool: ...

    def names(self, path: str) -> list[str]:
        """The files in this folder below the directory; none where there is no such folder."""

    def remove(self, path: str) -> bool:
        """Whether it was there."""

    def free(self) -> int | None:
        """Bytes that still have room, where that is known."""

    def where(self, path: str) -> str:
        """The whole place, for people."""


@dataclass(frozen=True)
class Probe:
    """A place that can be written to. ``free``: bytes that still have room, where that is known."""

    where: str
    free: int | None


def open_storage(tenant_code: str, directory: str) -> PrintStorage:
    """The storage at the directory, which lies in the tenant's folder: no two tenants ever share a place."""
    place = directory_within(tenant_code, directory)
    elsewhere = configured_elsewhere()
    return ElsewhereStorage(elsewhere, place) if elsewhere else FolderStorage(place)


def kept_storage(directory: str) -> PrintStorage:
    """The same for a directory as it is kept with a letter or batch: it begins with what the tenant was called when
    that was put there, and stays where it is when the tenant is called otherwise."""
    place = checked_directory(directory, longest=LONGEST_KEPT)
    elsewhere = configured_elsewhere()
    return ElsewhereStorage(elsewhere, place) if elsewhere else FolderStorage(place)


def root_of_letters() -> str:
    """What every place in a folder begins with, for administrators; empty where letters lie in another storage."""
    return "" if settings.LETTERS_STORAGE else str(letters_root())


def directory_within(tenant_code: str, directory: str) -> str:
    """The directory below the tenant's folder, which is named after its short code. It may be in there already."""
    below = checked_directory(directory.strip().removeprefix(f"{tenant_code}/"))
    return tenant_code if below in ("", tenant_code) else f"{tenant_code}/{below}"


def checked_directory(text: str, *, longest: int = LONGEST) -> str:
    """The directory in its plain form. Refused when it leaves the root or has a name that no folder can have."""
    written = text.strip()
    if not written:
        return ""
    parts = [part.strip() for part in written.rstrip("/").split("/")]
    if written.startswith(("/", "~", "\\")) or ".." in parts:
        raise Refused(
            _("“%(path)s” leaves the folder for letters. Enter a path below it, without “/” at the beginning and “..”.")
            % {"path": written}
        )
    for part in parts:
        if not _PART.fullmatch(part) or part.startswith(".") or part.endswith("."):
            raise Refused(_("“%(path)s” cannot be the name of a folder.") % {"path": written})
    if len("/".join(parts)) > longest:
        raise Refused(_("The path is too long. It may have at most %(most)s characters.") % {"most": longest})
    return "/".join(parts)


def clean_name(text: str, *, longest: int = LONGEST_NAME) -> str:
    """A file's name, or one folder of its path, made of any text: letters, digits, hyphen, underscore and dot."""
    return re.sub(r"[^\w.-]+", "-", text, flags=re.ASCII).strip("-.")[:longest].rstrip("-.")


def probe(tenant_code: str, directory: str) -> Probe:
    """Write a small file there and remove it again. Raises PrintFailed, or Refused where the path leaves the root."""
    storage = open_storage(tenant_code, directory)
    name = f"kontor-probe-{secrets.token_hex(4)}.txt"
    storage.put(name, b"Kontor can write letters here.\n")
    storage.remove(name)
    return Probe(storage.where(""), storage.free())
