"""A contact that somebody enters, before it has written or called."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.customers.domain.contacts import enter_customer
from kontor.customers.models import Customer
from kontor.desk.contacts.forms import NewContactForm
from kontor.kernel.errors import Refused
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment, message, redirect

LOOKED_FOR = ("name", "email", "phone")


def may_enter_for(access: Access) -> list[int]:
    """The tenants for which the person may enter contacts, and see them afterwards."""
    reading = set(access.tenants_with("contacts.read"))
    return [tenant_id for tenant_id in access.tenants_with("contacts.write") if tenant_id in reading]


def begin_with(words: str, tenant_id: int | None) -> str:
    """Where a contact is entered that begins with what was looked for in vain: its address, its number, or its name."""
    is_number = any(sign.isdigit() for sign in words) and not any(sign.isalpha() for sign in words)
    name = "email" if "@" in words else "phone" if is_number else "name"
    begins = {name: words, "tenant": str(tenant_id or "")}
    return f"{reverse('desk:contacts:new')}?{urlencode({key: value for key, value in begins.items() if value})}"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Enter a contact; the address may say how it begins."""
    tenants = may_enter_for(request.access)
    if not tenants:
        raise PermissionDenied
    begins = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in ("tenant", *LOOKED_FOR)}
    form = NewContactForm(request.POST if request.method == "POST" else None, tenants=tenants, initial=begins)
    known: list[Customer] = []
    if form.is_valid():
        known = form.known()
        customer = None if known else _entered(form)
        if customer:
            message(request, _("The contact is saved."))
            return redirect(request, reverse("desk:contacts:show", args=[customer.pk]))
    context = {"form": form, "known": known}
    return fragment(request, "desk/contacts/new.html", context, status=422 if form.is_bound else 200)


def _entered(form: NewContactForm) -> Customer | None:
    values = {name: value for name, value in form.cleaned_data.items() if name != "tenant"}
    assert form.whose is not None
    try:
        with transaction.atomic():
            return enter_customer(form.whose, **values)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
