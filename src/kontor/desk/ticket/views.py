"""A ticket: its page, its context, and who else is at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kontor.desk.doors import get_ticket, is_borrowed
from kontor.desk.notices.links import FROM_NOTICE
from kontor.desk.ticket.context import ticket_context
from kontor.desk.ticket.deadline_form import MomentForm
from kontor.desk.ticket.pane import WRITE, pane, pane_answer
from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.explaining import explain
from kontor.tickets.domain.notices import mark_seen
from kontor.tickets.domain.presence import leave, show_presence
from kontor.tickets.domain.reading import mark_read
from kontor.tickets.enums import PresenceMode
from kontor.ui.htmx import fragment


@require_GET
def show(request: DeskRequest, number: str) -> HttpResponse:
    """The ticket in the desk; for htmx its pane alone. Whoever works on it has read it then, and what they were told
    of it; whoever comes from a notice too. A look through their eyes leaves it unread.

    ``?write=1`` puts the cursor into the text of an open editor.
    """
    ticket = get_ticket(request, number)
    if request.looker is None and (mark_read(ticket, by=request.user) or FROM_NOTICE in request.GET):
        mark_seen(request.user, ticket)
    return pane_answer(request, pane(request, ticket) | {"focus_editor": request.GET.get(WRITE) == "1"})


@require_GET
def context(request: DeskRequest, number: str) -> HttpResponse:
    """Customer, earlier tickets and history, beside the ticket."""
    ticket = get_ticket(request, number)
    return fragment(request, "desk/ticket/context.html", ticket_context(request, ticket), partial="body")


@require_GET
def deadline(request: DeskRequest, number: str) -> HttpResponse:
    """For htmx the dialog alone. ``?at=`` names the moment, in the person's time zone."""
    ticket = get_ticket(request, number)
    form = MomentForm(request.GET if request.GET.get("at") else None)
    at = (form.cleaned_data["at"] if form.is_valid() else None) or clock.now()
    context = {"ticket": ticket, "form": form, "at": at, "past": form.is_bound and form.is_valid()}
    context["deadlines"] = explain(ticket, at)
    context["borrowed"] = is_borrowed(request, ticket)
    context["zone"] = timezone.get_current_timezone_name()
    status = 422 if form.is_bound and not form.is_valid() else 200
    return fragment(request, "desk/ticket/deadline.html", context, partial="dialog", status=status)


@require_POST
def presence(request: DeskRequest, number: str) -> HttpResponse:
    """The page says every twenty seconds that the person is here, reading or writing; it gets who else is."""
    ticket = get_ticket(request, number)
    mode = request.POST.get("mode", "")
    if mode == "left":
        leave(ticket, request.user)
        return HttpResponse(status=204)
    chosen = PresenceMode.WRITING if mode == PresenceMode.WRITING else PresenceMode.READING
    others = show_presence(ticket, request.user, chosen)
    return fragment(request, "desk/ticket/presence.html", {"ticket": ticket, "others": others}, partial="body")
