"""What is learned from, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.routing.domain import learned_examples
from kontor.routing.domain.learned_examples import examples_of, samples_of, usable_tickets
from kontor.routing.learning.features import Sample
from kontor.tenants.models import Tenant
from kontor.tickets.enums import LinkKind, MessageKind, TicketState
from kontor.tickets.models import Message, Ticket, TicketLink
from tests.factories.learning import make_closed_tickets
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def plain(text: str) -> str:
    return text


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned_examples, "LEAST_OF_CATEGORY", 1)


def closed(category: Category, **values: object) -> Ticket:
    return make_ticket(category, **{"state": TicketState.CLOSED, "closed_at": clock.now(), **values})


def test_closed_mail_tickets_are_learned_from_in_the_order_they_came(nordlicht: Tenant, billing: Category) -> None:
    newer = closed(billing)
    older = closed(billing, received_at=clock.now() - timedelta(days=2))

    with in_scope(nordlicht):
        assert [example.ticket_id for example in examples_of(nordlicht.pk)] == [older.pk, newer.pk]


@pytest.mark.parametrize("state", [TicketState.QUEUED, TicketState.SPAM])
def test_open_tickets_and_spam_are_not(nordlicht: Tenant, billing: Category, state: TicketState) -> None:
    make_ticket(billing, state=state)

    with in_scope(nordlicht):
        assert examples_of(nordlicht.pk) == []


def test_phone_tickets_are_not(nordlicht: Tenant, billing: Category) -> None:
    closed(billing, kind="phone")

    with in_scope(nordlicht):
        assert examples_of(nordlicht.pk) == []


def test_tickets_of_deleted_categories_are_not(nordlicht: Tenant, billing: Category) -> None:
    closed(billing)

    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())
        assert examples_of(nordlicht.pk) == []


def test_what_went_to_another_tenant_is_not(nordlicht: Tenant, alpina: Tenant, billing: Category) -> None:
    ticket = closed(billing)

    with in_scope(nordlicht):
        TicketLink.objects.create(
            tenant_id=nordlicht.pk,
            ticket=ticket,
            kind=LinkKind.HANDED_OVER_TO,
            other_number=1,
            other_tenant_id=alpina.pk,
            at=clock.now(),
        )
        assert examples_of(nordlicht.pk) == []


def test_another_tenants_tickets_are_not_even_when_the_scope_sees_them(
    nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    own, foreign = closed(billing), closed(claims)

    with everywhere():
        assert {ticket.pk for ticket in Ticket.objects.all()} == {own.pk, foreign.pk}
        assert [example.ticket_id for example in examples_of(nordlicht.pk)] == [own.pk]


def test_a_ticket_lent_to_the_tenant_is_not(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    lent = closed(claims)
    with in_scope(nordlicht, alpina):
        Message.objects.filter(ticket=lent).update(lent_to=nordlicht)
        Ticket.objects.filter(pk=lent.pk).update(lent_to=nordlicht, lent_category=billing)

    with in_scope(nordlicht):
        assert Ticket.objects.filter(pk=lent.pk).exists()
        assert examples_of(nordlicht.pk) == []


def test_only_the_newest_are_learned_from(nordlicht: Tenant, billing: Category, monkeypatch) -> None:
    monkeypatch.setattr(learned_examples, "MOST", 2)
    tickets = [closed(billing, received_at=clock.now() - timedelta(days=age)) for age in (1, 2, 3)]

    with in_scope(nordlicht):
        assert [example.ticket_id for example in examples_of(nordlicht.pk)] == [tickets[1].pk, tickets[0].pk]


def test_categories_with_too_few_are_left_out(
    nordlicht: Tenant, billing: Category, moving: Category, monkeypatch
) -> None:
    monkeypatch.setattr(learned_examples, "LEAST_OF_CATEGORY", 2)
    closed(moving)
    kept = {closed(billing).pk, closed(billing).pk}

    with in_scope(nordlicht):
        assert {example.ticket_id for example in examples_of(nordlicht.pk)} == kept


def test_a_sample_is_the_first_message_without_quotes(nordlicht: Tenant, billing: Category) -> None:
    ticket = closed(billing, subject="Rechnung", language="de")
    make_message(ticket, text="Noch etwas", at=clock.now() + timedelta(hours=1))

    found = list(samples_of(nordlicht.pk, _examples(nordlicht), lambda text: text.partition(",")[0]))

    assert [(example.ticket_id, example.category_id) for example, _sample in found] == [(ticket.pk, billing.pk)]
    assert found[0][1] == Sample(
        subject="Rechnung",
        text="Guten Tag",
        domain="post.example",
        account="",
        language="de",
    )


@pytest.mark.parametrize("kind", [MessageKind.AUTO_REPLY, MessageKind.BOUNCE])
def test_automatic_mail_teaches_nothing(nordlicht: Tenant, billing: Category, kind: MessageKind) -> None:
    ticket = closed(billing)
    with in_scope(nordlicht):
        Message.objects.filter(ticket=ticket).update(kind=kind)

    assert list(samples_of(nordlicht.pk, _examples(nordlicht), plain)) == []


def test_texts_are_read_a_few_at_a_time(nordlicht: Tenant, billing: Category, monkeypatch) -> None:
    monkeypatch.setattr(learned_examples, "_TOGETHER", 5)
    make_closed_tickets([billing], 20)
    examples = _examples(nordlicht)

    with statements() as sent:
        assert len(list(samples_of(nordlicht.pk, examples, plain))) == 20

    assert len([each for each in sent if "tickets_message" in each]) == 4


def test_an_endless_text_is_not_read_whole(nordlicht: Tenant, billing: Category) -> None:
    closed(billing, text="wort " * 100_000)

    [(_example, sample)] = samples_of(nordlicht.pk, _examples(nordlicht), plain)

    assert len(sample.text) == 50_000


def test_usable_tickets_are_counted_by_their_end(nordlicht: Tenant, billing: Category) -> None:
    closed(billing, closed_at=clock.now() - timedelta(days=3))
    closed(billing)

    with in_scope(nordlicht):
        assert usable_tickets(nordlicht.pk).filter(closed_at__gt=clock.now() - timedelta(days=1)).count() == 1


def _examples(tenant: Tenant) -> list[learned_examples.Example]:
    with in_scope(tenant):
        return examples_of(tenant.pk)
