"""Controls are what Django's own templates would make of them."""

from __future__ import annotations

import datetime
import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from kontor.ui.widgets import Renderer

NASTY = "\"Öl\" & <b>'Gas'</b>"
CHOICES = [
    ("", "Nothing chosen"),
    (1, 1234567),
    (NASTY, NASTY),
    ("safe", mark_safe("<i>kursiv</i>")),
    ("lazy", gettext_lazy("Yes")),
    ("day", datetime.date(2026, 11, 29)),
    ("Group & more", [("a", "A"), ("b", "B")]),
]
WIDGETS = [
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.TextInput(),
    forms.NumberInput(),
    forms.EmailInput(),
    forms.URLInput(),
    forms.PasswordInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.DateTimeInput(),
    forms.TimeInput(),
    forms.CheckboxInput(),
    forms.FileInput(),
    forms.ClearableFileInput(),
    forms.Textarea(),
]
VALUES = [None, "", "a", NASTY, ["a", NASTY, "1"], 1, True, mark_safe("<i>kursiv</i>"), datetime.date(2026, 11, 29)]
ATTRIBUTES = [
    {},
    {"id": "id_name", "class": "control control--small", "required": True, "disabled": False, "size": 1000},
    {"aria-label": NASTY, "placeholder": mark_safe("&hellip;"), "title": gettext_lazy("Yes"), "data-empty": ""},
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_control_is_what_djangos_template_makes_of_it(widget: forms.Widget) -> None:
    for language in ("en", "de"):
        with translation.override(language):
            for value in VALUES:
                for attributes in ATTRIBUTES:
                    drawn = [widget.render("na<me", value, attributes, one) for one in (Renderer(), DjangoTemplates())]
                    assert _without_breaks(drawn[0]) == _without_breaks(drawn[1])


@pytest.mark.parametrize("within_label", [False, True])
@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_one_of_several_is_what_djangos_template_makes_of_it(
    widget: type[forms.ChoiceWidget], within_label: bool
) -> None:
    class Choice(forms.Form):
        kind = forms.ChoiceField(choices=CHOICES, widget=widget(attrs={"title": NASTY}), required=False)

    drawn = [
        [_without_breaks(option.tag(within_label)) for option in Choice({"kind": "a"}, renderer=renderer)["kind"]]
        for renderer in (Renderer(), DjangoTemplates())
    ]

    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 8


def test_lines_of_a_text_stay_as_they_are() -> None:
    text = "\n  Guten Tag,\n\n  Ihr <Kontor>\n"

    assert forms.Textarea().render("text", text, renderer=Renderer()) == forms.Textarea().render(
        "text", text, renderer=DjangoTemplates()
    )


def test_a_long_choice_asks_no_template() -> None:
    renderer = Renderer()

    forms.Select(choices=[(number, str(number)) for number in range(500)]).render("zone", 7, renderer=renderer)

    assert "engine" not in vars(renderer)


def test_forms_are_drawn_so() -> None:
    assert type(get_default_renderer()) is Renderer


def _without_breaks(markup: str) -> str:
    return re.sub(r"\s*\n\s*", "", markup)
