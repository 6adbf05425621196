"""A tenant's stylesheets: a new one, the default, deleted and restored ones, and the way back to Kontor's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.letters.domain.stylesheets import (
    create_stylesheet,
    delete_stylesheet,
    make_default,
    reset_stylesheet,
    restore_stylesheet,
    stylesheets_of,
)
from kontor.letters.models import Stylesheet
from kontor.letters.rendering.supplied import SUPPLIED, supplied_css
from kontor.org.middleware import DeskRequest
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.pdf.access import WRITE, get_stylesheet, get_tenant
from kontor.supervisor.tenants.pdf.postage import tab_url
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect

PLACE = "stylesheets"
PAGE = "supervisor/tenants/pdf/new_stylesheet.html"


class NewStylesheetForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("A stylesheet needs a name.")},
    )
    start = forms.ChoiceField(
        label=gettext_lazy("Begins as"), help_text=gettext_lazy("You change it in the next step, with a preview.")
    )

    def __init__(self, data: Any, *, tenant: Tenant) -> None:
        super().__init__(data)
        self.tenant = tenant
        supplied = [(f"supplied-{key}", label) for key, label in SUPPLIED.items()]
        own = [(f"own-{row.pk}", row.name) for row in stylesheets_of(tenant)]
        groups = [(gettext("Supplied with Kontor"), supplied)]
        self.fields["start"].choices = [*groups, *([(gettext("Copy of one of your own"), own)] if own else [])]  # type: ignore[attr-defined]

    def beginning(self) -> tuple[str, str]:
        """CSS, and which of Kontor's stylesheets it comes from. For a valid form."""
        kind, _sign, value = self.cleaned_data["start"].partition("-")
        if kind == "supplied":
            return supplied_css(value), value
        row = stylesheets_of(self.tenant).get(pk=value)
        return row.css, row.supplied


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may=WRITE)
    form = NewStylesheetForm(request.POST if request.method == "POST" else None, tenant=tenant)
    made: list[Stylesheet] = []
    if form.is_bound and form.is_valid():
        css, supplied = form.beginning()
        name = form.cleaned_data["name"]

        def verb() -> None:
            made.append(create_stylesheet(tenant, name=name, css=css, supplied=supplied, by=request.user))

        if saves(form, verb):
            message(request, _("“%(name)s” is created. Now make it yours.") % {"name": made[0].name})
            return redirect(request, editor_url(made[0]))
    context = {"tenant": tenant, "form": form, "back": tab_url(tenant.pk, PLACE)}
    return fragment(request, PAGE, context, status=422 if form.errors else 200)


@require_POST
def default(request: DeskRequest, tenant_id: int, stylesheet_id: int) -> HttpResponse:
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=WRITE)
    make_default(sheet, by=request.user)
    message(request, _("“%(name)s” is the default now.") % {"name": sheet.name})
    return redirect(request, tab_url(tenant_id, PLACE))


@require_POST
def delete(request: DeskRequest, tenant_id: int, stylesheet_id: int) -> HttpResponse:
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=WRITE)
    delete_stylesheet(sheet, by=request.user)
    message(request, _("“%(name)s” is deleted. It can be restored.") % {"name": sheet.name})
    return redirect(request, tab_url(tenant_id, PLACE))


@require_POST
def restore(request: DeskRequest, tenant_id: int, stylesheet_id: int) -> HttpResponse:
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=WRITE, deleted=True)
    restore_stylesheet(sheet, by=request.user)
    message(request, _("“%(name)s” is restored.") % {"name": sheet.name})
    return redirect(request, tab_url(tenant_id, PLACE))


@require_POST
def reset(request: DeskRequest, tenant_id: int, stylesheet_id: int) -> HttpResponse:
    """As Kontor supplied it; what was there stays in the versions."""
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=WRITE)
    posted = request.POST.get("version", "")
    version = int(posted) if posted.isdecimal() and len(posted) < 10 else 0
    reset_stylesheet(sheet, version=version, by=request.user)
    message(
        request,
        _("“%(name)s” is as it was supplied. What it was before stands in the versions.") % {"name": sheet.name},
    )
    return redirect(request, editor_url(sheet))


def editor_url(sheet: Stylesheet) -> str:
    return reverse("supervisor:tenants:pdf:stylesheet", args=[sheet.tenant_id, sheet.pk])
