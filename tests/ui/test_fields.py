"""How a form's fields are drawn."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from kontor.tenants.models import Tenant
from kontor.ui.fields import FieldView

DASHES = [("", "---------"), ("de", "German")]


class ChoiceForm(forms.Form):
    tenant = forms.ModelChoiceField(Tenant.objects.none())
    other = forms.ModelChoiceField(Tenant.objects.none(), required=False)
    named = forms.ModelChoiceField(Tenant.objects.none(), required=False, empty_label="Every tenant")
    language = forms.ChoiceField(choices=DASHES, required=False)


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("tenant", "Please choose"),
        ("other", "Nothing chosen"),
        ("named", "Every tenant"),
        ("language", "Nothing chosen"),
    ],
)
def test_the_empty_choice_is_said_in_words(name: str, empty: str) -> None:
    with translation.override("en"):
        control = FieldView(ChoiceForm()[name]).control()

    assert f'<option value="" selected>{empty}</option>' in control
    assert "---" not in control


class EnteredForm(forms.Form):
    name = forms.CharField()
    code = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def test_the_first_field_to_correct_gets_the_focus() -> None:
    form = EnteredForm({"name": "Weserstift"})

    assert [" autofocus" in FieldView(form[name]).control() for name in form.fields] == [False, True, False]


def test_a_form_without_errors_leaves_the_focus_alone() -> None:
    form = EnteredForm()

    assert [" autofocus" in FieldView(form[name]).control() for name in form.fields] == [False, False, False]
