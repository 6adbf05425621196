"""Two people saved the same thing: what differs, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import BaseForm, BoundField
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    saved: str
    entered: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was saved. Every entry is still in the form; saving again takes it."""

    differences: list[Difference]


def version_to_show(form: BaseForm, *, entered: int, saved: int) -> int:
    """What the hidden field of a form with a version of its own says.

    After a conflict the version that is saved now, so saving again is a decision; with mistakes the one the person had
    in front of them: nobody has told them yet what somebody else saved.
    """
    return entered if form.is_bound and form.errors else saved


def differences(form: BaseForm) -> list[Difference]:
    """Each field whose entry is not what is saved now (passwords are not shown)."""
    fields = (form[name] for name in form.changed_data)
    return [_difference(field) for field in fields if getattr(field.field.widget, "input_type", "") != "password"]


def _difference(field: BoundField) -> Difference:
    return Difference(str(field.label), _in_words(field, field.initial), _in_words(field, field.data))


def _in_words(field: BoundField, value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, ""):
        return gettext("nothing")
    if isinstance(field.field.widget, ChoiceWidget):
        labels = {str(key): str(label) for key, label in _flat(field.field.widget.choices)}
        values = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(labels.get(str(getattr(item, "pk", item)), str(item)) for item in values)
    return str(value)


def _flat(choices: Iterable[tuple[object, object]]) -> Iterable[tuple[object, object]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
