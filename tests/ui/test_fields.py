"""How a form's fields are drawn."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from kontor.tenants.models import Tenant
from kontor.ui.fields import LONG, FieldView, TypedPassword

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


class AnsweringForm(ChoiceForm):
    only = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    several = forms.MultipleChoiceField(choices=[("a", "A")], required=False)
    text = forms.CharField(required=False)


def test_a_choice_is_optional_where_its_empty_one_answers_nothing() -> None:
    form = AnsweringForm()
    optional = [name for name in form.fields if FieldView(form[name]).optional]
    for name in form.fields:
        FieldView(form[name]).control()

    assert optional == ["other", "language", "several", "text"]
    assert [name for name in form.fields if FieldView(form[name]).optional] == optional


class EnteredForm(forms.Form):
    name = forms.CharField()
    code = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def test_the_first_field_to_correct_gets_the_focus() -> None:
    form = EnteredForm({"name": "Weserstift"})
    form.fields["name"].widget.attrs["autofocus"] = True  # as long as nothing is wrong

    assert [" autofocus" in FieldView(form[name]).control() for name in form.fields] == [False, True, False]


def test_a_form_without_errors_leaves_the_focus_alone() -> None:
    form = EnteredForm()

    assert [" autofocus" in FieldView(form[name]).control() for name in form.fields] == [False, False, False]


class SecretForm(forms.Form):
    name = forms.CharField()
    password = forms.CharField(widget=TypedPassword())


def test_a_password_that_was_typed_stays_when_the_form_comes_back_and_a_stored_one_is_never_shown() -> None:
    typed = SecretForm({"name": "", "password": "typed"}, initial={"password": "stored"})
    fresh = SecretForm(initial={"password": "stored"})

    assert 'value="typed"' in FieldView(typed["password"]).control()
    assert "value" not in FieldView(fresh["password"]).control()


class LongForm(forms.Form):
    few = forms.MultipleChoiceField(choices=[(n, n) for n in range(LONG)], widget=forms.CheckboxSelectMultiple)
    many = forms.MultipleChoiceField(choices=[(n, n) for n in range(LONG + 1)], widget=forms.CheckboxSelectMultiple)


def test_a_long_choice_is_narrowed_by_typing() -> None:
    drawn = [str(render_to_string("ui/field.html", {"field": FieldView(LongForm()[name])})) for name in ("few", "many")]

    assert ["data-narrow" in field for field in drawn] == [False, True]
    assert 'aria-controls="id_many-list"' in drawn[1] and 'id="id_many-list"' in drawn[1]


def test_what_is_refused_as_a_whole_has_the_focus() -> None:
    form = EnteredForm({"name": "Weserstift", "code": "W", "kind": "a"})
    form.add_error(None, "Somebody else was faster.")

    page = render_to_string("ui/form.html", {"form": form})

    notice = page.partition('role="alert"')[2].partition("</div></div>")[0]
    assert " autofocus>" in notice
    assert "Somebody else was faster." in notice


class PlainForm(forms.Form):
    name = forms.CharField(max_length=5)
    kind = forms.ChoiceField(choices=[("a", "A")])
    kinds = forms.MultipleChoiceField(choices=[("a", "A")])
    tenant = forms.ModelChoiceField(Tenant.objects.none())
    tenants = forms.ModelMultipleChoiceField(Tenant.objects.none())


@pytest.mark.parametrize(
    ("language", "missing", "long", "gone"),
    [
        (
            "en",
            "This is missing.",
            "At most 5 characters fit in here; these are 6.",
            "What was chosen is not there any more.",
        ),
        (
            "de",
            "Diese Angabe fehlt.",
            "Hier passen höchstens 5 Zeichen hinein; es sind 6.",
            "Das Gewählte gibt es nicht mehr.",
        ),
    ],
)
def test_what_is_said_of_any_field_is_in_our_words(
    database: None, language: str, missing: str, long: str, gone: str
) -> None:
    with translation.override(language):
        empty = PlainForm({})
        wrong = PlainForm({"name": "abcdef", "kind": "x", "kinds": ["x"], "tenant": "7", "tenants": ["7"]})

        assert {str(said) for errors in empty.errors.values() for said in errors} == {missing}
        assert [FieldView(field).errors for field in wrong] == [[long], [gone], [gone], [gone], [gone]]
