"""What was said on a ticket, in order: messages with their files, notes, and calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from kontor.calls.domain.of_ticket import calls_of_ticket
from kontor.calls.models import Call
from kontor.desk.letter.lines import LetterLine, letters_of
from kontor.desk.phone.lines import CallLine
from kontor.desk.ticket.checks import Check, checks_of
from kontor.desk.ticket.scans import ScanView
from kontor.intake.domain.deliveries import received_by
from kontor.intake.enums import ProblemKind
from kontor.intake.parsing.quotes import Block, BlockKind, split_quotes
from kontor.kernel.kept import Kept
from kontor.kernel.text import shorten
from kontor.letters.domain.scans import pages_of, scans_of_messages
from kontor.outbox.domain.queries import Delivery, delivery_of, with_delivery
from kontor.tickets.enums import OUTSIDE_KINDS, Direction, MessageChannel
from kontor.tickets.models import Attachment, Message, Note, Ticket

IN_SIGHT = 6
"""So many addressees of a mail are shown without unfolding them."""


@dataclass(frozen=True)
class Addressees:
    """A line of the head of a mail. Beyond a few they are folded: of hundreds the text would stand pages below."""

    label: str
    people: list[list[str]]

    @property
    def first(self) -> list[list[str]]:
        return self.people if len(self.people) <= IN_SIGHT else self.people[: IN_SIGHT // 2]

    @property
    def others(self) -> int:
        return len(self.people) - len(self.first)


@dataclass(frozen=True)
class MessageView:
    """A message as it is shown. ``blocks`` is its text in own and quoted parts; ``has_html`` asks for the frame."""

    message: Message
    files: list[Attachment]
    blocks: tuple[Block, ...]
    folded: bool
    accounts: tuple[str, ...] = ()
    """The addresses at which the mail came in, if there are several."""
    scan: ScanView | None = None
    """Of a letter that came in."""
    letter: LetterLine | None = None
    """What became of the letter that left with it."""

    kind = "message"

    @property
    def at(self) -> datetime:
        return self.message.at

    @property
    def has_html(self) -> bool:
        return bool(self.message.html)

    @property
    def left_by_letter(self) -> bool:
        return self.is_ours and self.message.channel == MessageChannel.LETTER

    @property
    def postal(self) -> list[str]:
        """What stands in the window: the latest letter's lines, for one that was sent anew."""
        return list(self.letter.letter.address if self.letter else self.message.postal)

    @property
    def is_ours(self) -> bool:
        return self.message.direction == Direction.OUT

    @property
    def is_answer_from_outside(self) -> bool:
        """Somebody who was asked wrote it, for us and not for the customer."""
        return not self.is_ours and self.message.kind in OUTSIDE_KINDS

    @property
    def name(self) -> str:
        unnamed = _("Letter") if self.is_letter else _("(no sender)")
        return self.message.from_name or self.message.from_address or unnamed

    @property
    def is_letter(self) -> bool:
        return self.message.channel == MessageChannel.LETTER

    @property
    def peek(self) -> str:
        return shorten(" ".join(self.message.text.split()), 160)

    @property
    def addressees(self) -> list[Addressees]:
        """Whom the mail reached besides us, or all to whom ours went where they are several."""
        to = self.message.to if len(self.message.to) > 1 else []
        return [Addressees(label, people) for label, people in ((_("To"), to), (_("CC"), self.message.cc)) if people]

    @property
    def checks(self) -> list[Check]:
        """What the receiving server found out about the mail."""
        return checks_of(self.message)

    @property
    def remarks(self) -> list[str]:
        known = set(ProblemKind.values)
        return [str(ProblemKind(remark).label) for remark in self.message.remarks if remark in known]

    @cached_property
    def delivery(self) -> Delivery | None:
        return delivery_of(self.message)


@dataclass(frozen=True)
class NoteView:
    note: Note

    kind = "note"

    @property
    def at(self) -> datetime:
        return self.note.at


@dataclass(frozen=True)
class CallView:
    line: CallLine

    kind = "call"

    @property
    def at(self) -> datetime:
        return self.call.started_at

    @property
    def call(self) -> Call:
        return self.line.call


def conversation(ticket: Ticket, *, borrowed: bool = False, with_calls: bool = False) -> list[Any]:
    """Messages, notes and calls by time, in three statements; one more for calls, for letters that left, and when a
    mail came in twice; two for letters that came in. All but the latest two messages are folded. To a borrower only the
    notes and calls that are lent."""
    messages = _messages(ticket.pk)
    files: dict[int, list[Attachment]] = {}
    if ticket.has_attachments or any(message.direction == Direction.OUT for message in messages):
        rows = Attachment.objects.filter(message__in=[message.pk for message in messages])
        for attachment in rows:
            files.setdefault(attachment.message_id, []).append(attachment)
    twice = received_by([message for message in messages if len(message.evidence.get("accounts", ())) > 1])
    scans = _scans(messages)
    letters = letters_of(messages)
    notes = [NoteView(note) for note in _notes(ticket.pk) if note.lent_to_id or not borrowed]
    shown = [
        MessageView(
            message,
            files.get(message.pk, []),
            split_quotes(message.text, subject=message.subject),
            position < len(messages) - 2,
            tuple(twice.get(message.pk, ())),
            scans.get(message.pk),
            letter=letters.get(message.pk),
        )
        for position, message in enumerate(messages)
    ]
    calls = [CallView(CallLine(call)) for call in _calls(ticket, borrowed)] if with_calls else []
    return sorted([*shown, *notes, *calls], key=lambda item: (item.at, item.kind == "note"))


def _scans(messages: list[Message]) -> dict[int, ScanView]:
    found = scans_of_messages(messages)
    pages = pages_of(list(found.values()))
    return {message_id: ScanView(scan, pages[scan.pk]) for message_id, scan in found.items()}


def _calls(ticket: Ticket, borrowed: bool) -> list[Call]:
    return [call for call in calls_of_ticket(ticket.pk) if call.lent_to_id or not borrowed]


_messages = Kept(
    lambda ticket_id: (
        with_delivery(Message.objects.filter(ticket_id=ticket_id)).select_related("author").order_by("at", "id")
    )
)
_notes = Kept(lambda ticket_id: Note.objects.filter(ticket_id=ticket_id).select_related("author"))

__all__ = ["BlockKind", "CallView", "MessageView", "NoteView", "conversation"]
