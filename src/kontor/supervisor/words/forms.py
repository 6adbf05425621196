"""The form that adds words to a tenant's list."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.spelling import engine
from kontor.spelling.models import Word
from kontor.supervisor.rules.languages import language_names
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

WORD_MASK = "word"
READ, WRITE = "words.read", "words.write"
EVERY_LANGUAGE = _("every language")


class WordsForm(forms.Form):
    tenant = TenantField(help_text=_("No other tenant knows the words."))
    language = forms.ChoiceField(label=_("Right in"), required=False)
    words = forms.CharField(
        label=_("Words"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "data-behaviour": "autosize"}),
        help_text=_(
            "One a line; whole lists can be pasted. The genitive and compounds with known words are right too."
        ),
        error_messages={"required": _("Enter at least one word.")},
    )


def words_form(request: HttpRequest, word: Word, data: Any, files: Any) -> WordsForm:
    form = WordsForm(data)
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(cast(DeskRequest, request).access, WRITE)
    codes = sorted({*engine.EXPECTED, *engine.languages()})
    names = zip(codes, language_names(codes), strict=True)
    cast(forms.ChoiceField, form.fields["language"]).choices = [("", str(EVERY_LANGUAGE)), *names]
    return form
