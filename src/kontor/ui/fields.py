"""A form field as the template draws it: which shape it has, and what ties label, help and error to it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import BLANK_CHOICE_DASH
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext

DASHES = BLANK_CHOICE_DASH[0][1]
LONG = 12
"""A group of more choices than these is narrowed by typing."""


class TypedPassword(forms.PasswordInput):
    """Keeps what was typed when a mask comes back with a mistake elsewhere. What is stored is never shown."""

    def __init__(self) -> None:
        super().__init__({"autocomplete": "new-password"}, render_value=True)
        self._typed = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self._typed = super().value_from_datadict(data, files, name)
        return self._typed

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, self._typed, attrs)


class FieldView:
    """Wraps a bound field. ``kind``: hidden, check, checks, choices or control."""

    def __init__(self, bound: BoundField, *, small: bool = False, disabled: bool = False) -> None:
        self.bound = bound
        self.small = small
        self.disabled = disabled or bound.field.disabled

    @property
    def id(self) -> str:
        return self.bound.id_for_label or self.bound.auto_id or self.bound.html_name

    @property
    def name(self) -> str:
        return self.bound.html_name

    @property
    def label(self) -> str:
        return str(self.bound.label or "")

    @property
    def help(self) -> str:
        return str(self.bound.help_text or "")

    @property
    def optional(self) -> bool:
        """To be said at the label.

        Of what narrows a list (``only_narrows``) nobody would think otherwise, and where the empty choice says in
        words of its own what it means ("every category") it is an answer like the others.
        """
        if self.bound.field.required or getattr(self.bound.form, "only_narrows", False):
            return False
        return not _always_answers(self.bound.field)

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.bound.errors]

    @cached_property
    def kind(self) -> str:
        widget = self.bound.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checks"
        if isinstance(widget, forms.RadioSelect):
            return "choices"
        return "check" if isinstance(widget, forms.CheckboxInput) else "control"

    @property
    def is_group(self) -> bool:
        return self.kind in ("checks", "choices")

    @property
    def is_long(self) -> bool:
        return self.is_group and len(self.bound) > LONG

    @property
    def list_id(self) -> str:
        return f"{self.id}-list"

    @property
    def described_by(self) -> str:
        """The ids of help and errors, for the control or its group."""
        ids = [f"{self.id}-help"] if self.help else []
        return " ".join([*ids, f"{self.id}-error"] if self.errors else ids)

    def control(self) -> SafeString:
        """The control itself, with everything a screen reader needs."""
        _name_the_empty_choice(self.bound.field)
        return self.bound.as_widget(attrs=self._attributes())

    def control_in_sentence(self) -> SafeString:
        """The control within running text; what would stand beside it as its label is told to screen readers."""
        _name_the_empty_choice(self.bound.field)
        error = f"{self.id}-error" if self.errors else False
        return self.bound.as_widget(attrs={**self._attributes(), "aria-label": self.label, "aria-describedby": error})

    @property
    def _is_first_to_correct(self) -> bool:
        """Then it gets the focus, with and without scripts."""
        form = self.bound.form
        return next((name for name in form.fields if name in form.errors), "") == self.bound.name

    def _attributes(self) -> dict[str, str | bool]:
        widget = self.bound.field.widget
        attributes: dict[str, str | bool] = {"aria-describedby": self.described_by or False}
        if self.kind == "control":
            own = str(widget.attrs.get("class", ""))
            attributes["class"] = " ".join(filter(None, ["control", "control--small" if self.small else "", own]))
        if self.errors:
            attributes["aria-invalid"] = "true"
        if self.bound.form.errors:  # whatever has the focus otherwise
            attributes["autofocus"] = self._is_first_to_correct
        if self.disabled:
            attributes["disabled"] = True
        if isinstance(widget, forms.Textarea) and "data-behaviour" not in widget.attrs:
            attributes["data-behaviour"] = "autosize"
        return attributes


def _always_answers(field: forms.Field) -> bool:
    """Whatever stands in it is a choice that somebody may want, the empty one too."""
    if not isinstance(field.widget, forms.Select) or field.widget.allow_multiple_selected:
        return False
    if isinstance(field, forms.ModelChoiceField):
        empty = [str(field.empty_label or "")]  # its rows are not asked for
    else:
        empty = [str(label) for value, label in field.widget.choices if value in ("", None)]
    return not {DASHES, gettext("Nothing chosen")} & set(empty)


def _name_the_empty_choice(field: forms.Field) -> None:
    """Say in words what Django says in dashes: something is still to be chosen, or nothing need be."""
    words = gettext("Please choose") if field.required else gettext("Nothing chosen")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field.widget, forms.Select):
        field.widget.choices = [(value, words if label == DASHES else label) for value, label in field.widget.choices]
