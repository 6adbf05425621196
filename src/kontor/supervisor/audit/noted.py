"""What the audit log notes as a structure, in words: the hours of a week, what an escalation rule says, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR

from kontor.preferences.types import REGISTRY
from kontor.sla.domain.worktime.written import WEEKDAYS
from kontor.supervisor.escalations.words import noted_in_words
from kontor.supervisor.preference_form import in_words


def structure_in_words(name: str, value: Mapping[str, Any]) -> str:
    """As it stands there where it was noted in a form that is not written any more."""
    if name not in _WORDS:
        return str(value)
    try:
        return _WORDS[name](value)
    except (KeyError, TypeError, ValueError):
        return str(value)


def _week(value: Mapping[str, Any]) -> str:
    days = [
        f"{WEEKDAYS_ABBR[number]} {', '.join('–'.join(times) for times in value[day])}"
        for number, day in enumerate(WEEKDAYS)
        if value.get(day)
    ]
    return "; ".join(days)


def _settings(value: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{REGISTRY[key].label}: {in_words(REGISTRY[key], each)}" if key in REGISTRY else f"{key}: {each}"
        for key, each in value.items()
    )


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "week": _week,
    "content": noted_in_words,
    "preferences": _settings,
}
