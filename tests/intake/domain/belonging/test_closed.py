"""Mail to closed tickets."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.category_deletion import delete_category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.enums import LinkKind
from kontor.tickets.models import HistoryEntry, Message, Ticket, TicketLink
from tests.factories.tickets import make_ticket
from tests.intake.domain.belonging.conftest import KAETHE, evidence_of
from tests.intake.domain.conftest import Receive, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def test_a_customer_who_goes_on_in_a_closed_ticket_gets_a_linked_one(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=ticket.received_at)

    arrival = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))

    assert arrival.ticket
    assert arrival.ticket.process_id == ticket.pk
    assert evidence_of(arrival)["filing"] == "continued"
    with everywhere():
        links = set(TicketLink.objects.values_list("ticket_id", "kind", "other_number"))
        steps = list(HistoryEntry.objects.filter(ticket=ticket).values_list("action", flat=True))
    assert links == {
        (arrival.ticket.pk, LinkKind.CONTINUES, ticket.number),
        (ticket.pk, LinkKind.CONTINUED_BY, arrival.ticket.number),
    }
    assert steps[-1] == "continued_by"


# Closed tickets


@pytest.mark.parametrize(("days", "reopened"), [(0, False), (7, True), (3, False)])
@pytest.mark.parametrize("level", ["tenant", "category"])
def test_a_category_may_want_its_closed_tickets_open_again(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive, days: int, reopened: bool, level: str
) -> None:
    closed_at = clock.now() - timedelta(days=5)
    holder = {"tenant": Tenant, "category": Category}[level]
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=closed_at, owner=None, unread=False)
        values = {"tickets.reopen_days": days}
        pk = ticket.tenant_id if level == "tenant" else ticket.category_id
        holder.objects.filter(pk=pk).update(preferences=values)  # type: ignore[attr-defined]

    arrival = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))

    assert (arrival.ticket == ticket) is reopened
    assert evidence_of(arrival)["filing"] == ("reopened" if reopened else "continued")
    with everywhere():
        after = Ticket.objects.get(pk=ticket.pk)
        actions = HistoryEntry.objects.filter(ticket=ticket).order_by("-id").values_list("action", flat=True)
        assert list(actions)[: 2 if reopened else 1] == (["message", "reopened"] if reopened else ["continued_by"])
    assert (after.state, after.unread) == (("queued", True) if reopened else ("closed", False))


def test_in_a_deleted_category_nothing_is_open_again(
    account: MailAccount, ticket: Ticket, answered: str, moving: Category, receive: Receive, ada: User
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=clock.now(), owner=None, unread=False)
        Category.objects.filter(pk=ticket.category_id).update(preferences={"tickets.reopen_days": 30})
        set_fallback(account, moving, by=ada)
        delete_category(ticket.category, by=ada)

    arrival = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))

    assert arrival.ticket
    assert (arrival.ticket.category, arrival.ticket.state, arrival.ticket.process_id) == (moving, "queued", ticket.pk)
    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).state == "closed"


def test_an_absence_note_opens_nothing_again(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=clock.now())
        Category.objects.filter(pk=ticket.category_id).update(preferences={"tickets.reopen_days": 30})

    receive(account, letter("Abwesend", sender=KAETHE, In_Reply_To=answered, Auto_Submitted="auto-replied"))

    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).state == "closed"


def test_two_mails_of_one_batch_open_a_ticket_once(account: MailAccount, ticket: Ticket, answered: str) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=clock.now())
        Category.objects.filter(pk=ticket.category_id).update(preferences={"tickets.reopen_days": 30})
    store(account, *(seen(letter(f"Nr {n}", sender=KAETHE, In_Reply_To=answered)) for n in range(2)))

    drain(account.owner)

    with everywhere():
        assert HistoryEntry.objects.filter(ticket=ticket, action="reopened").count() == 1
        assert Message.objects.filter(ticket=ticket).count() == 4


def test_mails_that_come_while_tickets_are_merged_lie_where_the_tickets_end(
    committed_db: str, account: MailAccount, billing: Category, anna: User
) -> None:
    first, second, third = (make_ticket(billing, account=account) for _ticket in range(3))
    with everywhere():
        known = Message.objects.get(ticket=first)
    mails = [letter(f"Nr {n}", sender=known.from_address, In_Reply_To=known.message_id) for n in range(12)]
    store(account, *map(seen, mails))

    def merge() -> None:
        for source, target in ((first, second), (second, third)):
            with in_scope(account.owner):
                merge_tickets(source, target, by=anna)

    at_once(merge, *[partial(drain, account.owner, most=2)] * 3)
    drain(account.owner)

    with everywhere():
        assert Message.objects.filter(ticket=third).count() == 3 + 12
        assert list(Arrival.objects.exclude(outcome=Outcome.FOLLOW_UP)) == []


@pytest.mark.parametrize("sender", [KAETHE, "chef@firma.example"])
def test_what_goes_on_from_a_closed_ticket_is_its_customers_whoever_writes(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive, sender: str
) -> None:
    _close(ticket)

    arrival = receive(account, letter("Re:", sender=sender, In_Reply_To=answered))

    assert arrival.ticket
    assert arrival.ticket.customer_id == ticket.customer_id


def test_what_goes_on_from_a_closed_ticket_without_a_customer_is_the_writers(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    _close(ticket, customer=None)

    arrival = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))

    assert arrival.ticket
    assert arrival.ticket.process_id == ticket.pk
    assert arrival.ticket.customer_id == ticket.customer_id


def _close(ticket: Ticket, **values: object) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=ticket.received_at, **values)
