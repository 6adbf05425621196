"""A mail that did not arrive, or of which nobody knows: decided by a person, in a dialog of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kontor.customers.domain.contacts import correct_address
from kontor.customers.domain.queries import address_of
from kontor.desk.doors import get_ticket
from kontor.desk.ticket.pane import show_changed
from kontor.org.middleware import DeskRequest
from kontor.outbox.domain.doubts import confirm_arrival, send_again
from kontor.outbox.domain.queries import delivery_for
from kontor.outbox.domain.retrying import correct_and_resend, not_reached, try_again
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.outbox.rules import may_decide
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message


class CorrectForm(forms.Form):
    old = forms.CharField(widget=forms.HiddenInput)
    new = forms.CharField(label=gettext_lazy("Corrected address"), max_length=254)
    contact = forms.BooleanField(label=gettext_lazy("Correct it at the contact too"), required=False)


@require_GET
def delivery(request: DeskRequest, number: str, outgoing_id: int) -> HttpResponse:
    """What became of the mail, and what can be done."""
    ticket, mail = _get(request, number, outgoing_id)
    return _dialog(request, ticket, mail, _forms(mail))


@require_POST
def correct(request: DeskRequest, number: str, outgoing_id: int) -> HttpResponse:
    """The same answer to the corrected address, and to nobody else."""
    ticket, mail = _get(request, number, outgoing_id)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _dialog(request, ticket, mail, [form], status=422)
    old, new = form.cleaned_data["old"], form.cleaned_data["new"]
    correct_and_resend(mail, old=old, new=new, by=request.user)
    if form.cleaned_data["contact"] and request.access.may("contacts.write", tenant_id=ticket.tenant_id):
        known = address_of(old, ticket.tenant_id)
        if known:
            correct_address(known, new)
    message(request, _("The answer is on its way to %(address)s.") % {"address": new})
    return show_changed(request, ticket)


@require_POST
def again(request: DeskRequest, number: str, outgoing_id: int) -> HttpResponse:
    """Once more to whom it did not reach; a mail in doubt to all."""
    ticket, mail = _get(request, number, outgoing_id)
    (send_again if mail.state == DeliveryState.UNCLEAR else try_again)(mail, by=request.user)
    message(request, _("The answer is on its way again."))
    return show_changed(request, ticket)


@require_POST
def arrived(request: DeskRequest, number: str, outgoing_id: int) -> HttpResponse:
    """The person knows that a mail in doubt arrived."""
    ticket, mail = _get(request, number, outgoing_id)
    confirm_arrival(mail, by=request.user)
    message(request, _("Noted: the answer has arrived."))
    return show_changed(request, ticket)


def _get(request: DeskRequest, number: str, outgoing_id: int) -> tuple[Ticket, OutgoingMail]:
    ticket = get_ticket(request, number, may=may_decide)
    mail = delivery_for(ticket, outgoing_id)
    if mail is None:
        raise Http404
    return ticket, mail


def _forms(mail: OutgoingMail) -> list[CorrectForm]:
    return [CorrectForm(initial={"old": address, "new": address}) for address in not_reached(mail)]


def _dialog(
    request: DeskRequest, ticket: Ticket, mail: OutgoingMail, shown: list[CorrectForm], status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": ticket,
        "mail": mail,
        "unclear": mail.state == DeliveryState.UNCLEAR,
        "talk": mail.dialogue[-1] if mail.dialogue else None,
        "corrections": [
            {
                "form": form,
                "address": form["old"].value(),
                "words": mail.refused.get(form["old"].value(), mail.last_error),
            }
            for form in shown
        ],
        "may_contact": request.access.may("contacts.write", tenant_id=ticket.tenant_id),
        "urls": {
            name: reverse(f"desk:ticket:delivery-{name}", args=[ticket.number, mail.pk])
            for name in ("correct", "again", "arrived")
        },
    }
    return fragment(request, "desk/ticket/delivery.html", context, partial="dialog", status=status)
