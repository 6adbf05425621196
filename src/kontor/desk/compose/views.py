"""Writing an answer: begin, keep while typing, send, throw away."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.answers.domain.drafts import Conflict, discard_draft, find_draft, mark_seen, open_draft, save_draft
from kontor.answers.domain.guard import GuardStopped, confirm
from kontor.answers.domain.meanwhile import ChangedMeanwhile
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.answers.domain.send import NewerMessage, send_answer
from kontor.answers.domain.suggest import newest_id
from kontor.answers.models import Clearance, Draft
from kontor.desk.compose.forms import ReplyForm
from kontor.desk.compose.keeping import answer_keeping, not_kept, other_state, wrong_fields
from kontor.desk.compose.sent_already import get_ticket_to_send, require_not_sent
from kontor.desk.compose.undo import say_on_its_way
from kontor.desk.doors import get_ticket
from kontor.desk.ticket.pane import REFRESH, pane, pane_answer, show_again
from kontor.desk.workplace import show_list
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.org.models import ClosingCode
from kontor.tickets import rules
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, wants_fragment


@require_POST
def begin(request: DeskRequest, number: str) -> HttpResponse:
    """Open the editor, with the draft that is there or the suggested reply; ``channel=letter``: as a letter."""
    ticket = get_ticket(request, number, may=rules.may_answer)
    draft = open_draft(ticket, author=request.user)
    if request.POST.get("channel") == MessageChannel.LETTER:
        answer_by_letter(draft, by=request.user)
    return show_again(request, ticket, focus_editor=True)


@require_POST
def save(request: DeskRequest, number: str) -> HttpResponse:
    """Keep what was typed. Answers with the new version; 409 with the other state when another window was quicker."""
    ticket = get_ticket(request, number)
    try:
        draft = _draft(request, ticket)
    except Refused as refusal:
        return not_kept(refusal)
    form = ReplyForm(request.POST, ticket=ticket)
    return answer_keeping(request, form, lambda: _keep(request, draft, form), ticket=ticket)


@require_POST
def send(request: DeskRequest, number: str) -> HttpResponse:
    """Keep the last words, then send. What stops the sending is said in the editor, and the draft is kept."""
    ticket = get_ticket_to_send(request, number, may=rules.may_answer)
    draft = _draft(request, ticket)
    form = ReplyForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return _stopped(request, ticket, draft, form, {"refusal": wrong_fields(form)}, status=422)
    try:
        draft = _keep(request, draft, form)
    except Conflict as conflict:
        return _stopped(request, ticket, draft, form, {"ticket": ticket, **other_state(conflict)})
    except Refused as refusal:
        return _stopped(request, ticket, draft, form, {"refusal": str(refusal)})
    final = request.POST.get("final", "1") == "1"
    try:
        with transaction.atomic():
            sent = send_answer(draft, final=final, closing_code=_code(request, ticket), by=request.user)
    except NewerMessage:
        return _stopped(request, ticket, draft, form, {"newer": True, "newest": newest_id(ticket)})
    except ChangedMeanwhile as changed:
        meanwhile = {"meanwhile": changed, "newest": newest_id(ticket)}
        return _stopped(request, ticket, draft, form, meanwhile)
    except GuardStopped as stopped:
        return _stopped(request, ticket, draft, form, {"findings": stopped.findings})
    except Refused as refusal:
        return _stopped(request, ticket, draft, form, {"refusal": refusal})
    if isinstance(sent, Clearance):
        message(request, _("The answer to %(number)s waits for release.") % {"number": format_number(ticket.number)})
        return show_list(request)
    say_on_its_way(request, ticket, sent)
    return show_list(request) if final else show_again(request, ticket)


@require_POST
def seen(request: DeskRequest, number: str) -> HttpResponse:
    """The writer has read what was shown; the answer may be sent now. For htmx the warning goes and nothing else.

    A message that came after the warning was shown does not count as read.
    """
    ticket = get_ticket(request, number)
    newest, shown = newest_id(ticket), request.POST.get("message_id", "")
    seen_id = min(int(shown), newest) if newest and shown.isdecimal() and len(shown) < 19 else newest
    mark_seen(_draft(request, ticket), message_id=seen_id, by=request.user)
    return HttpResponse() if wants_fragment(request) else show_again(request, ticket)


@require_POST
def discard(request: DeskRequest, number: str) -> HttpResponse:
    """Throw the draft away."""
    ticket = get_ticket(request, number)
    discard_draft(_draft(request, ticket), by=request.user)
    message(request, _("The draft is thrown away."))
    return show_again(request, ticket)


def _draft(request: DeskRequest, ticket: Ticket) -> Draft:
    draft = find_draft(ticket, request.user)
    if draft is None:
        require_not_sent(request, ticket)
        raise Http404
    return draft


def _keep(request: DeskRequest, draft: Draft, form: ReplyForm) -> Draft:
    """Saved in a step of its own, so that a conflict can still be answered with what the database holds."""
    with transaction.atomic():
        kept = save_draft(draft, form.values, version=form.cleaned_data["version"], by=request.user)
        confirmed = request.POST.getlist("confirm")
        return confirm(kept, confirmed, by=request.user) if confirmed else kept


def _stopped(
    request: DeskRequest, ticket: Ticket, draft: Draft, form: ReplyForm, why: dict[str, Any], status: int = 409
) -> HttpResponse:
    """Nothing was sent. For htmx only the warning in the editor and its version change; what was typed stays."""
    if wants_fragment(request):
        context = {"ticket": ticket, "draft": draft, **why}
        response = fragment(request, "desk/compose/guard.html", context, status=status)
        response.headers["HX-Trigger"] = REFRESH
        return response
    context = pane(request, ticket) | {"newer": False} | why
    typed = form.data
    draft.subject, draft.text = typed.get("subject", ""), typed.get("text", "")
    draft.html, draft.rich = typed.get("html", ""), form.data.get("rich") == "1"
    lines: dict[str, Any] = {f"{name}_line": typed.get(name, "") for name in ("to", "cc", "bcc")}
    lines["chosen"] = form.cleaned_data.get("account")
    return pane_answer(request, context | lines | {"draft": draft}, status=status)


def _code(request: DeskRequest, ticket: Ticket) -> ClosingCode | None:
    value = request.POST.get("closing_code", "")
    if not value.isdecimal() or len(value) > 18:
        return None
    code: ClosingCode | None = ticket.category.closing_codes.filter(pk=int(value), deleted_at=None).first()
    return code
