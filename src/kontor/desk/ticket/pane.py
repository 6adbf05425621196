"""The ticket pane: everything its templates need, and the answers that show it again after a change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.domain.announcing import announced
from kontor.answers.domain.attached import most_attached, weight
from kontor.answers.domain.proofreading import is_checked
from kontor.answers.domain.queries import begun_kinds, draft_for_editor, left_drafts
from kontor.answers.domain.send import sender_for
from kontor.answers.domain.taking_back import seconds_left
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.calls.domain.call_backs import waiting_call_back
from kontor.desk.clearance.waiting import waits
from kontor.desk.compose.addresses import write_addresses
from kontor.desk.doors import is_borrowed
from kontor.desk.draft.context import writing_context
from kontor.desk.draft.modules import categories_of
from kontor.desk.letter.shown import letter_context, may_begin_letter
from kontor.desk.letter.switch import letters_are_on
from kontor.desk.outside.shown import outside
from kontor.desk.phone.offers import number_for
from kontor.desk.phone.switch import is_on_for
from kontor.desk.ticket.conversation import MessageView, conversation
from kontor.desk.ticket.elsewhere import elsewhere
from kontor.desk.workplace import workplace
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.outbox.rules import may_decide
from kontor.privacy.domain.reach import hold_of_ticket
from kontor.privacy.rules import may_hold
from kontor.routing.domain.loans import running_loan
from kontor.tickets import rules
from kontor.tickets.domain.closing import asks_for_closing_code
from kontor.tickets.domain.queries import ticket_by_number
from kontor.tickets.enums import MessageKind, TicketKind
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, wants_fragment
from kontor.ui.htmx import redirect as go

PANE = "ticket-pane"
"""The id of the place in the desk where a ticket is shown."""
WRITE = "write"
"""In the address of a ticket: the cursor goes into the text of the open editor."""
LONGEST_WAIT = timedelta(seconds=UNDO_SECONDS.maximum or 0)
REFRESH = "ticket:refresh"
"""The event that makes the open ticket fetch what has changed (``behaviours/ticket.js``)."""


def pane(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    """What ``desk/ticket/_pane.html`` shows. The editor is open when the person has a draft."""
    access = request.access
    may = {
        "take": rules.may_take(access, ticket),
        "answer": rules.may_answer(access, ticket) and ticket.category.answer_allowed,
        "note": rules.may_note(access, ticket),
        "close": rules.may_close(access, ticket),
        "recategorize": rules.may_recategorize(access, ticket),
        "mark": rules.may_mark(access, ticket),
        "assign": rules.may_assign(access, ticket),
        "release": rules.may_release(access, ticket),
        "resubmit": rules.may_resubmit(access, ticket),
        "pass_on": rules.may_pass_on(access, ticket),
        "fetch": rules.may_fetch(access, ticket),
        "reactivate": rules.may_reactivate(access, ticket),
        "spam": rules.may_mark_as_spam(access, ticket),
        "not_spam": rules.may_take_back_from_spam(access, ticket),
        "duplicate": rules.may_duplicate(access, ticket),
        "process": rules.may_change_process(access, ticket),
        "hand_over": rules.may_hand_over(access, ticket),
        "rearrange": rules.may_rearrange(access, ticket),
        "decide_delivery": may_decide(access, ticket),
        "hand_back": rules.may_hand_back(access, ticket),
        "end_loan": rules.may_end_loan(access, ticket),
        "hold": may_hold(access, ticket),
    }
    begun = begun_kinds(ticket, request.user)
    draft = draft_for_editor(ticket, request.user) if may["answer"] and DraftKind.REPLY in begun else None
    borrowed = is_borrowed(request, ticket)
    telephones = is_on_for(request, ticket.place_tenant_id)
    items = conversation(ticket, borrowed=borrowed, with_calls=telephones)
    return {
        "ticket": ticket,
        "items": items,
        "may_take_back": _taken_back(request, items),
        "loan": running_loan(ticket),
        "left_drafts": [] if borrowed else _left(request, ticket),
        "borrowed": borrowed,
        "hold": None if borrowed else hold_of_ticket(ticket),
        "may_listen": access.may("calls.recordings", tenant_id=ticket.tenant_id),
        "call_number": number_for(request, ticket, items),
        "call_back": waiting_call_back(ticket) if telephones and ticket.is_open else None,
        "may": may,
        "letters": letters_are_on(request),
        "answered": ticket.is_open and _has_intermediate(ticket, items),
        "mine": ticket.owner_id == request.user.pk,
        "waits": waits(access, ticket),
        "may_propose_words": access.may("words.propose", tenant_id=ticket.tenant_id),
        **({} if borrowed else elsewhere(request, ticket, items)),
        **outside(request, ticket, items, draft, begun),
        **(editor(ticket, draft, newest=_newest(items)) if draft else {}),
        "known_cc": _known_cc(items) if draft else [],
        "may_begin_letter": may["answer"] and draft is None and may_begin_letter(request, ticket),
        "may_enter_address": draft is not None and access.may("contacts.write", tenant_id=ticket.tenant_id),
        "module_categories": categories_of(request, draft) if draft else [],
    }


def editor(ticket: Ticket, draft: Draft, *, newest: int = 0) -> dict[str, Any]:
    """What the reply editor shows; without an account that can send, the sentence that says so.

    ``newer`` is set when the conversation holds a message that the writer has not seen.
    """
    context: dict[str, Any] = {
        "draft": draft,
        "newer": newest > (draft.seen_message_id or 0),
        "newest": newest,
        "files": draft.listed,  # type: ignore[attr-defined]
        "to_line": write_addresses(draft.to),
        "cc_line": write_addresses(draft.cc),
        "bcc_line": write_addresses(draft.bcc),
        "chosen": draft.account,
        "undeliverable": draft.undeliverable,  # type: ignore[attr-defined]
        "announced": announced(ticket, draft),
        "own_spelling": is_checked(ticket, draft),
        **writing_context(draft, ticket),
        **letter_context(ticket, draft),
    }
    if carried := weight(draft, [*draft.listed, *draft.inlined]):  # type: ignore[attr-defined]
        context |= {"carried": carried, "most": most_attached(draft)}
    if context["by_letter"]:
        context["may_send"] = context["letter_offer"] is not None and context["letter_offer"].possible
        return context | _closing(ticket)
    try:
        context["sender"] = sender_for(ticket, draft)
        context["may_send"] = True
    except Refused as refusal:
        context["no_sender"] = str(refusal)
    return context | _closing(ticket)


def _taken_back(request: DeskRequest, items: list[Any]) -> int:
    """The newest message, where whoever looks has just sent it and may still take it back: also in another window, and
    on a page that was loaded again, from which the button that said so is gone."""
    newest = next((item.message for item in reversed(items) if item.kind == "message"), None)
    if newest is None or newest.author_id != request.user.pk or clock.now() - newest.at > LONGEST_WAIT:
        return 0
    return newest.pk if seconds_left(newest) else 0


def _left(request: DeskRequest, ticket: Ticket) -> list[Draft]:
    """What others have begun who are away. Where nothing is answered, somebody outside may still be asked."""
    if not rules.may_answer(request.access, ticket):
        return []
    found = left_drafts(ticket, request.user)
    return found if ticket.category.answer_allowed else [each for each in found if each.kind != DraftKind.REPLY]


def _closing(ticket: Ticket) -> dict[str, Any]:
    if not asks_for_closing_code(ticket):
        return {}
    return {"closing_codes": list(ticket.category.closing_codes.filter(deleted_at=None))}


def show_again(request: DeskRequest, ticket: Ticket, **more: Any) -> HttpResponse:
    """After a change: the ticket's page once more; for htmx the pane alone, whatever was asked to be replaced."""
    url = reverse("desk:ticket:show", args=[ticket.number])
    if not wants_fragment(request):
        return go(request, url)
    context = pane(request, ticket_by_number(request.access, ticket.number)) | more
    response = pane_answer(request, context)
    if request.headers.get("HX-Target") != PANE:
        # Looked for from the button that was pressed: one that was renewed meanwhile would find nothing.
        response.headers["HX-Retarget"] = f"#{PANE}"
    response.headers["HX-Reswap"] = "innerHTML show:none"
    response.headers["HX-Push-Url"] = url
    return response


def show_changed(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """After a dialog: for htmx it closes and the open ticket fetches what is new, so that an open editor stays."""
    if not wants_fragment(request):
        return go(request, reverse("desk:ticket:show", args=[ticket.number]))
    return HttpResponse(headers={"HX-Trigger": REFRESH})


def pane_answer(request: DeskRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The pane for htmx, else the whole desk with it."""
    if not wants_fragment(request):
        context = workplace(request, figures=False) | context
    return fragment(request, "desk/inbox/page.html", context, partial="desk/ticket/_pane.html", status=status)


def _newest(items: list[Any]) -> int:
    seen = [item.message.pk for item in items if isinstance(item, MessageView) and not item.is_ours]
    return max(seen, default=0)


def _known_cc(items: list[Any]) -> list[str]:
    """Who got a copy of the customer's latest mail, as they would stand in the field."""
    theirs = [item.message for item in items if isinstance(item, MessageView) and not item.is_ours]
    return [write_addresses([pair]) for pair in theirs[-1].cc] if theirs else []


def _has_intermediate(ticket: Ticket, items: list[Any]) -> bool:
    """An intermediate reply has gone to the customer. The first message of a process answers nobody."""
    messages = [item.message for item in items if isinstance(item, MessageView)]
    answers = messages[1:] if ticket.kind == TicketKind.PROCESS else messages
    return any(message.kind == MessageKind.INTERMEDIATE for message in answers)
