"""Telephone systems and providers that post their events over HTTP: what they say in one form, and what they are told.

Pure: from bytes to events and back. Whose call it is and whether a caller is blocked is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime

from kontor.channels.telephony.events import CallEvent
from kontor.channels.telephony.push import generic, placetel, sipgate
from kontor.channels.telephony.push.answers import Answer, Directive
from kontor.channels.telephony.push.posting import Posting, Unusable, read_posting
from kontor.channels.telephony.push.signing import require_signature

__all__ = ["Answer", "Directive", "Posting", "Unusable", "answer", "read_posting", "require_signature", "translate"]

_Translate = Callable[[Posting, datetime, Container[str]], list[CallEvent]]

_FORMATS: dict[str, tuple[_Translate, Callable[[Directive], Answer]]] = {
    "generic": (generic.events, generic.answer),
    "sipgate": (sipgate.events, sipgate.answer),
    "placetel": (placetel.events, placetel.answer),
}


def translate(form: str, posting: Posting, *, at: datetime, phones: Container[str] = frozenset()) -> list[CallEvent]:
    """What was posted, as events; ``at`` is when, where the posting does not tell. ``Unusable`` says what is wrong.

    ``phones`` are the known ones of the telephone system: of several names for one phone that one is taken.
    """
    translated, _answered = _FORMATS[form]
    return translated(posting, at, phones)


def answer(form: str, directive: Directive) -> Answer:
    """The answer in the form that the sender understands."""
    _translated, answered = _FORMATS[form]
    return answered(directive)
