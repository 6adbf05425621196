"""Formatted text in a form: the field, and the widget that makes an editor of it where scripts run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template import loader
from django.utils.safestring import SafeString, mark_safe

from kontor.kernel.html import clean_own


class RichTextArea(forms.Textarea):
    """A text area that holds HTML. Without scripts it shows the HTML itself.

    ``library`` is the address of a picture of the tenant's library, with ``__name__`` where its id belongs.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, language: str = "", library: str = "") -> None:
        given = {"rows": 12, "data-behaviour": "", **({"lang": language} if language else {})}
        super().__init__({**given, **(attrs or {})})
        self.library = library

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        area = super().render(name, value, attrs, renderer)
        return rich_text_editor(area, id=str((attrs or {}).get("id", f"id_{name}")), library=self.library, css="field")


class RichTextField(forms.CharField):
    """HTML that our own people write; what is kept of it is ``clean_own``'s."""

    widget = RichTextArea

    def clean(self, value: Any) -> str:
        return clean_own(super().clean(value))


def rich_text_editor(area: str, *, id: str, css: str = "", **given: Any) -> SafeString:
    """The editor around its field. ``area`` is the field's HTML; see the tag ``rich_text``."""
    known = {
        "memory": given.get("memory", ""),
        "version": given.get("version", ""),
        "picture-upload": given.get("upload", ""),
        "picture-base": given.get("pictures", ""),
        "library-base": given.get("library", ""),
    }
    context = {
        "content": mark_safe(area),  # rendered by a template or a widget, which escape
        "id": id,
        "css": css,
        "rich": given.get("rich", True),
        "upload": given.get("upload", ""),
        "switch": given.get("switch", False),
        "open_placeholders": given.get("open_placeholders", False),
        "given": {name: value for name, value in known.items() if value not in ("", None)},
    }
    return SafeString(loader.render_to_string("ui/rich_text.html", context))
