"""A ticket is put on legal hold by its number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.privacy.domain.holds import hold_ticket
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.privacy.access import WRITE, ticket_to_hold
from kontor.supervisor.saving import saves
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect


class TicketHoldForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Ticket number"),
        max_length=20,
        error_messages={"required": gettext_lazy("Enter the number of a ticket.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Everybody who reads the ticket sees it."),
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, data: Any, *, request: DeskRequest) -> None:
        super().__init__(data)
        self._request = request

    def clean_number(self) -> Ticket:
        ticket = ticket_to_hold(self._request, self.cleaned_data["number"])
        if ticket is None:
            raise forms.ValidationError(_("There is no ticket with this number in your tenants."))
        return ticket


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    form = TicketHoldForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        ticket, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        if saves(form, lambda: hold_ticket(ticket, reason=reason, by=request.user)):
            message(request, _("%(number)s is on legal hold.") % {"number": format_number(ticket.number)})
            return redirect(request, reverse("supervisor:privacy:holds"))
    return fragment(request, "supervisor/privacy/new_hold.html", {"form": form}, status=422 if form.errors else 200)
