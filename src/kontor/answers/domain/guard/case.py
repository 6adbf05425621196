"""The answer that is looked at, and what is known around it: each thing is read once, when a check asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from kontor.answers.domain.voice import Voice, voice_of_draft
from kontor.answers.enums import OUTSIDE_DRAFTS
from kontor.answers.models import Draft, DraftFile
from kontor.channels.models import MailAccount
from kontor.customers.models import PostalAddress
from kontor.tickets.domain.parties import parties_of
from kontor.tickets.enums import Direction, MessageChannel
from kontor.tickets.models import Message, Ticket

_QUOTED = re.compile(r"^[ \t>]*>[ \t]?", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    ticket: Ticket
    draft: Draft
    account: MailAccount | None
    """As whom it goes out; a letter needs none."""

    @property
    def is_outside(self) -> bool:
        """It goes to people outside and not to the customer."""
        return self.draft.kind in OUTSIDE_DRAFTS

    @cached_property
    def voice(self) -> Voice:
        """Whose words it has."""
        return voice_of_draft(self.draft, self.ticket)

    @cached_property
    def words(self) -> str:
        """What the writer wrote: without lines that are quoted."""
        return "\n".join(line for line in self.draft.text.split("\n") if not line.lstrip().startswith(">"))

    @cached_property
    def everything(self) -> str:
        """All that the writer sends: subject, words, and what they quoted or pasted as a quote."""
        return f"{self.draft.subject}\n{_QUOTED.sub('', self.draft.text)}"

    @cached_property
    def recipients(self) -> list[tuple[str, str, str]]:
        """Field, name and address of everybody who gets it; nobody gets a letter by mail."""
        if self.draft.channel == MessageChannel.LETTER:
            return []
        fields = {"to": self.draft.to, "cc": self.draft.cc, "bcc": self.draft.bcc}
        return [(field, name, address) for field, pairs in fields.items() for name, address in pairs]

    @property
    def postal_address(self) -> PostalAddress | None:
        """Where the letter goes."""
        return self.draft.postal_address if self.draft.channel == MessageChannel.LETTER else None

    @cached_property
    def files(self) -> list[DraftFile]:
        return list(self.draft.files.all())

    @property
    def takes_files(self) -> bool:
        """Its own files, or those of the conversation that go along outside."""
        return any(not file.inline for file in self.files) or bool(self.is_outside and self.draft.options.get("files"))

    @cached_property
    def conversation(self) -> list[Message]:
        """The messages of the ticket and of the other requests of its process."""
        process = self.ticket.process_id
        which = Q(ticket=self.ticket) | Q(ticket__process_id=process) if process else Q(ticket=self.ticket)
        return list(Message.objects.filter(which).defer("html", "evidence", "references").order_by("at", "id"))

    @cached_property
    def from_customer(self) -> list[Message]:
        return [message for message in self.conversation if message.direction == Direction.IN]

    @property
    def said_by_customer(self) -> str:
        return "\n".join(f"{message.subject}\n{message.text}" for message in self.from_customer)

    @cached_property
    def known_addresses(self) -> frozenset[str]:
        """Everybody who had to do with the conversation so far, in the other requests of the process, too."""
        process = self.ticket.process_id
        tickets = list(Ticket.objects.filter(process=process)) if process else []
        return frozenset().union(*(people.known for people in parties_of([self.ticket, *tickets]).values()))
