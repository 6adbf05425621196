"""The postage of a tenant's letters: envelopes by weight, added, changed and removed one by one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.letters.domain.postage import remove_postage, save_postage
from kontor.letters.models import PostageClass
from kontor.org.middleware import DeskRequest
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.pdf.access import get_postage, get_tenant
from kontor.tenants.models import Tenant
from kontor.ui.conflict import Conflict, differences
from kontor.ui.htmx import fragment, message, redirect

MAY = "tenants.write"
PAGE = "supervisor/tenants/pdf/postage.html"


class PostageForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("As the print service knows it: for example “standard letter”."),
        error_messages={"required": gettext_lazy("A class of postage needs a name.")},
    )
    most_grams = forms.IntegerField(
        label=gettext_lazy("Up to grams"),
        min_value=1,
        max_value=50_000,
        help_text=gettext_lazy("Sheets and envelope together."),
        error_messages={"required": gettext_lazy("Enter up to which weight it holds.")},
    )
    most_sheets = forms.IntegerField(label=gettext_lazy("Up to sheets"), min_value=1, max_value=10_000, required=False)
    abroad = forms.BooleanField(
        label=gettext_lazy("To other countries"),
        required=False,
        help_text=gettext_lazy("Only for letters that leave the tenant's country. Others never cost this."),
    )
    price = forms.DecimalField(
        label=gettext_lazy("Price"),
        min_value=0,
        max_digits=8,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=gettext_lazy("In the currency of the postage that is set for the tenant."),
    )


@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may=MAY)
    return _answer(request, tenant, PostageForm(request.POST or None), None)


@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, tenant_id: int, postage_id: int) -> HttpResponse:
    row = get_postage(request, tenant_id, postage_id, may=MAY)
    start = {name: getattr(row, name) for name in PostageForm.base_fields}
    return _answer(request, row.tenant, PostageForm(request.POST or None, initial=start), row)


@require_POST
def remove(request: DeskRequest, tenant_id: int, postage_id: int) -> HttpResponse:
    row = get_postage(request, tenant_id, postage_id, may=MAY)
    remove_postage(row, by=request.user)
    message(request, _("“%(name)s” is removed.") % {"name": row.name})
    return redirect(request, tab_url(tenant_id, "postage"))


def tab_url(tenant_id: int, place: str = "") -> str:
    """The tab, at one of its parts."""
    url = reverse("supervisor:tenants:tab", args=[tenant_id, "pdf"])
    return f"{url}#{place}" if place else url


def back_to_tab(request: DeskRequest, tenant_id: int, place: str) -> str:
    """The same for whoever may see the tenant; "" for others."""
    return tab_url(tenant_id, place) if request.access.may("tenants.read", tenant_id=tenant_id) else ""


def _answer(request: DeskRequest, tenant: Tenant, form: PostageForm, row: PostageClass | None) -> HttpResponse:
    if request.method == "POST" and not form.is_bound:
        form = PostageForm(request.POST)
    if form.is_bound and form.is_valid():
        if row and request.POST.get("seen", _shown_as(row)) != _shown_as(row):
            return _page(request, tenant, form, row, Conflict(differences(form)))
        values: dict[str, Any] = form.cleaned_data
        if saves(form, lambda: save_postage(tenant, **values, row=row, by=request.user)):
            message(request, _("“%(name)s” is saved.") % {"name": values["name"]})
            return redirect(request, tab_url(tenant.pk, "postage"))
    return _page(request, tenant, form, row)


def _page(
    request: DeskRequest, tenant: Tenant, form: PostageForm, row: PostageClass | None, conflict: Conflict | None = None
) -> HttpResponse:
    """409 with both values after a conflict: saving again is a decision then."""
    context = {
        "tenant": tenant,
        "form": form,
        "row": row,
        "conflict": conflict,
        "seen": _shown_as(row) if conflict else request.POST.get("seen", _shown_as(row)),
        "back": tab_url(tenant.pk, "postage"),
    }
    return fragment(request, PAGE, context, status=409 if conflict else 422 if form.errors else 200)


def _shown_as(row: PostageClass | None) -> str:
    """What the form began with; it stands in the hidden field ``seen``, as the row has no version."""
    return repr([str(getattr(row, name)) for name in PostageForm.base_fields]) if row else ""
