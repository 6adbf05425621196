"""What is said of a field is said in our words, whatever its form asks."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import django
import pytest
from babel.messages.mofile import read_mo
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from kontor.ui.periods import DayField

COUNTS: dict[str, Any] = {"limit_value": 5, "show_value": 6, "max": 5, "length": 6, "value": "7", "pk": "7"}


class EveryForm(forms.Form):
    number = forms.IntegerField(min_value=10, max_value=20)
    price = forms.DecimalField(max_digits=4, decimal_places=2)
    day = forms.DateField()
    soon = DayField()
    time = forms.TimeField()
    moment = forms.DateTimeField()
    address = forms.EmailField()
    name = forms.CharField()
    code = forms.CharField(min_length=2)
    file = forms.FileField()


@pytest.mark.parametrize(
    ("name", "entered", "english", "german"),
    [
        ("number", "9", "Enter at least 10.", "Geben Sie mindestens 10 ein."),
        ("number", "21", "Enter at most 20.", "Geben Sie höchstens 20 ein."),
        ("number", "x", "Enter a whole number.", "Geben Sie eine ganze Zahl ein."),
        ("price", "x", "Enter a number.", "Geben Sie eine Zahl ein."),
        ("price", "0.123", "At most 2 decimal places fit in here.", "Hier passen höchstens 2 Nachkommastellen hinein."),
        ("price", "123", "At most 2 digits fit before the decimal point.", "Vor das Komma passen höchstens 2 Ziffern."),
        ("day", "31.2.", "Enter a day that exists.", "Geben Sie einen Tag ein, den es gibt."),
        (
            "soon",
            "9999-01-01",
            "Enter a day of the years 2000 to 2100.",
            "Geben Sie einen Tag der Jahre 2000 bis 2100 ein.",
        ),
        ("time", "25:00", "Enter a time such as 14:30.", "Geben Sie eine Uhrzeit wie 14:30 ein."),
        ("moment", "x", "Enter a day and a time.", "Geben Sie einen Tag und eine Uhrzeit ein."),
        (
            "address",
            "anna@",
            "Enter a complete e-mail address, for example name@company.example.",
            "Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@firma.example.",
        ),
        (
            "name",
            "a\0b",
            "There is a character in it that cannot be stored.",
            "Darin ist ein Zeichen, das sich nicht speichern lässt.",
        ),
        (
            "code",
            "A",
            "At least 2 characters are needed here; these are 1.",
            "Hier sind mindestens 2 Zeichen nötig; es sind 1.",
        ),
        ("file", "", "The file is empty.", "Die Datei ist leer."),
    ],
)
def test_what_does_not_fit_is_said(name: str, entered: str, english: str, german: str) -> None:
    form = EveryForm({name: entered}, MultiValueDict({"file": [SimpleUploadedFile("leer.txt", b"")]}))

    assert _said(form, name, "en") == [english]
    assert _said(form, name, "de") == [german]


def _said(form: forms.Form, name: str, language: str) -> list[str]:
    with translation.override(language):
        return [str(error) for error in form.errors[name]]


def test_no_form_says_what_django_would_say(database: None) -> None:
    """Neither the fields of all our forms nor what checks them: in German, where the two can be told apart."""
    importlib.import_module(settings.ROOT_URLCONF)
    theirs = _sentences_of_django()
    foreign = {
        f"{form.__module__}.{form.__name__}.{name}: {sentence}"
        for form in _forms_below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        for sentence in _sentences(field)
        if sentence in theirs
    }

    assert foreign == set()


def _sentences_of_django() -> set[str]:
    with (Path(django.__file__).parent / "conf/locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        catalog = read_mo(file)
    found: set[str] = set()
    for message in catalog:
        for sentence in (message.string,) if isinstance(message.string, str) else message.string or ():
            with suppress(KeyError, ValueError, TypeError):
                found.add(sentence % COUNTS)
    assert "Dieses Feld ist zwingend erforderlich." in found
    return found


def _forms_below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for below in form.__subclasses__():
        if below.__module__.startswith("kontor."):
            yield below
        yield from _forms_below(below)


def _sentences(field: forms.Field) -> Iterator[str]:
    said: list[Any] = [*field.error_messages.values()]
    for check in cast(list[Any], field.validators):
        said += check.messages.values() if hasattr(check, "messages") else [check.message]
    with translation.override("de"):
        yield from (str(sentence % COUNTS) for sentence in said)
