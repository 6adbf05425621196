"""What the ticket pane shows of people outside: the editor of a mail to them, and for whom the ticket waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kontor.answers.domain.announcing import announced
from kontor.answers.domain.drafts import opened_at
from kontor.answers.domain.forward import forward_sender
from kontor.answers.domain.inquire import inquiry_sender
from kontor.answers.domain.outside_drafts import outside_drafts, sendable_files
from kontor.answers.domain.proofreading import is_checked
from kontor.answers.enums import OUTSIDE_DRAFTS, DraftKind
from kontor.answers.models import Draft
from kontor.desk.compose.addresses import write_addresses
from kontor.desk.ticket.conversation import MessageView
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.inquiries import open_inquiries
from kontor.tickets.enums import InquiryKind, MessageKind
from kontor.tickets.models import Inquiry, Ticket
from kontor.tickets.preferences import REMIND_INQUIRIES_AFTER, ticket_chain

_ASKED = (MessageKind.INQUIRY, MessageKind.FORWARD)


@dataclass(frozen=True)
class Waiting:
    """Somebody outside who has not answered yet."""

    inquiry: Inquiry
    may_remind: bool

    @property
    def is_forward(self) -> bool:
        return self.inquiry.kind == InquiryKind.FORWARD

    @property
    def people(self) -> str:
        return ", ".join(name or address for name, address in self.inquiry.to)

    @property
    def addresses(self) -> str:
        return write_addresses(self.inquiry.to)

    @property
    def is_overdue(self) -> bool:
        return self.inquiry.overdue_at is not None and self.inquiry.overdue_at <= clock.now()


def outside(
    request: DeskRequest, ticket: Ticket, items: list[Any], reply: Draft | None, kinds: frozenset[str]
) -> dict[str, Any]:
    """For the pane. One statement for a ticket for which the person has begun to write to somebody outside, one for a
    ticket of which somebody was asked.

    Of the person's drafts (``kinds``), ``reply`` among them, one is written at a time; ``other_drafts`` can be gone on
    with.
    """
    access = request.access
    may = {"inquire": rules.may_inquire(access, ticket), "forward_outside": rules.may_forward(access, ticket)}
    asked = any(isinstance(item, MessageView) and item.message.kind in _ASKED for item in items)
    waiting = waiting_outside(access, ticket) if asked and ticket.is_open else []
    begun = outside_drafts(ticket, request.user) if any(may.values()) and not kinds.isdisjoint(OUTSIDE_DRAFTS) else []
    drafts = [draft for draft in begun if _may_send(may, draft)] + ([reply] if reply else [])
    shown = max(drafts, key=opened_at, default=None)
    return {
        "outside_may": {**may, "take_back": bool(waiting) and rules.may_take_back_outside(access, ticket)},
        "waiting_outside": waiting,
        "other_drafts": [draft for draft in drafts if draft is not shown],
        **(_shown(ticket, shown) if shown and shown is not reply else {}),
    }


def _shown(ticket: Ticket, draft: Draft) -> dict[str, Any]:
    editor = outside_editor(ticket, draft) | {"announced": announced(ticket, draft)}
    return {"outside": editor, "own_spelling": is_checked(ticket, draft)}


def _may_send(may: dict[str, bool], draft: Draft) -> bool:
    return may["inquire"] if draft.kind == DraftKind.INQUIRY else may["forward_outside"]


def waiting_outside(access: Access, ticket: Ticket) -> list[Waiting]:
    may_remind = rules.may_take_back_outside(access, ticket)
    return [Waiting(inquiry, may_remind) for inquiry in open_inquiries(ticket)]


def outside_editor(ticket: Ticket, draft: Draft) -> dict[str, Any]:
    """What the editor of a mail to people outside shows; without an account that can send, why there is none."""
    chosen = {int(each) for each in draft.options.get("files", [])}
    hours = draft.options.get("remind_hours")
    context: dict[str, Any] = {
        "draft": draft,
        "is_forward": draft.kind == DraftKind.FORWARD,
        "to_line": write_addresses(draft.to),
        "cc_line": write_addresses(draft.cc),
        "files": [(file, file.pk in chosen) for file in sendable_files(ticket)],
        "own_files": list(draft.files.filter(inline=False)),
        "quotes": draft.quoted_id is not None,
        "hours": "" if hours is None else hours,
        "usual_hours": REMIND_INQUIRIES_AFTER.get(*ticket_chain(ticket)),
    }
    try:
        context["sender"] = forward_sender(ticket) if draft.kind == DraftKind.FORWARD else inquiry_sender(ticket)
    except Refused as refusal:
        context["no_sender"] = str(refusal)
    if draft.kind == DraftKind.FORWARD:
        context["closing_codes"] = list(ticket.category.closing_codes.filter(deleted_at=None))
    return context
