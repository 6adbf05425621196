"""What is done with a ticket: each a POST of its own; those that ask something show their dialog on GET."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.calls.domain.call_backs import waiting_call_back
from kontor.desk.doors import get_ticket
from kontor.desk.phone.switch import is_on_for
from kontor.desk.ticket.forms import AssignForm, CloseForm, HandOverForm, NoteForm, RecategorizeForm
from kontor.desk.ticket.pane import show_again, show_changed
from kontor.desk.undoing import require_done, say_done
from kontor.desk.workplace import show_list
from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.assign import open_from_queue
from kontor.routing.domain.bulk import assign_many, close_many, recategorize_many, release_many
from kontor.routing.domain.hand_over import hand_over_ticket
from kontor.tickets import rules
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.domain.reactivation import reactivate_ticket
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message


@require_POST
def take(request: DeskRequest, number: str) -> HttpResponse:
    """Take it from the queue."""
    return show_again(request, open_from_queue(get_ticket(request, number, may=_may_open), by=request.user))


@require_POST
def release(request: DeskRequest, number: str) -> HttpResponse:
    """Give it back to the queue; a supervisor takes it back from somebody's desk."""
    ticket = get_ticket(request, number, may=rules.may_release)
    result = release_many([ticket], by=request.user)
    require_done(result)
    say_done(request, result, _("%(number)s is in the queue again.") % {"number": format_number(ticket.number)})
    return show_list(request)


@require_http_methods(["GET", "POST"])
def note(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_note)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        write_note(ticket, text=form.cleaned_data["text"], by=request.user, asked_at=asked_at(request))
        return show_changed(request, ticket)
    return show_dialog(request, "note", ticket, form)


@require_http_methods(["GET", "POST"])
def recategorize(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_recategorize)
    form = RecategorizeForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        category = form.cleaned_data["category"]
        result = recategorize_many([ticket], category, by=request.user)
        require_done(result)
        say_done(request, result, _("Moved into “%(category)s”.") % {"category": category.name})
        if visible_to(request.access).filter(pk=ticket.pk).exists():
            return show_changed(request, ticket)
        return show_list(request)
    return show_dialog(request, "recategorize", ticket, form)


@require_http_methods(["GET", "POST"])
def assign(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_assign)
    form = AssignForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        agent = form.cleaned_data["to"]
        result = assign_many([ticket], to=agent, by=request.user)
        require_done(result)
        said = {"number": format_number(ticket.number), "name": agent.name}
        say_done(request, result, _("%(number)s is with %(name)s now.") % said)
        return show_changed(request, ticket)
    return show_dialog(request, "assign", ticket, form)


@require_http_methods(["GET", "POST"])
def close(request: DeskRequest, number: str) -> HttpResponse:
    """Close without an answer."""
    ticket = get_ticket(request, number, may=rules.may_close)
    form = CloseForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        result = close_many([ticket], closing_code=form.cleaned_data["closing_code"], by=request.user)
        require_done(result)
        say_done(request, result, _("%(number)s is closed.") % {"number": format_number(ticket.number)})
        return show_list(request)
    telephones = is_on_for(request, ticket.place_tenant_id)
    return show_dialog(request, "close", ticket, form, call_back=waiting_call_back(ticket) if telephones else None)


@require_POST
def reactivate(request: DeskRequest, number: str) -> HttpResponse:
    """A new ticket of the same process, on one's own desk."""
    ticket = get_ticket(request, number, may=rules.may_reactivate)
    return show_again(request, reactivate_ticket(ticket, by=request.user))


@require_http_methods(["GET", "POST"])
def hand_over(request: DeskRequest, number: str) -> HttpResponse:
    """Hand it to another tenant, for whom one has the right too."""
    ticket = get_ticket(request, number, may=rules.may_hand_over)
    form = HandOverForm(request.POST if request.method == "POST" else None, ticket=ticket, access=request.access)
    if form.is_valid():
        category = form.cleaned_data["category"]
        if not request.access.may("tickets.hand_over", tenant_id=category.tenant_id):
            raise PermissionDenied
        new = hand_over_ticket(ticket, category, reason=form.cleaned_data["reason"], by=request.user)
        message(request, _("Handed over as %(number)s.") % {"number": format_number(new.number)})
        return show_changed(request, ticket)
    return show_dialog(request, "hand-over", ticket, form)


def show_dialog(request: DeskRequest, name: str, ticket: Ticket, form: Form, **more: object) -> HttpResponse:
    """The dialog that asks what an action needs; again, with what is wrong, after a form that was not valid."""
    status = 422 if request.method == "POST" else 200
    context = {
        "ticket": ticket,
        "form": form,
        "action": name,
        "url": reverse(f"desk:ticket:{name}", args=[ticket.number]),
        "asked_at": clock.now(),
        **more,
    }
    return fragment(request, "desk/ticket/dialog.html", context, partial="dialog", status=status)


def asked_at(request: DeskRequest) -> datetime | None:
    """When the form was shown that is sent; a second one like it, a moment later, is the same."""
    try:
        moment = parse_datetime(request.POST.get("asked_at", ""))
    except ValueError:
        return None
    return moment if moment and is_aware(moment) else None


def _may_open(access: rules.Rights, ticket: Ticket) -> bool:
    """Also when a colleague was quicker: then the verb says so, instead of a bare refusal."""
    return access.may("tickets.take", tenant_id=ticket.place_tenant_id, category_id=ticket.place_category_id)
