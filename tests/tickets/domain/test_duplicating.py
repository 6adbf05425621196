from __future__ import annotations

import pytest

from kontor.intake.domain.lookups import KnownTickets
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import LinkKind, MessageChannel, MessageKind, TicketState
from kontor.tickets.models import Attachment, Blob, HistoryEntry, Message, Note, Ticket, TicketLink
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def original(billing: Category, anna: User) -> Ticket:
    """With a mail that has a file, an answer, and a note."""
    ticket = make_ticket(billing, subject="Zählerstand", owner=anna)
    make_message(ticket, message_id="<one@post.example>", files=[NewFile("stand.pdf", "application/pdf", b"%PDF 1")])
    make_message(ticket, direction="out", kind=MessageKind.REPLY, message_id="<ours@nordlicht.example>", author=anna)
    make_note(ticket, anna, "Bitte anrufen.")
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(has_attachments=True)
        ticket.refresh_from_db()
    return ticket


def duplicate(ticket: Ticket, by: User, *, with_notes: bool = False) -> Ticket:
    with in_scope(ticket.tenant_id):
        return duplicate_ticket(ticket, with_notes=with_notes, by=by).target


def step(ticket: Ticket) -> str:
    with everywhere():
        return sentence(HistoryEntry.objects.filter(ticket=ticket).select_related("actor").order_by("id").last())  # type: ignore[arg-type]


def test_a_duplicate_has_copies_of_all_messages_and_the_same_bytes(original: Ticket, anna: User) -> None:
    with everywhere():
        blobs = Blob.objects.count()

    new = duplicate(original, anna)

    with everywhere():
        old, copies = (list(ticket.messages.order_by("at", "id")) for ticket in (original, new))
        told = [[(one.at, one.kind, one.direction, one.text, one.subject) for one in rows] for rows in (old, copies)]
        assert told[0] == told[1]
        assert len(told[0]) == 3
        assert Blob.objects.count() == blobs
        assert list(Attachment.objects.filter(message__ticket=new).values_list("filename", "blob_id")) == list(
            Attachment.objects.filter(message__ticket=original).values_list("filename", "blob_id")
        )
        assert [message.message_id for message in copies] == [old[0].message_id, "<one@post.example>", ""]
    assert (new.state, new.owner, new.has_attachments, new.received_at, new.subject) == (
        TicketState.ASSIGNED,
        anna,
        True,
        original.received_at,
        "Zählerstand",
    )


def test_letters_stay_letters(original: Ticket, anna: User) -> None:
    address = ["Käthe Kuhn", "Deich 1", "25813 Husum"]
    make_message(original, channel=MessageChannel.LETTER)
    make_message(original, direction="out", kind=MessageKind.REPLY, channel=MessageChannel.LETTER, postal=address)

    new = duplicate(original, anna)

    with everywhere():
        ways = list(new.messages.order_by("id").values_list("channel", "postal"))
    assert ways == [("mail", []), ("mail", []), ("mail", []), ("letter", []), ("letter", address)]


def test_original_and_duplicate_know_each_other_and_are_one_process(original: Ticket, anna: User) -> None:
    new = duplicate(original, anna)

    assert new.process_id == original.pk
    with everywhere():
        assert set(TicketLink.objects.values_list("ticket", "kind", "other_number")) == {
            (original.pk, LinkKind.DUPLICATED_TO, new.number),
            (new.pk, LinkKind.DUPLICATED_FROM, original.number),
        }
    assert step(original) == f"Duplicated as {format_number(new.number)} by Anna Arndt"
    assert step(new) == f"Duplicate of {format_number(original.number)}, made by Anna Arndt"


def test_notes_are_copied_when_wished(original: Ticket, anna: User, bela: User) -> None:
    without, with_notes = duplicate(original, bela), duplicate(original, bela, with_notes=True)

    with everywhere():
        assert not Note.objects.filter(ticket=without).exists()
        assert list(Note.objects.filter(ticket=with_notes).values_list("text", "author")) == [
            ("Bitte anrufen.", anna.pk)
        ]


def test_a_later_mail_goes_to_the_original(original: Ticket, anna: User) -> None:
    duplicate(original, anna)

    with in_scope(original.tenant_id):
        found = KnownTickets().by_message_ids(["<one@post.example>"])

    assert found and found.ref.ticket_id == original.pk


def test_a_closed_ticket_may_be_duplicated_but_neither_spam_nor_a_merged_one(
    original: Ticket, billing: Category, anna: User
) -> None:
    with everywhere():
        Ticket.objects.filter(pk=original.pk).update(state=TicketState.CLOSED, owner=None, closed_at=clock.now())
    assert duplicate(original, anna).state == TicketState.ASSIGNED

    other = make_ticket(billing)
    with everywhere():
        Ticket.objects.filter(pk=original.pk).update(merged_into=other)
    number, into = format_number(original.number), format_number(other.number)
    with refused(f"Ticket {number} was merged into {into}; use that one."):
        duplicate(original, anna)
    with refused("This ticket is marked as spam. Take that back first."):
        duplicate(make_ticket(billing, state=TicketState.SPAM), anna)
    with everywhere():
        assert Message.objects.filter(evidence__has_key="copied_from").count() == 3
