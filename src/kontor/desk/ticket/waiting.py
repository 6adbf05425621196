"""Putting a ticket away for a time, forwarding it to a colleague, and fetching what waits."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.desk.doors import get_ticket
from kontor.desk.ticket.actions import show_dialog
from kontor.desk.ticket.pane import show_again
from kontor.desk.ticket.waiting_forms import PassOnForm, ResubmitForm
from kontor.desk.undoing import require_done, say_done
from kontor.desk.workplace import show_list
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.bulk import pass_on_many, resubmit_many
from kontor.routing.domain.waiting import fetch_waiting
from kontor.tickets import rules
from kontor.tickets.domain.numbers import format_number
from kontor.ui.dates import relative_time


@require_http_methods(["GET", "POST"])
def resubmit(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_resubmit)
    form = ResubmitForm(request.POST if request.method == "POST" else None, tickets=[ticket], user=request.user)
    if form.is_valid():
        result = resubmit_many([ticket], **form.values, by=request.user)
        require_done(result)
        said = {"number": format_number(ticket.number), "when": relative_time(form.until, form.now)}
        say_done(request, result, _("%(number)s comes back: %(when)s.") % said)
        return show_list(request)
    return show_dialog(request, "resubmit", ticket, form)


@require_http_methods(["GET", "POST"])
def forward(request: DeskRequest, number: str) -> HttpResponse:
    """To a colleague or to a category."""
    ticket = get_ticket(request, number, may=rules.may_pass_on)
    form = PassOnForm(request.POST if request.method == "POST" else None, tickets=[ticket], user=request.user)
    if form.is_valid():
        result = pass_on_many([ticket], **form.cleaned_data, by=request.user)
        require_done(result)
        colleague, category = form.cleaned_data["to"], form.cleaned_data["category"]
        said = {"number": format_number(ticket.number), "name": colleague.name if colleague else category.name}
        say_done(request, result, _("%(number)s is forwarded to %(name)s.") % said)
        return show_list(request)
    return show_dialog(request, "pass-on", ticket, form)


@require_POST
def fetch(request: DeskRequest, number: str) -> HttpResponse:
    """Put what waits on one's own desk before its time."""
    ticket = get_ticket(request, number, may=rules.may_fetch)
    return show_again(request, fetch_waiting(ticket, by=request.user))
