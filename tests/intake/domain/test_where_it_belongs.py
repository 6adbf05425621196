"""From a mail in the mailbox to the ticket at which it lies: who gets in, who does not, and what is kept of why."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Address
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.moving import merge_tickets, move_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.enums import LinkKind, MessageKind
from kontor.tickets.models import HistoryEntry, Message, Ticket, TicketLink
from tests.factories.customers import make_customer
from tests.factories.tickets import make_message, make_ticket
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once

KAETHE = "kaethe@firma.example"


@pytest.fixture
def ticket(nordlicht: Tenant, billing: Category, account: MailAccount) -> Ticket:
    """A ticket of Käthe, of a firm."""
    return make_ticket(billing, customer=make_customer(nordlicht, "Käthe", email=KAETHE), account=account)


@pytest.fixture
def answered(ticket: Ticket) -> str:
    """The Message-ID of our answer to her, which carries the token."""
    sent = make_message(
        ticket, direction="out", kind=MessageKind.REPLY, to=[["Käthe", KAETHE]], from_address="s@n.example"
    )
    name = make_message_id(ticket.pk, sent.pk, "nordlicht.example")
    with in_scope(ticket.tenant_id):
        Message.objects.filter(pk=sent.pk).update(message_id=name)
    return name


def _evidence(arrival: Arrival) -> dict[str, object]:
    assert arrival.message
    evidence = dict(arrival.message.evidence)
    assert evidence.pop("accounts") == [arrival.account_id]
    return evidence


def _suggestions() -> list[tuple[int | None, int]]:
    with everywhere():
        rows = TicketLink.objects.filter(kind=LinkKind.SUGGESTED)
        return list(rows.values_list("ticket_id", "other_number"))


def test_the_reasons_are_kept_on_the_message(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    arrival = receive(account, letter("Danke", sender=KAETHE, In_Reply_To=answered))

    assert arrival.ticket == ticket
    assert _evidence(arrival) == {
        "filing": "attached",
        "ticket": ticket.number,
        "score": 148,
        "needed": 100,
        "signals": {"party": 90, "token": 30, "in_reply_to": 25, "account": 3},
    }


def test_a_new_request_has_its_reason_too(account: MailAccount, receive: Receive) -> None:
    assert _evidence(receive(account, letter())) == {"filing": "new"}


def test_a_stolen_token_opens_a_new_ticket_that_suggests_the_other(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    thief = letter(f"Re: {ticket.subject}", sender="thief@elsewhere.example", In_Reply_To=answered)

    arrival = receive(account, thief)

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket
    assert arrival.ticket != ticket
    assert arrival.ticket.process_id is None
    assert _evidence(arrival) == {
        "filing": "suggested",
        "ticket": ticket.number,
        "score": 61,
        "needed": 100,
        "signals": {"token": 30, "in_reply_to": 25, "subject": 3, "account": 3},
    }
    assert _suggestions() == [(arrival.ticket.pk, ticket.number)]
    with everywhere():
        steps = HistoryEntry.objects.filter(ticket=arrival.ticket, action="suggested").values_list("details", flat=True)
        assert list(steps) == [{"number": format_number(ticket.number)}]
        assert Message.objects.filter(ticket=ticket).count() == 2
        assert not HistoryEntry.objects.filter(ticket=ticket, action="message").exists()


def test_a_thief_does_not_become_a_party_by_trying(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    for _attempt in range(3):
        thief = letter("Re:", sender="thief@elsewhere.example", cc="thief@elsewhere.example", In_Reply_To=answered)
        assert receive(account, thief).outcome == Outcome.NEW_TICKET

    absent = letter("Re:", sender="thief@elsewhere.example", In_Reply_To=answered, Auto_Submitted="auto-replied")
    assert receive(account, absent).ticket == ticket
    assert receive(account, letter(f"Zu {ticket.number}", sender="thief@elsewhere.example")).ticket != ticket


def test_a_colleague_of_the_customer_answers_in_the_ticket(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    arrival = receive(account, letter("Re:", sender="chef@firma.example", In_Reply_To=answered))

    assert (arrival.outcome, arrival.ticket) == (Outcome.FOLLOW_UP, ticket)


def test_somebody_with_an_address_at_the_same_public_domain_is_no_colleague(
    account: MailAccount, nordlicht: Tenant, billing: Category, receive: Receive
) -> None:
    private = make_ticket(billing, customer=make_customer(nordlicht, "Max", email="max@gmx.de"))
    with everywhere():
        known = Message.objects.get(ticket=private).message_id

    assert receive(account, letter("Re:", sender="other@gmx.de", In_Reply_To=known)).ticket != private
    assert receive(account, letter("Re:", sender="max@gmx.de", In_Reply_To=known)).ticket == private


def test_a_customers_second_address_counts_once_it_is_known(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    second = letter("Re:", sender="kaethe@privat.example", In_Reply_To=answered)
    assert receive(account, second).outcome == Outcome.NEW_TICKET
    with in_scope(ticket.tenant_id):
        Address.objects.filter(normalized="kaethe@privat.example").update(customer=ticket.customer)

    again = letter("Re:", sender="kaethe@privat.example", In_Reply_To=answered)
    assert receive(account, again).ticket == ticket


def test_whom_the_customer_copied_in_may_go_on_in_the_ticket(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    receive(account, letter("Re:", sender=KAETHE, cc="anwalt@kanzlei.example", In_Reply_To=answered))

    arrival = receive(account, letter("Re:", sender="anwalt@kanzlei.example", References=answered))

    assert arrival.ticket == ticket
    assert "party" in str(_evidence(arrival)["signals"])


def test_guessed_numbers_lead_nowhere(account: MailAccount, ticket: Ticket, receive: Receive) -> None:
    arrival = receive(account, letter(f"Zu {ticket.number}", sender="chef@firma.example"))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket
    assert _suggestions() == [(arrival.ticket.pk, ticket.number)]


def test_a_forged_sender_needs_more_than_a_number(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    """The account's server has checked the sender; without a server that is trusted nothing is known."""
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(trusted_authserv="mx.nordlicht.example")

    def arriving(result: str, subject: str, **more: str) -> Arrival:
        head = (
            f"Received: from x by mx.nordlicht.example; Mon, 2 Feb 2026 10:00:00 +0100\r\n"
            f"Authentication-Results: mx.nordlicht.example; dmarc={result} header.from=firma.example\r\n"
        )
        return receive(account, head.encode() + letter(subject, sender=KAETHE, **more))

    forged = arriving("fail", f"Zu {ticket.number}")
    assert (forged.outcome, _evidence(forged)["score"]) == (Outcome.NEW_TICKET, 95)
    assert arriving("pass", f"Zu {ticket.number}").ticket == ticket
    assert arriving("fail", "Re:", In_Reply_To=answered).ticket == ticket


def test_a_ticket_of_another_tenant_is_as_unknown_as_none(
    account: MailAccount, alpina_ticket: Ticket, receive: Receive
) -> None:
    with everywhere():
        other = Message.objects.get(ticket=alpina_ticket)
    token = make_message_id(alpina_ticket.pk, other.pk, "alpina.example")

    arrival = receive(
        account,
        letter(f"Zu {alpina_ticket.number}", sender=other.from_address, In_Reply_To=token, References=other.message_id),
    )

    assert arrival.outcome == Outcome.NEW_TICKET
    assert (_evidence(arrival), _suggestions()) == ({"filing": "new"}, [])


def test_on_an_account_of_all_tenants_nothing_of_one_is_kept_at_another(
    general_account: MailAccount, billing: Category, alpina_ticket: Ticket, receive: Receive
) -> None:
    """The stranger's mail goes to the first tenant by the rules; it names a ticket of the second."""
    with everywhere():
        set_fallback(general_account, billing, by=None)
        known = Message.objects.get(ticket=alpina_ticket).message_id

    arrival = receive(general_account, letter("Re:", sender="stranger@elsewhere.example", In_Reply_To=known))

    assert arrival.ticket
    assert arrival.ticket.tenant_id == billing.tenant_id
    assert (_evidence(arrival), _suggestions()) == ({"filing": "new"}, [])


@pytest.mark.parametrize("change", [{"active": False}, {"deleted_at": "2026-01-01T00:00Z"}])
def test_a_tenant_that_works_no_more_gets_nothing_through_an_account_of_all(
    general_account: MailAccount,
    alpina: Tenant,
    claims: Category,
    billing: Category,
    receive: Receive,
    change: dict[str, object],
) -> None:
    with everywhere():
        set_fallback(general_account, billing, by=None)
    old = make_ticket(claims, customer=make_customer(alpina, "Käthe", email=KAETHE))
    with everywhere():
        known = Message.objects.get(ticket=old).message_id
        answer = letter("Re:", sender=KAETHE, In_Reply_To=known)
        Tenant.objects.filter(pk=claims.tenant_id).update(**change)

    arrival = receive(general_account, answer)

    assert arrival.ticket
    assert arrival.ticket.tenant_id == billing.tenant_id
    with everywhere():
        assert Message.objects.filter(ticket=old).count() == 1


def test_a_customer_who_goes_on_in_a_closed_ticket_gets_a_linked_one(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=ticket.received_at)

    arrival = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))

    assert arrival.ticket
    assert arrival.ticket.process_id == ticket.pk
    assert _evidence(arrival)["filing"] == "continued"
    with everywhere():
        links = set(TicketLink.objects.values_list("ticket_id", "kind", "other_number"))
        steps = list(HistoryEntry.objects.filter(ticket=ticket).values_list("action", flat=True))
    assert links == {
        (arrival.ticket.pk, LinkKind.CONTINUES, ticket.number),
        (ticket.pk, LinkKind.CONTINUED_BY, arrival.ticket.number),
    }
    assert steps[-1] == "continued_by"


def test_what_a_batch_refers_to_is_looked_up_in_as_many_statements_as_two_mails(
    account: MailAccount, billing: Category
) -> None:
    tickets = [make_ticket(billing, account=account) for _ticket in range(12)]
    with everywhere():
        known = dict(Message.objects.values_list("ticket_id", "message_id"))

    def cost(count: int, place: str) -> int:
        mails = [
            letter(f"Zu {ticket.number}", sender=f"x{ticket.pk}@{place}.example", In_Reply_To=known[ticket.pk])
            for ticket in tickets[:count]
        ]
        store(account, *map(seen, mails))
        with statements() as sent:
            drain(account.owner)
        return len(sent)

    cost(2, "first")
    assert cost(12, "many") <= cost(2, "few")
    assert newest().outcome == Outcome.NEW_TICKET
    assert len(_suggestions()) == 16


# Where a conversation has gone meanwhile


def test_later_mails_to_a_merged_ticket_go_to_the_other_one(
    account: MailAccount, ticket: Ticket, answered: str, billing: Category, anna: User, receive: Receive
) -> None:
    second, third = make_ticket(billing), make_ticket(billing)
    with in_scope(ticket.tenant_id):
        merge_tickets(ticket, second, by=anna)
        merge_tickets(second, third, by=anna)

    by_token = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))
    by_number = receive(account, letter(f"Zu {ticket.number}", sender=KAETHE))

    assert (by_token.ticket, by_token.outcome) == (third, Outcome.FOLLOW_UP)
    assert (by_number.ticket, by_number.outcome) == (third, Outcome.FOLLOW_UP)


def test_after_the_merge_is_undone_they_go_back(
    account: MailAccount, ticket: Ticket, answered: str, billing: Category, anna: User, receive: Receive
) -> None:
    with in_scope(ticket.tenant_id):
        undo_move(merge_tickets(ticket, make_ticket(billing), by=anna), by=anna)

    assert receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered)).ticket == ticket


def test_an_answer_to_a_moved_message_finds_its_present_ticket(
    account: MailAccount, ticket: Ticket, answered: str, billing: Category, anna: User, receive: Receive
) -> None:
    other = make_ticket(billing, customer=ticket.customer)
    with in_scope(ticket.tenant_id):
        sent = Message.objects.select_related("ticket").get(message_id=answered)
        move_message(sent, other, by=anna)

    assert receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered)).ticket == other
    token = answered.strip("<>").partition("@")[0]
    assert receive(account, letter("Neu", sender=KAETHE, X_Kontor_Token=token)).ticket == other


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
    assert _evidence(arrival)["filing"] == ("reopened" if reopened else "continued")
    with everywhere():
        after = Ticket.objects.get(pk=ticket.pk)
        actions = HistoryEntry.objects.filter(ticket=ticket).order_by("-id").values_list("action", flat=True)
        assert list(actions)[: 2 if reopened else 1] == (["message", "reopened"] if reopened else ["continued_by"])
    assert (after.state, after.unread) == (("queued", True) if reopened else ("closed", False))


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
