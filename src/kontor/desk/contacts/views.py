"""Contacts: search, look, change, several addresses, links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.answers.domain.by_letter import letter_offer
from kontor.calls.domain.of_ticket import calls_of_customer
from kontor.customers.domain.contacts import (
    add_address,
    change_customer,
    link_customers,
    linked_customers,
    remove_address,
    unlink_customers,
)
from kontor.customers.domain.queries import find_customers, one_by_address, one_by_number
from kontor.customers.domain.reachability import mark_deliverable
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.desk.contacts.forms import SPOKEN
from kontor.desk.contacts.making import begin_with, may_enter_for
from kontor.desk.contacts.postal import shown_addresses
from kontor.desk.doors import get_customer
from kontor.desk.letter.switch import letters_are_on
from kontor.desk.phone.lines import CallLine
from kontor.desk.phone.switch import is_on_for
from kontor.kernel.errors import Refused
from kontor.kernel.telephone import lookup_key
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect

SHOWN = 50
"""Tickets of a contact, the latest."""


class ContactForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    number = forms.CharField(label=gettext_lazy("Customer number"), max_length=60, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=SPOKEN, required=False)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AddressForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AddressKind.choices)
    value = forms.CharField(label=gettext_lazy("E-mail address or phone number"), max_length=254)


@require_GET
def contacts(request: DeskRequest) -> HttpResponse:
    """Search by name, address or customer number; without a search the first of the alphabet."""
    tenants = request.access.tenants_with("contacts.read")
    if not tenants:
        raise PermissionDenied
    query = request.GET.get("q", "").replace("\x00", "")[:200]
    readable = [tenant for tenant in request.tenants if tenant.id in tenants]
    chosen = next((tenant for tenant in readable if str(tenant.id) == request.GET.get("tenant")), None)
    context = {
        "customers": find_customers(query, [chosen.id] if chosen else tenants),
        "q": query,
        "tenants": readable,
        "chosen": chosen,
        "new_url": begin_with(query, chosen.id if chosen else None) if may_enter_for(request.access) else "",
    }
    return fragment(request, "desk/contacts/list.html", context, partial="rows")


@require_http_methods(["GET", "POST"])
def contact(request: DeskRequest, customer_id: int) -> HttpResponse:
    """One contact; on POST it is changed."""
    may = "contacts.write" if request.method == "POST" else "contacts.read"
    customer = get_customer(request, customer_id, may=may)
    form = ContactForm(request.POST if request.method == "POST" else None, initial=_initial(customer))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            with transaction.atomic():
                change_customer(customer, **form.cleaned_data)
        except Refused as refusal:
            # What was typed stays on the page.
            form.add_error(None, str(refusal))
            status = 409
        else:
            message(request, _("The contact is saved."))
            return _again(request, customer)
    return fragment(request, "desk/contacts/show.html", _page(request, customer, form), status=status)


@require_POST
def add(request: DeskRequest, customer_id: int) -> HttpResponse:
    customer = get_customer(request, customer_id, may="contacts.write")
    form = AddressForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Enter an e-mail address or a phone number."))
    add_address(customer, kind=AddressKind(form.cleaned_data["kind"]), value=form.cleaned_data["value"])
    return _again(request, customer)


@require_POST
def remove(request: DeskRequest, customer_id: int, address_id: int) -> HttpResponse:
    customer = get_customer(request, customer_id, may="contacts.write")
    address = customer.addresses.filter(pk=address_id).first()
    if address is None:
        raise Http404
    remove_address(address)
    return _again(request, customer)


@require_POST
def deliverable(request: DeskRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Mail to the address is possible again."""
    customer = get_customer(request, customer_id, may="contacts.write")
    address = customer.addresses.filter(pk=address_id).first()
    if address is None:
        raise Http404
    mark_deliverable(address)
    message(request, _("%(address)s counts as reachable again.") % {"address": address.value})
    return _again(request, customer)


@require_POST
def link(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Link with the contact of the same tenant that has the address or phone number typed."""
    customer = get_customer(request, customer_id, may="contacts.write")
    written = request.POST.get("address", "").replace("\x00", "")[:254]
    key = lookup_key(written, customer.tenant.country)
    other = one_by_number(key, customer.tenant_id) if key else one_by_address(written, customer.tenant_id)
    if other is None:
        raise Refused(_("No contact of this tenant has this address."))
    link_customers(customer, other)
    message(request, _("The contacts are linked; the link can be taken away at any time."))
    return _again(request, customer)


@require_POST
def unlink(request: DeskRequest, customer_id: int, other_id: int) -> HttpResponse:
    customer = get_customer(request, customer_id, may="contacts.write")
    other = get_customer(request, other_id, may="contacts.write")
    unlink_customers(customer, other)
    return _again(request, customer)


def _initial(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "number": customer.number,
        "language": customer.language,
        "remarks": customer.remarks,
        "version": customer.version,
    }


def _page(request: DeskRequest, customer: Customer, form: ContactForm) -> dict[str, Any]:
    linked = linked_customers(customer)
    everyone = [customer.pk, *(other.pk for other in linked)]
    tickets = visible_to(request.access).filter(customer_id__in=everyone).select_related("tenant", "category")
    found = list(tickets.order_by("-received_at")[: SHOWN + 1])
    return {
        "customer": customer,
        "form": form,
        "address_form": AddressForm(),
        "addresses": list(customer.addresses.order_by("kind", "id")),
        "linked": linked,
        "tickets": found[:SHOWN],
        "how_many": f"{SHOWN}+" if len(found) > SHOWN else len(found),
        **_postal(request, customer),
        **_calls(request, customer),
        "may_write": request.access.may("contacts.write", tenant_id=customer.tenant_id),
        "may_privacy": request.access.may("privacy.write", tenant_id=customer.tenant_id),
        "may_create": request.access.may("tickets.create", tenant_id=customer.tenant_id),
    }


def _postal(request: DeskRequest, customer: Customer) -> dict[str, Any]:
    """The postal addresses where the installation works with letters, and whether a letter may be begun."""
    if not letters_are_on(request):
        return {}
    offer = letter_offer(Ticket(tenant=customer.tenant, customer=customer))
    return {"postal": shown_addresses(customer), "may_write_letter": offer is not None and offer.possible}


def _calls(request: DeskRequest, customer: Customer) -> dict[str, Any]:
    """The contact's calls; those of tickets that the person may see lead to them."""
    if not is_on_for(request, customer.tenant_id):
        return {}
    lines = [CallLine(call) for call in calls_of_customer(customer.pk)]
    tickets = visible_to(request.access).filter(pk__in=[line.call.ticket_id for line in lines if line.call.ticket_id])
    return {"calls": lines, "seen_tickets": set(tickets.values_list("pk", flat=True))}


def _again(request: DeskRequest, customer: Customer) -> HttpResponse:
    return redirect(request, reverse("desk:contacts:show", args=[customer.pk]))
