"""Keyword sets: words that several rules look for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.keyword_sets import (
    change_keyword_set,
    create_keyword_set,
    delete_keyword_set,
    rules_using,
)
from kontor.routing.domain.rule_entries import clean_words
from kontor.routing.domain.rule_queries import keyword_sets_of
from kontor.routing.models import KeywordSet
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.rules.access import get_keyword_set
from kontor.supervisor.rules.entries import LinesField
from kontor.supervisor.saving import saves
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.mask import open_mask

SET_MASK = "keyword-set"
TEMPLATE = "supervisor/rules/keyword_set.html"


class KeywordSetForm(forms.Form):
    tenant = TenantField()
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    lines = LinesField(
        clean_words,
        label=gettext_lazy("Words"),
        help_text=gettext_lazy("One word, phrase or expression a line; one of them is enough."),
    )
    stems = forms.BooleanField(label=gettext_lazy("Other forms of the words too (German and English)"), required=False)


def keyword_set_form(request: HttpRequest, row: KeywordSet, data: Any, files: Any) -> KeywordSetForm:
    """For a saved set its tenant stays."""
    access = cast(DeskRequest, request).access
    form = KeywordSetForm(data, initial={"name": row.name, "lines": row.lines, "stems": row.stems})
    if row.pk:
        del form.fields["tenant"]
    else:
        tenant = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
        tenant.queryset = tenants_for(access, "categories.write")
    return form


@require_GET
def keywords(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.read")
    rows = list(keyword_sets_of(request.access.tenants_with("categories.read")))
    may_write = request.access.may_anywhere("categories.write")
    context = {"sets": rows, "new_url": reverse("supervisor:rules:new-keywords") if may_write else ""}
    return fragment(request, "supervisor/rules/keywords.html", context)


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.write")
    here = reverse("supervisor:rules:new-keywords")
    mask = open_mask(SET_MASK, request, KeywordSet(), "general", url=lambda _key: here)
    form = cast(KeywordSetForm, mask.form)
    if mask.is_posted and form.is_valid() and saves(form, lambda: _create(request, form.cleaned_data)):
        message(request, _("The keyword set is created. Rules can use it now."))
        return redirect(request, reverse("supervisor:rules:keywords"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, set_id: int) -> HttpResponse:
    row = get_keyword_set(request, set_id, may="categories.read")
    here = reverse("supervisor:rules:edit-keywords", args=[row.pk])
    mask = open_mask(SET_MASK, request, row, "general", url=lambda _key: here)
    form = cast(KeywordSetForm, mask.form)
    may_write = request.access.may("categories.write", tenant_id=row.tenant_id)
    context = {"may_write": may_write, "mask_colour": row.tenant.colour, "rules": rules_using(row)}
    if mask.is_posted:
        need(request, "categories.write", tenant_id=row.tenant_id)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(row.version):
            return mask.answer(request, TEMPLATE, context, conflict=conflict)
        values = form.cleaned_data
        if saves(form, lambda: change_keyword_set(row, **values, version=mask.version, by=request.user)):
            return mask.saved(request, _("The keyword set is saved. It counts once it is activated."))
    return mask.answer(request, TEMPLATE, context)


@require_POST
def delete(request: DeskRequest, set_id: int) -> HttpResponse:
    row = get_keyword_set(request, set_id, may="categories.write")
    delete_keyword_set(row, by=request.user)
    message(request, _("The keyword set “%(name)s” is deleted.") % {"name": row.name})
    return redirect(request, reverse("supervisor:rules:keywords"))


def _create(request: DeskRequest, values: dict[str, Any]) -> KeywordSet:
    need(request, "categories.write", tenant_id=values["tenant"].pk)
    return create_keyword_set(
        values["tenant"].pk, name=values["name"], lines=values["lines"], stems=values["stems"], by=request.user
    )
