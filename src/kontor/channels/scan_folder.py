"""A folder into which a scanner or a scan service puts letters: what lies there, and putting away what was taken.

Each scan is handed over as a mail of ours that carries it, so that it goes the way of every mail. The bytes of that
mail depend on the file alone: taken twice, it is known.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path, PurePosixPath

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.fetched import FetchedMail, Problem

ENDINGS = (".pdf", ".tif", ".tiff")
MOST_BYTES = 36 * 1024 * 1024
"""Of a file; as a mail it is a third larger."""
DONE = "done"
MOST_TEXT_BYTES = 4 * 1024 * 1024
HALF_WRITTEN = 300.0
"""Seconds after which a PDF without an end is taken as it is."""
LATE_TEXT = 3600.0
"""Seconds after which a text without its scan is put away."""
MOST_AT_ONCE = 500
_TYPES = {".pdf": ("application", "pdf"), ".tif": ("image", "tiff"), ".tiff": ("image", "tiff")}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_PDF_END = b"%%EOF"


@dataclass(frozen=True, slots=True)
class TakenScan:
    """A scan as a mail, and by which marks its files are known again; ``beside`` is the text of the same name."""

    mail: FetchedMail
    name: str
    marks: tuple[int, ...]
    beside: str = ""
    beside_marks: tuple[int, ...] = ()
    text_is_read: bool = False


@dataclass(frozen=True, slots=True)
class ScanFolder:
    """``patience``: so many seconds a file lies still before it is taken; until then somebody may be writing it."""

    path: Path
    shown: str
    patience: float = 10.0

    def waiting(self) -> list[str]:
        """The names of the scans that lie here and that nobody writes any more, the oldest first."""
        with _plain_failures(self.shown), os.scandir(self.path) as entries:
            found = [(entry.stat(follow_symlinks=False), entry.name) for entry in entries if _is_scan(entry)]
        now = time.time()
        still = [(state.st_mtime, name) for state, name in found if self._lies_still(state, now)]
        return [name for _moment, name in sorted(still)][:MOST_AT_ONCE]

    def read(self, name: str) -> TakenScan | None:
        """The scan as a mail; None when it has gone, or is being written after all."""
        with _plain_failures(self.shown):
            before = self._state(name)
            beside = self._beside(name)
            text = self._state(beside) if beside else None
            if before is None or not self._text_lies_still(text):
                return None
            digest, content = _content(self.path / name, before.st_size)
            if _marks(self._state(name)) != _marks(before) or not self._is_whole(name, content, before):
                return None
            is_read = text is not None and text.st_size <= MOST_TEXT_BYTES
            mail = _as_mail(name, digest, content, before, self.path / beside if is_read else None)
            return TakenScan(mail, name, _marks(before), beside, _marks(text), text_is_read=is_read)

    def put_away(self, taken: TakenScan, done: str) -> None:
        """Move the scan, and the text that came with it, into this folder beside the others. Nothing is overwritten,
        and what somebody has put in their place since they were read stays, to be read."""
        with _plain_failures(self.shown):
            for name, marks in ((taken.name, taken.marks), (taken.beside, taken.beside_marks)):
                if name and _marks(self._state(name)) == marks:
                    _move(self.path / name, self._made(done))

    def remove(self, taken: TakenScan, done: str) -> None:
        """The same, but what was read is deleted; a text that was too large for that is put away."""
        if taken.beside and not taken.text_is_read:
            self.put_away(replace(taken, name=""), done)
        with _plain_failures(self.shown):
            for name, marks in ((taken.name, taken.marks), (taken.beside, taken.beside_marks)):
                if name and _marks(self._state(name)) == marks:
                    (self.path / name).unlink(missing_ok=True)

    def put_late_texts_away(self, done: str) -> None:
        """Texts whose scan has not come for long, or was taken before they came: nobody waits for them any more."""
        with _plain_failures(self.shown):
            with os.scandir(self.path) as entries:
                names = {entry.name for entry in entries if entry.is_file(follow_symlinks=False)}
            expected = {self._beside(name) for name in names if name.lower().endswith(ENDINGS)}
            for name in names - expected:
                state = self._state(name) if _is_text(name) else None
                if state and now_is_after(max(state.st_mtime, state.st_ctime) + LATE_TEXT):
                    _move(self.path / name, self._made(done))

    def require_usable(self, done: str) -> None:
        """It can be read, and what was taken can be moved. Raises ``ConnectionFailed``."""
        with _plain_failures(self.shown):
            if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError
            if done:
                self._made(done)
        self.waiting()

    def _made(self, done: str) -> Path:
        target = inside(self.path, done, self.shown)
        target.mkdir(exist_ok=True)
        return target

    def _state(self, name: str) -> os.stat_result | None:
        try:
            state = os.stat(self.path / name, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return state if stat.S_ISREG(state.st_mode) else None

    def _lies_still(self, state: os.stat_result, now: float) -> bool:
        """The change of the inode counts too: a program that copies sets the other moment as it likes."""
        return state.st_size > 0 and now - max(state.st_mtime, state.st_ctime) >= self.patience

    def _text_lies_still(self, state: os.stat_result | None) -> bool:
        return state is None or now_is_after(max(state.st_mtime, state.st_ctime) + self.patience)

    def _is_whole(self, name: str, content: bytes | None, state: os.stat_result) -> bool:
        """A PDF without its end may be a copy over a slow line that stands still."""
        if content is None or not name.lower().endswith(".pdf") or _PDF_END in content[-2048:]:
            return True
        return now_is_after(max(state.st_mtime, state.st_ctime) + HALF_WRITTEN + self.patience)

    def _beside(self, name: str) -> str:
        """The text of the same name, if one lies there."""
        stem = PurePosixPath(name).stem
        for each in (f"{stem}.txt", f"{name}.txt", f"{stem}.TXT"):
            if self._state(each):
                return each
        return ""


def open_folder(root: Path, name: str, *, patience: float = 10.0) -> ScanFolder:
    """The folder below the root. Raises ``ConnectionFailed`` when it is not there, or when it leads, by whatever link,
    out of the folder that the first part of the name calls: that is one tenant's."""
    path = inside(root, name, name, there=True)
    if not path.is_relative_to(root.resolve() / PurePosixPath(name).parts[0]):
        raise ConnectionFailed(Kind.SCANS_OUTSIDE, folder=name)
    return ScanFolder(path, name, patience)


def is_inside(name: str) -> bool:
    """The name, as somebody enters it, stays below the root."""
    path = PurePosixPath(name)
    return bool(name.strip()) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def inside(root: Path, name: str, shown: str, *, there: bool = False) -> Path:
    """The path below the root, by no link out of it."""
    if not is_inside(name):
        raise ConnectionFailed(Kind.SCANS_OUTSIDE, folder=shown)
    with _plain_failures(shown):
        path = (root / name).resolve(strict=there)
        if not path.is_relative_to(root.resolve()):
            raise ConnectionFailed(Kind.SCANS_OUTSIDE, folder=shown)
        if there and not path.is_dir():
            raise NotADirectoryError
    return path


def _marks(state: os.stat_result | None) -> tuple[int, ...]:
    """What changes when somebody writes; reading changes none of it."""
    return (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns) if state else ()


def now_is_after(moment: float) -> bool:
    return time.time() >= moment


def _is_scan(entry: os.DirEntry[str]) -> bool:
    hidden = entry.name.startswith((".", "~"))
    return not hidden and entry.name.lower().endswith(ENDINGS) and entry.is_file(follow_symlinks=False)


def _is_text(name: str) -> bool:
    return not name.startswith((".", "~")) and name.lower().endswith(".txt")


def _content(path: Path, size: int) -> tuple[str, bytes | None]:
    """The hash and the bytes; None for a file that is too large. No link is followed."""
    digest, parts = hashlib.sha256(), []
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        while part := file.read(1024 * 1024):
            digest.update(part)
            if size <= MOST_BYTES:
                parts.append(part)
    return digest.hexdigest(), b"".join(parts) if size <= MOST_BYTES else None


def _as_mail(name: str, digest: str, content: bytes | None, state: os.stat_result, beside: Path | None) -> FetchedMail:
    shown = shown_name(name)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = PurePosixPath(shown).stem[:200]
    mail["Date"] = format_datetime(datetime.fromtimestamp(int(state.st_mtime), UTC))
    mail["Message-ID"] = f"<{digest[:40]}.{hashlib.sha256(shown.encode()).hexdigest()[:16]}@scan.invalid>"
    key = f"{digest}:{shown}"
    moment = datetime.fromtimestamp(int(state.st_mtime), UTC)
    if content is None:
        head = mail.as_bytes()
        return FetchedMail(key, 0, 0, state.st_size, None, head, Problem.TOO_LARGE, internal_date=moment)
    mail.set_content("", cte="7bit")
    kind, subkind = _TYPES[PurePosixPath(name).suffix.lower()]
    mail.add_attachment(content, maintype=kind, subtype=subkind, filename=shown)
    if beside:
        text = _content(beside, 0)[1] or b""
        mail.add_attachment(text, maintype="text", subtype="plain", filename=shown_name(beside.name), cte="base64")
    mail.set_boundary(f"scan-{digest[:40]}")
    raw = mail.as_bytes()
    return FetchedMail(key, 0, 0, len(raw), raw, internal_date=moment)


def shown_name(name: str) -> str:
    """A name of any bytes as text that can be stored and shown."""
    readable = os.fsencode(name).decode("utf-8", "replace")
    return _CONTROLS.sub("_", readable)


def _move(path: Path, target: Path) -> None:
    """Under its name, or with a number when something else has that already."""
    stem, ending = os.path.splitext(path.name)
    for number in range(1, 10_000):
        free = target / (path.name if number == 1 else f"{stem}-{number}{ending}")
        try:
            os.link(path, free, follow_symlinks=False)
        except FileExistsError:
            continue
        except FileNotFoundError:
            return
        except OSError:  # a file system without links
            if free.exists():
                continue
            os.rename(path, free)
            return
        path.unlink(missing_ok=True)
        return


@contextmanager
def _plain_failures(shown: str) -> Iterator[None]:
    """What the file system says, as a sentence."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise ConnectionFailed(Kind.SCANS_MISSING, folder=shown) from None
    except PermissionError:
        raise ConnectionFailed(Kind.SCANS_RIGHTS, folder=shown) from None
    except OSError as error:
        raise ConnectionFailed(
            Kind.SCANS_TROUBLE, folder=shown, detail=error.strerror or type(error).__name__
        ) from None
