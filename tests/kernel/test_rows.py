from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, models, transaction

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.rows import write_rows
from kontor.letters.models import PostageClass
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, NoticeKind, TicketKind, TicketState
from kontor.tickets.models import Blob, Message, Notice, Ticket
from tests.factories import next_number
from tests.support.scoping import in_scope
from tests.support.statements import statements

WORDS = 'Grüße, "Ärger" \\ \\u0041 \\n\t{a,b} %s %(b)s null 😀 מאת\nzweite Zeile'


def new_ticket(category: Category, **values: Any) -> Ticket:
    now = clock.now()
    values = {"subject": WORDS, "tags": ["a b", 'c"d', "e,f", WORDS[:40]], "state": TicketState.QUEUED, **values}
    return Ticket(
        tenant_id=category.tenant_id,
        number=next_number(),
        category=category,
        kind=TicketKind.MAIL,
        received_at=now,
        rank_at=now,
        changed_at=now,
        **values,
    )


def new_message(ticket: Ticket, **values: Any) -> Message:
    return Message(
        tenant_id=ticket.tenant_id,
        ticket=ticket,
        direction=Direction.IN,
        kind=MessageKind.CUSTOMER,
        at=clock.now(),
        **values,
    )


def in_database(rows: Sequence[models.Model], *but: str) -> list[dict[str, Any]]:
    """What stands there, without the columns that differ between any two rows."""
    model = type(rows[0])
    found = model._default_manager.in_bulk([row.pk for row in rows])
    columns = {field.attname for field in model._meta.concrete_fields} - {"id", *but}
    return [{name: getattr(found[row.pk], name) for name in columns} for row in rows]


def test_tickets_are_as_bulk_create_writes_them(
    billing: Category, anna: User, nordlicht: Tenant, frozen: object
) -> None:
    def tickets() -> list[Ticket]:
        return [
            new_ticket(billing),
            new_ticket(billing, tags=[], priority=-2, unread=True),
            new_ticket(billing, owner=anna, state=TicketState.ASSIGNED, assigned_at=clock.now() - timedelta(days=1)),
        ]

    with in_scope(nordlicht):
        written, created = write_rows(tickets()), Ticket.objects.bulk_create(tickets())

        assert in_database(written, "number") == in_database(created, "number")
    assert [ticket.queue_category_id for ticket in written] == [billing.pk] * 3


def test_messages_are_as_bulk_create_writes_them(ticket: Ticket, nordlicht: Tenant, anna: User, frozen: object) -> None:
    def messages() -> list[Message]:
        return [
            new_message(ticket),
            new_message(ticket, text=WORDS, author=anna, identity=uuid4(), sent_at=clock.now()),
            new_message(ticket, to=[["Ä", "a@b.example"], []], evidence={"a": [1, 2.5, None, True], WORDS: {}}),
        ]

    with in_scope(nordlicht):
        written = write_rows(messages())
        created = Message.objects.bulk_create(messages())

        assert in_database(written, "identity") == in_database(created, "identity")
        assert Message.objects.get(pk=written[1].pk).identity == written[1].identity


def test_prices_stay_what_they_are(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        dear, free = write_rows(
            [
                PostageClass(tenant=nordlicht, name="Groß", most_grams=1000, price=Decimal("123456.70")),
                PostageClass(tenant=nordlicht, name="Ohne", most_grams=20),
            ]
        )

        assert PostageClass.objects.get(pk=dear.pk).price == Decimal("123456.70")
        assert PostageClass.objects.get(pk=free.pk).price is None


def test_each_row_gets_its_own_id_and_is_no_new_one_any_more(billing: Category, nordlicht: Tenant) -> None:
    tickets = [new_ticket(billing, subject=f"Nr. {place}") for place in range(300)]

    with in_scope(nordlicht):
        assert write_rows(iter(tickets)) == tickets

        found = Ticket.objects.in_bulk([ticket.pk for ticket in tickets])
        assert [found[ticket.pk].subject for ticket in tickets] == [ticket.subject for ticket in tickets]
        tickets[7].subject = "Changed"
        tickets[7].save()
        assert Ticket.objects.get(pk=tickets[7].pk).subject == "Changed"


def test_however_many_they_are_the_statement_is_the_same(billing: Category, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        with statements() as one:
            write_rows([new_ticket(billing)])
        with statements() as many:
            write_rows([new_ticket(billing) for _place in range(50)])
        with statements() as none:
            assert write_rows([]) == []

    assert (len(one), len(many), none) == (1, 1, [])
    assert one[0].partition("json_populate")[0] == many[0].partition("json_populate")[0]


def test_of_what_was_saved_meanwhile_the_id_is_taken(billing: Category, nordlicht: Tenant, anna: User) -> None:
    later = new_ticket(billing)
    notice = Notice(tenant=nordlicht, user=anna, ticket=later, kind=NoticeKind.NEW_MESSAGE, at=clock.now())

    with in_scope(nordlicht):
        with pytest.raises(ValueError, match=r"Notice\.ticket has not been saved"):
            write_rows([notice])
        write_rows([later])
        write_rows([notice])

        assert Notice.objects.get(pk=notice.pk).ticket_id == later.pk


def test_what_the_database_works_out_by_itself_has_to_be_set(billing: Category, nordlicht: Tenant) -> None:
    ticket = new_ticket(billing)
    ticket.rank_at = Ticket().rank_at

    with in_scope(nordlicht), pytest.raises(TypeError, match=r"Ticket\.rank_at has to be set"):
        write_rows([ticket])


def test_bytes_do_not_travel_as_json(nordlicht: Tenant) -> None:
    with (
        in_scope(nordlicht),
        pytest.raises(TypeError, match=r"Blob has columns that do not .*: sha256, data"),
    ):
        write_rows([Blob(tenant=nordlicht, sha256=b"1", size=1, data=b"1")])


def test_secrets_do_not_travel_as_json(nordlicht: Tenant) -> None:
    with in_scope(nordlicht), pytest.raises(TypeError, match="MailAccount has columns that do not travel as JSON"):
        write_rows([MailAccount(tenant=nordlicht)])


def test_nothing_is_cut_off(billing: Category, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), pytest.raises(DatabaseError, match="too long"), transaction.atomic():
        write_rows([new_ticket(billing, subject="a" * 401)])


def test_rows_of_another_tenant_are_refused(billing: Category, alpina: Tenant) -> None:
    with in_scope(alpina), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        write_rows([new_ticket(billing)])
