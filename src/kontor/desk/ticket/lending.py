"""A lent ticket goes back: the borrower hands it back, or the lender takes it."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.desk.doors import get_ticket
from kontor.desk.ticket.actions import show_dialog
from kontor.desk.ticket.pane import show_again
from kontor.desk.workplace import show_list
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.loans import end_loan
from kontor.routing.enums import LoanEnd
from kontor.tickets import rules
from kontor.tickets.domain.numbers import format_number
from kontor.ui.htmx import message


class HandBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the history of the ticket, which the lending tenant reads."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )


@require_http_methods(["GET", "POST"])
def hand_back(request: DeskRequest, number: str) -> HttpResponse:
    """To the queue of the lender, with the reason."""
    ticket = get_ticket(request, number, may=rules.may_hand_back)
    form = HandBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        end_loan(ticket, LoanEnd.HANDED_BACK, reason=form.cleaned_data["reason"], by=request.user)
        message(request, _("%(number)s is handed back.") % {"number": format_number(ticket.number)})
        return show_list(request)
    return show_dialog(request, "hand-back", ticket, form)


@require_POST
def end(request: DeskRequest, number: str) -> HttpResponse:
    """Into the lender's own queue again."""
    ticket = get_ticket(request, number, may=rules.may_end_loan)
    return show_again(request, end_loan(ticket, LoanEnd.TAKEN_BACK, by=request.user))
