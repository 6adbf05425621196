"""How tenants greet: one tenant's greetings at a time, a tab for each language."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.greetings.access import READ, WRITE, get_greetings, get_tenant
from kontor.supervisor.greetings.forms import GreetingsForm, greetings_form
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.supervisor.saving import saves
from kontor.texts.domain.greetings import (
    TenantGreetings,
    languages_with_greetings,
    set_greetings,
    with_greeting_counts,
)
from kontor.texts.enums import FormOfAddress
from kontor.ui.htmx import redirect
from kontor.ui.listing import Column, Listing, Text
from kontor.ui.mask import Mask, Tab

TEMPLATE = "supervisor/greetings/edit.html"
KONTORS = ("de", "en")
"""The languages in which Kontor has greetings itself."""


def _own(tenant: Any) -> str:
    count = tenant.greeting_count
    return ngettext("%(count)s of its own", "%(count)s of its own", count) % {"count": count} if count else ""


TENANTS = Listing(
    "greetings",
    _("Greetings"),
    columns=(
        Column(
            "name",
            _("Tenant"),
            sort="sort_key",
            filter=Text("name"),
            fixed=True,
            template="supervisor/tenants/_name.html",
        ),
        Column("own", _("Greetings"), _own, sort="greeting_count", wide=True),
    ),
    default_sort=("name",),
    link="supervisor:greetings:tenant",
    colour=lambda tenant: int(tenant.colour),
)


@require_GET
def tenants(request: DeskRequest) -> HttpResponse:
    """The tenants; whoever has one is led to its greetings."""
    need_anywhere(request, READ)
    rows = with_greeting_counts(tenants_for(request.access, READ))
    only = list(rows[:2])
    if len(only) == 1:
        return redirect(request, reverse("supervisor:greetings:tenant", args=[only[0].pk]))
    return TENANTS.answer(request, rows, "supervisor/greetings/list.html")


@require_GET
def tenant(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """On to the tenant's main language, or to the one that was asked for."""
    found = get_tenant(request, tenant_id, may=READ)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else found.language
    return redirect(request, reverse("supervisor:greetings:edit", args=[found.pk, language]))


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, tenant_id: int, language: str) -> HttpResponse:
    may = WRITE if request.method == "POST" else READ
    greetings = get_greetings(request, tenant_id, language, may=may)
    mask = _mask(request, greetings)
    form = cast(GreetingsForm, mask.form)
    if mask.is_posted and form.is_valid():
        if conflict := mask.conflict(greetings.version):
            return mask.answer(request, TEMPLATE, _context(request, greetings, form), conflict=conflict)
        texts, version = form.own_texts(), mask.version
        if saves(form, lambda: set_greetings(greetings.tenant, language, texts, version=version, by=request.user)):
            return mask.saved(request, gettext("The greetings are saved."))
    return mask.answer(request, TEMPLATE, _context(request, greetings, form))


@require_POST
def examples(request: DeskRequest, tenant_id: int, language: str) -> HttpResponse:
    """How people would be greeted with what is entered so far. Nothing is saved."""
    greetings = get_greetings(request, tenant_id, language, may=READ)
    form = GreetingsForm(request.POST, greetings=greetings)
    return render(request, "supervisor/greetings/_examples.html", {"examples": _examples(form.entered())})


def _mask(request: DeskRequest, greetings: TenantGreetings) -> Mask:
    found = [greetings.tenant.language, *KONTORS, *languages_with_greetings(greetings.tenant), greetings.language]
    codes = list(dict.fromkeys(found))
    template = "supervisor/greetings/_greetings.html"
    tabs = [
        Tab(code, name, greetings_form, template=template)
        for code, name in zip(codes, language_names(codes), strict=True)
    ]
    current = tabs[codes.index(greetings.language)]

    def url(key: str) -> str:
        return reverse("supervisor:greetings:edit", args=[greetings.tenant.pk, key])

    return Mask(request, greetings, tabs, current, url)


def _context(request: DeskRequest, greetings: TenantGreetings, form: GreetingsForm) -> dict[str, Any]:
    names = zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True)
    return {
        "tenant": greetings.tenant,
        "mask_colour": greetings.tenant.colour,
        "language": greetings.language,
        "languages": sorted(names, key=lambda pair: pair[1]),
        "examples": _examples(form.entered() if form.is_bound else greetings),
        "may_write": request.access.may(WRITE, tenant_id=greetings.tenant.pk),
    }


def _examples(greetings: TenantGreetings) -> list[tuple[str, str]]:
    return [(str(form.label), greetings.example(form)) for form in FormOfAddress]
