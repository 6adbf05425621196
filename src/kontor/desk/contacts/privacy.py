"""What a contact may ask for: what is kept of it (Auskunft), and that it goes (Löschung). And what keeps it: a hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.customers.domain.contacts import linked_customers
from kontor.customers.models import Customer
from kontor.desk.doors import get_customer
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.privacy.domain.asking import ask_erasure, erasure_of
from kontor.privacy.domain.disclosing import ask_disclosure, disclosures_of, open_disclosure
from kontor.privacy.domain.holds import hold_customer, hold_of_customer
from kontor.privacy.enums import DisclosureState
from kontor.ui.downloads import large_download
from kontor.ui.htmx import fragment, message, redirect

RIGHT = "privacy.write"
SHOWN = 5


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Without names and addresses: the reason stays when everything else is gone."),
        error_messages={"required": gettext_lazy("Say why.")},
    )


@require_GET
def privacy(request: DeskRequest, customer_id: int) -> HttpResponse:
    return _page(request, get_customer(request, customer_id, may=RIGHT))


@require_POST
def disclose(request: DeskRequest, customer_id: int) -> HttpResponse:
    customer = get_customer(request, customer_id, may=RIGHT)
    ask_disclosure(customer, by=request.user)
    message(request, _("The file is being made. You may leave this page."))
    return _again(request, customer)


@require_http_methods(["GET", "POST"])
def disclosed(request: DeskRequest, customer_id: int, disclosure_id: int) -> HttpResponseBase:
    """The file itself; that it was opened is written down."""
    customer = get_customer(request, customer_id, may=RIGHT)
    disclosure = disclosures_of(customer).filter(pk=disclosure_id).first()
    if disclosure is None:
        raise Http404
    content = open_disclosure(disclosure, by=request.user)
    return large_download(content, f"contact-{customer.pk}.zip", "application/zip")


@require_POST
def erase(request: DeskRequest, customer_id: int) -> HttpResponse:
    customer = get_customer(request, customer_id, may=RIGHT)
    form = ReasonForm(request.POST, prefix="erase")
    if not _does(form, lambda reason: ask_erasure(customer, reason=reason, by=request.user)):
        return _page(request, customer, erase_form=form)
    message(request, _("The contact is being erased. What is being worked on waits until it is done."))
    return _again(request, customer)


@require_POST
def hold(request: DeskRequest, customer_id: int) -> HttpResponse:
    customer = get_customer(request, customer_id, may=RIGHT)
    form = ReasonForm(request.POST, prefix="hold")
    if not _does(form, lambda reason: hold_customer(customer, reason=reason, by=request.user)):
        return _page(request, customer, hold_form=form)
    message(request, _("The contact is on legal hold. Nothing of it is erased until the hold is lifted."))
    return _again(request, customer)


def _does(form: ReasonForm, verb: Any) -> bool:
    """The verb is done with the reason; what is refused stands at the form, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            verb(form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(request: DeskRequest, customer: Customer, **forms_: ReasonForm) -> HttpResponse:
    disclosures = list(disclosures_of(customer)[:SHOWN])
    context = {
        "customer": customer,
        "linked": linked_customers(customer),
        "disclosures": disclosures,
        "being_made": any(row.state == DisclosureState.WAITING for row in disclosures),
        "erasure": erasure_of(customer.pk, customer.tenant_id),
        "held": hold_of_customer(customer),
        "erase_form": ReasonForm(prefix="erase"),
        "hold_form": ReasonForm(prefix="hold"),
        "may_read": request.access.may("privacy.read", tenant_id=customer.tenant_id),
        **forms_,
    }
    return fragment(request, "desk/contacts/privacy.html", context, status=422 if forms_ else 200)


def _again(request: DeskRequest, customer: Customer) -> HttpResponse:
    return redirect(request, reverse("desk:contacts:privacy", args=[customer.pk]))
