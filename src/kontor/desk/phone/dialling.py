"""Placing a call: from a ticket, from a contact, or with a number that was typed. Whose prefix it goes out with is
decided here, never by the page that asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kontor.calls.domain import placing
from kontor.calls.domain.by_hand import ByHand, by_hand
from kontor.customers.models import Customer
from kontor.desk.doors import get_customer, get_ticket
from kontor.desk.phone.access import panel_changed
from kontor.desk.phone.forms import DialForm
from kontor.desk.phone.shown import panel_context
from kontor.desk.phone.switch import is_on
from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, wants_fragment


@dataclass(frozen=True)
class Purpose:
    """Whose call it is, and for what."""

    tenant: Tenant
    ticket: Ticket | None = None
    customer: Customer | None = None


@require_http_methods(["GET", "POST"])
def dial(request: DeskRequest) -> HttpResponse:
    """The page with number and tenant; on POST the call is placed. A ticket or contact of another tenant: 404."""
    if not is_on(request):
        raise Http404
    tenants = [one.id for one in request.tenants if request.access.may("calls.place", tenant_id=one.id)]
    if not tenants:
        raise PermissionDenied
    purpose = _purpose(request) if request.method == "POST" else None
    data = request.POST if request.method == "POST" else None
    form = DialForm(tenants, data, number=request.GET.get("number", "")[:80], decided=purpose is not None)
    if form.is_valid():
        purpose = purpose or Purpose(form.cleaned_data["tenant"])
        number = form.cleaned_data["number"]
        if way := by_hand(purpose.tenant, number):
            return _to_dial(request, purpose.tenant, way)
        placing.place(
            request.user,
            number,
            tenant=purpose.tenant,
            ticket=purpose.ticket,
            customer=purpose.customer,
        )
        return panel_changed(request)
    context = {"form": form, "url": reverse("desk:phone:dial"), **panel_context(request)}
    return fragment(request, "desk/phone/dial.html", context, status=422 if form.is_bound else 200)


def _to_dial(request: DeskRequest, tenant: Tenant, way: ByHand) -> HttpResponse:
    """The telephone system cannot be told: what the person dials. A dialog, whatever the asking button would show."""
    context = {"tenant": tenant, "way": way, "back": reverse("desk:phone:dial")}
    response = fragment(request, "desk/phone/by_hand.html", context, partial="dialog")
    if wants_fragment(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#phone-dialog", "innerHTML"
    return response


def _purpose(request: DeskRequest) -> Purpose | None:
    """Of the ticket, else of the contact; without either the tenant that was chosen."""
    if number := request.POST.get("ticket", ""):
        ticket = get_ticket(request, number)
        if not request.access.may("calls.place", tenant_id=ticket.place_tenant_id):
            raise PermissionDenied
        return Purpose(ticket.tenant, ticket, ticket.customer)
    if chosen := request.POST.get("customer", ""):
        if not chosen.isdecimal() or len(chosen) > 18:
            raise Http404
        customer = get_customer(request, int(chosen))
        if not request.access.may("calls.place", tenant_id=customer.tenant_id):
            raise PermissionDenied
        return Purpose(customer.tenant, None, customer)
    return None
