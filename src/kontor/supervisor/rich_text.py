"""Formatted text in a form: written with the editor, or as plain text where there are no scripts."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from kontor.kernel.html import html_from_plain_text, plain_text_from_html

_EMPTY_LINES = re.compile(r"\n\s*\n+")


class PlainTextarea(forms.Textarea):
    """Shows formatted text as plain text."""

    def format_value(self, value: Any) -> str | None:
        return plain_text_from_html(value) if value else value


class RichTextField(forms.CharField):
    """Its value is HTML. What was not changed stays as it is, formatting included."""

    widget = PlainTextarea

    def clean(self, value: Any) -> str:
        entered = super().clean(value)
        return paragraphs(entered) if entered else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = plain_text_from_html(initial or "")
        return super().has_changed(shown, (data or "").replace("\r\n", "\n"))


def paragraphs(text: str) -> str:
    """Plain text as HTML: an empty line begins a new paragraph."""
    parts = (part for part in _EMPTY_LINES.split(text.replace("\r\n", "\n").strip()) if part.strip())
    return "".join(f"<p>{html_from_plain_text(part)}</p>" for part in parts)
