"""Writing to people outside: begin, keep while typing, send, throw away; and whom the address book offers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.drafts import Conflict, discard_draft
from kontor.answers.domain.forward import send_forward
from kontor.answers.domain.guard import GuardStopped, confirm
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import find_outside_draft, open_outside_draft, save_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Clearance, Draft
from kontor.customers.domain.experts import find_experts
from kontor.desk.compose.addresses import write_addresses
from kontor.desk.compose.keeping import answer_keeping, not_kept, other_state, wrong_fields
from kontor.desk.compose.sent_already import get_ticket_to_send, require_not_sent
from kontor.desk.compose.undo import say_on_its_way
from kontor.desk.doors import get_ticket, is_borrowed
from kontor.desk.outside.forms import OutsideForm
from kontor.desk.outside.rights import MAY
from kontor.desk.outside.shown import outside_editor
from kontor.desk.ticket.pane import REFRESH, pane, pane_answer, show_again
from kontor.desk.workplace import show_list
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Inquiry, Message, Ticket
from kontor.ui.htmx import fragment, message, wants_fragment


@require_POST
def begin(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Open the editor, with the draft that is there or with the template."""
    ticket = get_ticket(request, number, may=MAY[mail_kind])
    open_outside_draft(ticket, mail_kind, author=request.user)
    return show_again(request, ticket, focus_editor=True)


@require_POST
def save(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Keep what was typed. Answers with the new version; 409 with the other state when another window was quicker."""
    ticket = get_ticket(request, number)
    try:
        draft = _draft(request, ticket, mail_kind)
    except Refused as refusal:
        return not_kept(refusal)
    form = OutsideForm(request.POST, ticket=ticket)
    return answer_keeping(request, form, lambda: _keep(request, draft, form), ticket=ticket)


@require_POST
def send(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Keep the last words, then send. What stops the sending is said in the editor, and the draft is kept."""
    ticket = get_ticket_to_send(request, number, may=MAY[mail_kind])
    draft = _draft(request, ticket, mail_kind)
    form = OutsideForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return _stopped(request, ticket, draft, {"refusal": wrong_fields(form)}, status=422)
    try:
        draft = _keep(request, draft, form)
    except Conflict as conflict:
        return _stopped(request, ticket, draft, {"ticket": ticket, **other_state(conflict)})
    except Refused as refusal:
        return _stopped(request, ticket, draft, {"refusal": str(refusal)})
    try:
        with transaction.atomic():
            sent = _send(request, draft, form)
    except GuardStopped as stopped:
        return _stopped(request, ticket, draft, {"findings": stopped.findings})
    except Refused as refusal:
        return _stopped(request, ticket, draft, {"refusal": refusal})
    if isinstance(sent, Clearance):
        message(request, _("The mail about %(number)s waits for release.") % {"number": format_number(ticket.number)})
    else:
        say_on_its_way(request, ticket, sent, at_once=_sentence_of(mail_kind, closing=_closes(request)))
    return show_list(request)


def _send(request: DeskRequest, draft: Draft, form: OutsideForm) -> Message | Clearance:
    hours = form.cleaned_data["remind_hours"]
    if draft.kind == DraftKind.INQUIRY:
        sent = send_inquiry(draft, remind_after=hours, by=request.user)
        return sent.message if isinstance(sent, Inquiry) else sent
    closing, code = _closes(request), form.cleaned_data["closing_code"]
    return send_forward(
        draft, closing=closing, closing_code=code if closing else None, remind_after=hours, by=request.user
    )


def _closes(request: DeskRequest) -> bool:
    return request.POST.get("closing") == "1"


def _sentence_of(kind: DraftKind, *, closing: bool) -> str:
    """What is said where the mail leaves at once."""
    if kind == DraftKind.INQUIRY:
        return _("The inquiry about %(number)s is on its way. The answer comes back to you.")
    if closing:
        return _("%(number)s is on its way outside and closes then.")
    return _("%(number)s is on its way outside. The answer goes to the customer.")


@require_POST
def discard(request: DeskRequest, number: str, mail_kind: DraftKind) -> HttpResponse:
    """Throw the draft away."""
    ticket = get_ticket(request, number)
    discard_draft(_draft(request, ticket, mail_kind), by=request.user)
    message(request, _("The draft is thrown away."))
    return show_again(request, ticket)


@require_GET
def experts(request: DeskRequest, number: str) -> HttpResponse:
    """Whom the address book of the ticket's tenant offers for what was typed last; a borrower is offered nobody."""
    ticket = get_ticket(request, number)
    if not any(
        request.access.may(right, tenant_id=ticket.place_tenant_id) for right in ("tickets.inquire", "tickets.forward")
    ):
        raise PermissionDenied
    if is_borrowed(request, ticket):
        return fragment(request, "desk/outside/experts.html", {"ticket": ticket, "found": []}, partial="options")
    words = request.GET.get("to", "").replace("<", " ").replace(">", " ").rpartition(",")[2]
    found = [
        (expert, write_addresses([[expert.name, expert.address]])) for expert in find_experts(ticket.tenant_id, words)
    ]
    return fragment(request, "desk/outside/experts.html", {"ticket": ticket, "found": found}, partial="options")


def _draft(request: DeskRequest, ticket: Ticket, mail_kind: DraftKind) -> Draft:
    draft = find_outside_draft(ticket, mail_kind, request.user)
    if draft is None:
        require_not_sent(request, ticket)
        raise Http404
    return draft


def _keep(request: DeskRequest, draft: Draft, form: OutsideForm) -> Draft:
    """Saved in a step of its own, so that a conflict can still be answered with what the database holds."""
    with transaction.atomic():
        kept = save_outside_draft(draft, form.values, version=form.cleaned_data["version"], by=request.user)
        confirmed = request.POST.getlist("confirm")
        return confirm(kept, confirmed, by=request.user) if confirmed else kept


def _stopped(
    request: DeskRequest, ticket: Ticket, draft: Draft, why: dict[str, Any], status: int = 409
) -> HttpResponse:
    """Nothing was sent. For htmx only the warning in the editor and its version change; what was typed stays."""
    if wants_fragment(request):
        context = {"ticket": ticket, "draft": draft, **why}
        response = fragment(request, "desk/compose/guard.html", context, status=status)
        response.headers["HX-Trigger"] = REFRESH
        return response
    context = pane(request, ticket)
    context["outside"] = context.get("outside", {}) | outside_editor(ticket, draft)
    return pane_answer(request, context | why, status=status)
