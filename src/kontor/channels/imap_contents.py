"""What a folder answers, as mails: their contents in portions, and what cannot be given out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from kontor.channels.fetched import FetchedMail, Problem
from kontor.channels.tls import readable

FACTS = ["RFC822.SIZE", "INTERNALDATE", "FLAGS"]
CONTENT = "BODY.PEEK[]"
HEAD = "BODY.PEEK[HEADER]"


class Folder(Protocol):
    """The side of a mailbox that is read from."""

    uidvalidity: int

    def fetch(self, uids: Sequence[int], items: list[str]) -> dict[int, Any]: ...

    def is_there(self, uid: int) -> bool: ...


def contents(folder: Folder, uids: Sequence[int], facts: dict[int, Any], max_bytes: int) -> Iterator[FetchedMail]:
    """The mails with their content; a too large one and an unreadable one with its head only."""
    large = [uid for uid in uids if size_of(facts, uid) > max_bytes]
    answers = folder.fetch([uid for uid in uids if uid not in large], [CONTENT])
    for uid in uids:
        known = facts.get(uid, {})
        raw = answers.get(uid, {}).get(b"BODY[]")
        if raw == b"" and size_of(facts, uid):
            raw = None  # a server that stumbled over it, and says nothing
        if raw is not None and len(raw) <= max_bytes:
            yield _mail(folder, uid, known, raw)
        elif uid in large or raw is not None:
            yield _mail(folder, uid, known, None, problem=Problem.TOO_LARGE, headers=_head(folder, uid))
        elif folder.is_there(uid):  # or else it was removed in the meantime
            yield _mail(folder, uid, known, None, problem=Problem.UNREADABLE, headers=_head(folder, uid))


def _mail(folder: Folder, uid: int, facts: dict[bytes, Any], raw: bytes | None, **more: Any) -> FetchedMail:
    return FetchedMail(
        key=f"{folder.uidvalidity}:{uid}",
        uidvalidity=folder.uidvalidity,
        uid=uid,
        size=len(raw) if raw is not None else facts.get(b"RFC822.SIZE", 0),
        raw=raw,
        flags=tuple(readable(flag) for flag in facts.get(b"FLAGS", ())),
        internal_date=facts.get(b"INTERNALDATE"),
        **more,
    )


def _head(folder: Folder, uid: int) -> bytes:
    head: bytes = folder.fetch([uid], [HEAD]).get(uid, {}).get(b"BODY[HEADER]") or b""
    return head


def by_bytes(uids: Sequence[int], facts: dict[int, Any], most: int, max_bytes: int) -> Iterator[list[int]]:
    """Neighbours whose contents stay within ``most`` bytes together, or one alone. Too large ones weigh nothing."""
    group: list[int] = []
    weight = 0
    for uid in uids:
        size = size_of(facts, uid)
        size = 0 if size > max_bytes else size
        if group and weight + size > most:
            yield group
            group, weight = [], 0
        group.append(uid)
        weight += size
    yield group


def size_of(facts: dict[int, Any], uid: int) -> int:
    size: int = facts.get(uid, {}).get(b"RFC822.SIZE", 0)
    return size
