"""From where a change comes: the address of a request, or what the process is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 120
WORKER, COMMAND_LINE = "worker", "command line"
_request: ContextVar[str] = ContextVar("kontor_audit_source", default="")
_process = ""


def where_from() -> str:
    """The request's address; outside of one, what ``works_as`` said, or ""."""
    return _request.get() or _process


@contextmanager
def coming_from(source: str) -> Iterator[None]:
    """What is changed in this block comes from here."""
    token = _request.set(source[:LONGEST])
    try:
        yield
    finally:
        _request.reset(token)


def works_as(what: str) -> None:
    """What this whole process is, for changes that no request asks for: ``worker``, ``command line: calls``."""
    global _process
    _process = what[:LONGEST]
