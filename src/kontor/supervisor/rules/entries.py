"""A form field for several entries, one a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kontor.kernel.errors import Refused

LINES = re.compile(r"[\r\n]+")
LINES_AND_COMMAS = re.compile(r"[\r\n,;]+")


class LinesField(forms.CharField):
    """A list, written one entry a line. ``tidy`` makes the entries uniform or refuses one with a sentence."""

    def __init__(
        self, tidy: Callable[[list[str]], list[str]], *, between: re.Pattern[str] = LINES, **options: Any
    ) -> None:
        self.tidy = tidy
        self.between = between
        options.setdefault("required", False)
        super().__init__(widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        try:
            return self.tidy(self._entries(super().clean(value)))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self._entries(self.prepare_value(initial) or "") != self._entries(data or "")

    def _entries(self, text: str) -> list[str]:
        return [entry for entry in map(str.strip, self.between.split(text)) if entry]
