"""The phone ticket of a call: created, attached, declined; and who it is that calls."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from kontor.calls.domain import phone_tickets
from kontor.calls.domain.talks import choose_customer, create_customer
from kontor.desk.doors import get_customer, get_ticket
from kontor.desk.phone.access import get_call, panel_changed
from kontor.desk.phone.dialog import dialog
from kontor.desk.phone.forms import AttachForm, CategoryForm, NewCustomerForm
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest, go_to
from kontor.ui.formats import ticket_number
from kontor.ui.htmx import message


@require_http_methods(["GET", "POST"])
def ticket(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """Open the call's phone ticket; where there is none, create it. Where no category is set, it is asked for."""
    call = get_call(request, own_call_id)
    if call.ticket:
        return go_to(request, reverse("desk:ticket:show", args=[call.ticket.number]))
    if not request.access.may("tickets.create", tenant_id=call.tenant_id):
        raise PermissionDenied
    asked = "category" in request.POST
    form = CategoryForm(request, call, request.POST if asked else None)
    category = form.cleaned_data["category"] if form.is_valid() else phone_tickets.category_for(call)
    if request.method == "GET" or form.errors or category is None:
        url = reverse("desk:phone:ticket", args=[call.pk])
        title, verb = _("Create the phone ticket"), _("Create")
        lead = phone_tickets.asked_because(call)
        return dialog(request, form, url, title=title, verb=verb, lead=lead, tenant=call.tenant)
    opened = phone_tickets.open_for(call, request.user, category=category, customer=call.customer)
    return go_to(request, reverse("desk:ticket:show", args=[opened.number]))


@require_http_methods(["GET", "POST"])
def attach(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """The call belongs to a ticket that is there already: one that was offered, or whose number is typed."""
    call = get_call(request, own_call_id)
    form = AttachForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        url = reverse("desk:phone:attach", args=[call.pk])
        title, verb = _("Attach the call to a ticket"), pgettext("call", "Attach")
        return dialog(request, form, url, title=title, verb=verb, tenant=call.tenant)
    ticket = get_ticket(request, form.cleaned_data["ticket"])
    if ticket.tenant_id != call.tenant_id:
        raise Http404
    phone_tickets.attach(call, ticket, request.user)
    message(request, _("The call belongs to ticket %(number)s now.") % {"number": ticket_number(ticket.number)})
    return panel_changed(request)


@require_POST
def decline(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """No phone ticket for this call."""
    phone_tickets.decline(get_call(request, own_call_id), request.user)
    return panel_changed(request)


@require_POST
def customer(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """Of several contacts with the number it is this one."""
    call = get_call(request, own_call_id)
    if not (chosen := request.POST.get("customer", "")):
        raise Refused(_("Choose who calls."))
    if not chosen.isdecimal() or len(chosen) > 18:
        raise Http404
    choose_customer(call, get_customer(request, int(chosen)))
    return panel_changed(request)


@require_http_methods(["GET", "POST"])
def new_customer(request: DeskRequest, own_call_id: int) -> HttpResponse:
    """Create a contact with the number of the call."""
    call = get_call(request, own_call_id)
    if not request.access.may("contacts.write", tenant_id=call.tenant_id):
        raise PermissionDenied
    form = NewCustomerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        create_customer(call, form.cleaned_data["name"])
        return panel_changed(request)
    url = reverse("desk:phone:new-customer", args=[call.pk])
    title, verb = _("Create a contact"), _("Create")
    return dialog(request, form, url, title=title, verb=verb, lead=call.remote, tenant=call.tenant)
