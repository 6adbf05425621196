"""Lengths of working time as people write them: "4:30", "90 min", "8 h"."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 10_000
"""Hours that a length may have at most: more than a year round the clock."""

_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)(?:\s*h)?", re.ASCII)
_HOURS = re.compile(r"(\d{1,5})(?:[.,](\d{1,2}))?\s*(?:h|std\.?|stunden?|hours?)?", re.IGNORECASE | re.ASCII)
_MINUTES = re.compile(r"(\d{1,6})\s*(?:min\.?|m|minuten?|minutes?)", re.IGNORECASE | re.ASCII)


class DurationField(forms.CharField):
    """Cleans to minutes, None for nothing; a number alone is hours."""

    widget = forms.TextInput(attrs={"class": "control--figure", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        minutes = read_minutes(text)
        if minutes is None:
            raise ValidationError(_("Write hours and minutes like 4:30, 8 h or 90 min."), code="invalid")
        if not 0 < minutes <= LONGEST * 60:
            raise ValidationError(
                _("It takes at least one minute and at most %(hours)s hours."),
                params={"hours": LONGEST},
                code="range",
            )
        return minutes

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def read_minutes(text: str) -> int | None:
    """Minutes; None for what is no length of time."""
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    if found := _HOURS.fullmatch(text):
        return round(float(f"{found[1]}.{found[2] or 0}") * 60)
    return None


def written(minutes: int) -> str:
    """As `read_minutes` reads it: 4:30."""
    return f"{minutes // 60}:{minutes % 60:02}"
