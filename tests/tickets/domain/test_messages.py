from __future__ import annotations

from threading import Barrier

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.blobs import keep, keep_all
from kontor.tickets.domain.history import SENTENCES, record, sentence
from kontor.tickets.domain.messages import NewFile, append_message, append_messages
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.notices import latest_notices, mark_read, notify_person
from kontor.tickets.domain.presence import FADES_AFTER, leave, others, show_presence
from kontor.tickets.domain.reading import mark_read as mark_ticket_read
from kontor.tickets.domain.states import lock_all
from kontor.tickets.enums import NoticeKind, PresenceMode, TicketState
from kontor.tickets.models import Attachment, Blob, HistoryEntry, Note, Notice, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket, new_message
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def _append(ticket: Ticket, **values: object) -> None:
    with in_scope(ticket.tenant_id):
        append_message(ticket, new_message(ticket.customer, **values))


def _fresh(ticket: Ticket) -> Ticket:
    with everywhere():
        return Ticket.objects.get(pk=ticket.pk)


def _move(ticket: Ticket, **values: object) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(**values)


# Messages


def test_a_further_message_marks_the_ticket_unread(ticket: Ticket) -> None:
    _move(ticket, unread=False)

    _append(ticket)

    assert (_fresh(ticket).unread, _fresh(ticket).state) == (True, TicketState.QUEUED)


@pytest.mark.parametrize("state", [TicketState.EXTERNAL_FORWARDED, TicketState.EXTERNAL_INQUIRED])
def test_a_ticket_that_was_waiting_comes_back_to_its_owner(ticket: Ticket, anna: User, state: TicketState) -> None:
    _move(ticket, state=state, owner=anna)

    _append(ticket)

    assert (_fresh(ticket).state, _fresh(ticket).owner_id) == (TicketState.ASSIGNED, anna.pk)


def test_a_message_tells_the_owner_and_nobody_else(ticket: Ticket, anna: User) -> None:
    _append(ticket)
    _move(ticket, state=TicketState.ASSIGNED, owner=anna)
    _append(ticket)

    with everywhere():
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, NoticeKind.NEW_MESSAGE)]


def test_a_message_with_a_file_marks_the_ticket(ticket: Ticket) -> None:
    _append(ticket, files=[NewFile("a.txt", "text/plain", b"4711")])

    assert _fresh(ticket).has_attachments is True
    with everywhere():
        assert Attachment.objects.get().blob.content == b"4711"


def test_several_messages_are_appended_in_their_order(ticket: Ticket, billing: Category, anna: User) -> None:
    other = make_ticket(billing)
    _move(ticket, state=TicketState.EXTERNAL_INQUIRED, owner=anna)
    with in_scope(ticket.tenant_id):
        locked = lock_all({ticket.pk, other.pk})
        messages = [
            (locked[ticket.pk], new_message(None, text="eins")),
            (locked[other.pk], new_message(None, text="zwei", files=[NewFile("a.txt", "text/plain", b"4711")])),
            (locked[ticket.pk], new_message(None, text="drei")),
        ]
        written = append_messages(messages)

        assert [(message.ticket_id, message.text) for message in written] == [
            (ticket.pk, "eins"),
            (other.pk, "zwei"),
            (ticket.pk, "drei"),
        ]
        steps = HistoryEntry.objects.filter(action="message").order_by("id").values_list("ticket", flat=True)
        assert list(steps) == [ticket.pk, other.pk, ticket.pk]
        assert list(Notice.objects.values_list("user", "ticket")) == [(anna.pk, ticket.pk)] * 2
    assert (_fresh(ticket).state, _fresh(ticket).unread) == (TicketState.ASSIGNED, True)
    assert (_fresh(ticket).has_attachments, _fresh(other).has_attachments) == (False, True)
    assert (_fresh(other).state, _fresh(other).unread) == (TicketState.QUEUED, True)


# Files


def test_the_same_bytes_are_kept_once_a_tenant(ticket: Ticket, alpina_ticket: Ticket) -> None:
    with everywhere():
        ids = [
            keep(b"same", tenant_id=tenant) for tenant in (ticket.tenant_id, ticket.tenant_id, alpina_ticket.tenant_id)
        ]

    assert ids[0].pk == ids[1].pk
    assert ids[0].pk != ids[2].pk


def test_many_are_kept_at_once_each_for_its_tenant(ticket: Ticket, alpina_ticket: Ticket) -> None:
    north, south = ticket.tenant_id, alpina_ticket.tenant_id
    with everywhere():
        known = keep(b"known", tenant_id=north)
        before = Blob.objects.count()
        contents = [(south, b"new"), (None, b"new"), (north, b"known"), (south, b"new"), (north, b"new")]
        kept = keep_all(contents)

        assert [(blob.tenant_id, Blob.objects.get(pk=blob.pk).content) for blob in kept] == contents
        assert (kept[2].pk, kept[0].pk) == (known.pk, kept[3].pk)
        assert Blob.objects.count() == before + 3


def test_bytes_that_a_tenant_has_are_kept_without_waiting_for_anybody(committed_db: str, ticket: Ticket) -> None:
    """Two letters with the same picture, each in the middle of its transaction."""
    with in_scope(ticket.tenant_id):
        picture = keep(b"picture", tenant_id=ticket.tenant_id)
    together = Barrier(2, timeout=10)

    def write() -> int:
        with in_scope(ticket.tenant_id):
            kept = keep(b"picture", tenant_id=ticket.tenant_id)
            together.wait()
            return kept.pk

    assert at_once(write, write) == [picture.pk] * 2


@pytest.mark.parametrize("content", [b"", b"x", b"aaaa" * 1000, bytes(range(256))])
def test_what_is_kept_comes_back_as_it_was(ticket: Ticket, content: bytes) -> None:
    with in_scope(ticket.tenant_id):
        blob = Blob.objects.get(pk=keep(content, tenant_id=ticket.tenant_id).pk)

    assert (blob.content, blob.size) == (content, len(content))


# History


def test_every_step_that_is_recorded_has_a_sentence() -> None:
    assert {action: str(text) for action, text in SENTENCES.items() if not str(text)} == {}


def test_a_step_is_told_with_its_names(ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        record(ticket, "assigned", by=anna, to="Bela Brand")

        assert sentence(ticket.history.latest("id")) == "Assigned to Bela Brand by Anna Arndt"


def test_a_step_of_the_system_or_with_something_missing_is_told_too(ticket: Ticket) -> None:
    with in_scope(ticket.tenant_id):
        record(ticket, "recategorized", by=None, old="Alt")

        assert sentence(ticket.history.latest("id")) == "Moved from Alt to … by the system"


# Notes, reading


def test_a_note_is_kept_with_its_author(ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        write_note(ticket, text="  Bitte anrufen.\n", by=anna)

        note = Note.objects.get(ticket=ticket)
        assert (note.text, note.author) == ("Bitte anrufen.", anna)
        assert HistoryEntry.objects.filter(ticket=ticket, action="note", actor=anna).exists()


def test_an_empty_note_is_refused(ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id), refused("The note is empty."):
        write_note(ticket, text=" \n", by=anna)


def test_only_the_owners_look_marks_a_ticket_as_read(ticket: Ticket, anna: User, sven: User) -> None:
    _move(ticket, state=TicketState.ASSIGNED, owner=anna)
    seen = []
    for person in (sven, anna):
        with in_scope(ticket.tenant_id):
            mark_ticket_read(_fresh(ticket), by=person)
        seen.append(_fresh(ticket).unread)

    assert seen == [True, False]


# Notices


def test_notices_are_listed_newest_first_in_words(ticket: Ticket, anna: User, frozen: Frozen) -> None:
    with in_scope(ticket.tenant_id):
        notify_person(anna.pk, NoticeKind.ASSIGNED, ticket=ticket, by="Sven Sommer")
        frozen.move(seconds=1)
        notify_person(anna.pk, NoticeKind.DELIVERY_FAILED, ticket=ticket, recipients="a@post.example")

        assert [line.text for line in latest_notices(anna)] == [
            "Your answer could not be delivered to a@post.example",
            "Sven Sommer has assigned this ticket to you",
        ]


def test_notices_are_marked_as_read_by_their_person_only(ticket: Ticket, anna: User, bela: User) -> None:
    with in_scope(ticket.tenant_id):
        first, _second = (notify_person(anna.pk, NoticeKind.ASSIGNED, ticket=ticket, by="Sven") for _notice in range(2))

        assert [mark_read(bela), mark_read(anna, [first.pk]), mark_read(anna), mark_read(anna)] == [0, 1, 1, 0]


# Presence


def test_who_else_is_here_is_shown_writers_first(ticket: Ticket, anna: User, bela: User, sven: User) -> None:
    with in_scope(ticket.tenant_id):
        show_presence(ticket, sven, PresenceMode.READING)
        show_presence(ticket, bela, PresenceMode.WRITING)

        seen = show_presence(ticket, anna, PresenceMode.READING)

    assert [(row.user, row.mode) for row in seen] == [(bela, "writing"), (sven, "reading")]


def test_presence_fades_and_ends(ticket: Ticket, anna: User, bela: User, sven: User, frozen: Frozen) -> None:
    with in_scope(ticket.tenant_id):
        show_presence(ticket, bela, PresenceMode.READING)
        frozen.move(seconds=FADES_AFTER.total_seconds() + 1)
        show_presence(ticket, sven, PresenceMode.READING)
        faded = [row.user for row in others(ticket, anna)]
        leave(ticket, sven)

        assert (faded, others(ticket, anna)) == ([sven], [])


def test_the_presence_at_another_tenants_ticket_is_not_seen(ticket: Ticket, alpina_ticket: Ticket, carla: User) -> None:
    with in_scope(alpina_ticket.tenant_id):
        show_presence(alpina_ticket, carla, PresenceMode.WRITING)

    with in_scope(ticket.tenant_id):
        assert others(alpina_ticket, User(pk=0)) == []
