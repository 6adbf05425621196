"""A moment as somebody types it: a day and a time on the clock of the time zone in force."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import timezone as fixed
from typing import Any

from django import forms
from django.utils import timezone

LOCAL = "%Y-%m-%dT%H:%M"

_AS_TYPED = fixed(timedelta(), "as typed")


class MomentField(forms.DateTimeField):
    """A time that the clock leaves out is the one after it; of one that it has twice the first counts (PEP 495).

    Django refuses both.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(input_formats=[LOCAL], widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(_AS_TYPED):
            typed: datetime | None = super().to_python(value)
        if typed is None or typed.tzinfo is not _AS_TYPED:
            return typed
        return typed.replace(tzinfo=timezone.get_current_timezone())
