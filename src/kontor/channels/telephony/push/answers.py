"""What a telephone system is told when it reports a call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """What is to happen: nothing special, or a rejection, or (outgoing) which number the far end sees.

    Numbers are E.164 with plus. ``follow_up`` is the address for what comes next, for those who ask.
    """

    reject: bool = False
    caller_id: str = ""
    number: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    body: str
    content_type: str


def json_answer(content: Mapping[str, str]) -> Answer:
    return Answer(json.dumps(content), "application/json")


def xml_answer(content: str, attributes: Mapping[str, str] | None = None) -> Answer:
    """``content`` is XML already, see ``element``."""
    return Answer(
        f'<?xml version="1.0" encoding="UTF-8"?>{element("Response", content, attributes)}', "application/xml"
    )


def element(name: str, content: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element around XML."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items() if value)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(value: str) -> str:
    return escape(value)
