"""A ticket is put on legal hold, and the hold is lifted."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.desk.doors import get_ticket
from kontor.desk.ticket.pane import show_again, show_changed
from kontor.org.middleware import DeskRequest
from kontor.privacy.domain.holds import hold_ticket, lift_hold
from kontor.privacy.domain.reach import hold_of_ticket
from kontor.privacy.rules import may_hold
from kontor.tickets.domain.numbers import format_number
from kontor.ui.htmx import fragment, message


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Everybody who reads the ticket sees it."),
        error_messages={"required": gettext_lazy("Say why.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


@require_http_methods(["GET", "POST"])
def hold(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=may_hold)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"ticket": ticket, "form": form}
        return fragment(request, "desk/ticket/hold.html", context, partial="dialog", status=status)
    hold_ticket(ticket, reason=form.cleaned_data["reason"], by=request.user)
    message(request, _("%(number)s is on legal hold.") % {"number": format_number(ticket.number)})
    return show_changed(request, ticket)


@require_POST
def lift(request: DeskRequest, number: str) -> HttpResponse:
    """The ticket's own hold; one of its contact is lifted at the contact. 404 when there is none."""
    ticket = get_ticket(request, number, may=may_hold)
    found = hold_of_ticket(ticket)
    if found is None or found.ticket_id != ticket.pk:
        raise Http404
    lift_hold(found, by=request.user)
    message(request, _("The legal hold of %(number)s is lifted.") % {"number": format_number(ticket.number)})
    return show_again(request, ticket)
