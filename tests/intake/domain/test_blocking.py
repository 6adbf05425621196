"""Blocked senders and mail that is marked as spam."""

from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.block_list import block, names_of, read_value, unblock
from kontor.intake.domain.processing import drain
from kontor.intake.enums import BlockAction, BlockKind
from kontor.intake.models import BlockEntry
from kontor.intake.preferences import SPAM_BY_FLAG, SPAM_FROM_SCORE
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.tokens import make_message_id
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import acknowledging, prefer
from tests.factories.channels import make_no_reply_address
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import Receive, seen, store
from tests.support.letters import delivery_report, letter
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once

MARKED = b"X-Spam-Flag: YES\r\nX-Spam-Score: 7.5\r\n"


def _block(tenant: Tenant, value: str, action: BlockAction = BlockAction.SPAM) -> BlockEntry:
    with in_scope(tenant):
        return block(tenant, value, action=action, by=None)


def _fresh(entry: BlockEntry) -> BlockEntry:
    with everywhere():
        return BlockEntry.objects.get(pk=entry.pk)


def _sentences(ticket: Ticket | None) -> list[str]:
    assert ticket is not None
    with everywhere():
        return [sentence(entry) for entry in ticket.history.filter(action="filed_as_spam")]


# The list


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("Kaethe@Spam.example", BlockKind.ADDRESS, "kaethe@spam.example"),
        (" <kaethe@spam.example> ", BlockKind.ADDRESS, "kaethe@spam.example"),
        ("spam.example", BlockKind.DOMAIN, "spam.example"),
        ("@Spam.example", BlockKind.DOMAIN, "spam.example"),
        ("*@spam.example", BlockKind.DOMAIN, "spam.example"),
        ("*.spam.example", BlockKind.DOMAIN, "spam.example"),
        ("müll.example", BlockKind.DOMAIN, "xn--mll-hoa.example"),
    ],
)
def test_address_or_domain_is_read_as_it_is_compared(written: str, kind: BlockKind, value: str) -> None:
    assert read_value(written) == (kind, value)


@pytest.mark.parametrize("written", ["", "spam", "com", "a b@spam.example", "kaethe@spam", "@", "*", "*@", ".."])
def test_anything_else_is_refused(nordlicht: Tenant, written: str) -> None:
    with in_scope(nordlicht), refused("neither an address nor a domain"):
        block(nordlicht, written, by=None)


def test_sender_falls_under_its_address_its_domain_and_those_above() -> None:
    assert names_of("a@news.spam.example") == ["a@news.spam.example", "news.spam.example", "spam.example"]


def test_domain_at_which_everybody_writes_is_refused(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        with refused("Very many people write from gmail.com"):
            block(nordlicht, "gmail.com", by=None)
        assert block(nordlicht, "spammer@gmail.com", by=None).kind == BlockKind.ADDRESS


@pytest.mark.parametrize("value", ["service@nordlicht.example", "nordlicht.example", "no-reply@quiet.example"])
def test_our_own_addresses_and_their_domains_are_refused(
    nordlicht: Tenant, nordlicht_account: MailAccount, value: str
) -> None:
    make_no_reply_address(nordlicht, "no-reply@quiet.example")

    with in_scope(nordlicht), refused("is an address of our own"):
        block(nordlicht, value, by=None)


def test_who_is_blocked_already_stays_as_chosen_then(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        first = block(nordlicht, "spam.example", action=BlockAction.IGNORE, by=sven)
        again = block(nordlicht, "@SPAM.example", by=None)

    assert again.pk == first.pk
    assert (again.action, again.made_by_id) == (BlockAction.IGNORE, sven.pk)


def test_blocking_and_unblocking_stand_in_the_audit_log(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        unblock(block(nordlicht, "spam.example", note="Werbung", by=sven), by=sven)
        entries = list(AuditEntry.objects.order_by("id").values_list("action", "label", "actor_id"))

    assert entries == [("created", "spam.example", sven.pk), ("deleted", "spam.example", sven.pk)]


# What becomes of their mail


@pytest.mark.parametrize("value", ["kaethe@post.example", "post.example", "example.example"])
def test_mail_of_a_blocked_sender_goes_into_the_spam_folder(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, value: str
) -> None:
    acknowledging(billing)
    entry = _block(nordlicht, value)

    arrival = receive(account, letter(sender="kaethe@post.example"))

    blocked = value != "example.example"
    assert arrival.outcome == "new_ticket"
    assert arrival.ticket is not None
    assert arrival.ticket.state == (TicketState.SPAM if blocked else TicketState.QUEUED)
    assert arrival.details.get("blocked_by") == (entry.pk if blocked else None)
    assert _fresh(entry).hits == int(blocked)


def test_spam_says_why_and_is_not_acknowledged(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    _block(nordlicht, "post.example")

    ticket = receive(account, letter()).ticket

    assert _sentences(ticket) == ["Filed as spam: the sender is on the block list"]
    with everywhere():
        assert list(Message.objects.filter(direction="out")) == []
        assert HistoryEntry.objects.get(action="not_acknowledged").details == {"why": "spam"}


def test_ignored_mail_makes_no_ticket_and_the_ledger_names_the_entry(
    frozen: Frozen, receive: Receive, account: MailAccount, nordlicht: Tenant
) -> None:
    entry = _block(nordlicht, "post.example", BlockAction.IGNORE)

    arrival = receive(account, letter())

    assert (arrival.outcome, arrival.reason, arrival.ticket) == ("ignored", "blocked", None)
    assert arrival.details["blocked_by"] == entry.pk
    assert arrival.raw is not None
    entry = _fresh(entry)
    assert (entry.hits, entry.last_hit_at) == (1, frozen())


def test_nearest_entry_decides(receive: Receive, account: MailAccount, nordlicht: Tenant) -> None:
    _block(nordlicht, "post.example", BlockAction.IGNORE)
    near = _block(nordlicht, "kaethe@post.example", BlockAction.SPAM)

    arrival = receive(account, letter())

    assert (arrival.outcome, arrival.details["blocked_by"]) == ("new_ticket", near.pk)


def test_after_unblocking_mail_waits_in_the_queue_again(
    receive: Receive, account: MailAccount, nordlicht: Tenant
) -> None:
    entry = _block(nordlicht, "post.example")
    with in_scope(nordlicht):
        unblock(entry, by=None)

    ticket = receive(account, letter()).ticket

    assert ticket is not None
    assert ticket.state == TicketState.QUEUED


def _answer(ticket: Ticket) -> bytes:
    return letter("Re: Anliegen", In_Reply_To=make_message_id(ticket.pk, 1, "nordlicht.example"))


def test_follow_up_of_a_blocked_sender_leaves_the_ticket_alone(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, anna: User, customer: object
) -> None:
    ticket = make_ticket(billing, account=account, owner=anna, customer=customer)  # type: ignore[arg-type]
    entry = _block(nordlicht, "post.example")

    arrival = receive(account, _answer(ticket))

    assert arrival.ticket != ticket
    assert arrival.ticket is not None
    assert arrival.ticket.state == TicketState.SPAM
    assert _fresh(entry).hits == 1
    with everywhere():
        assert ticket.messages.count() == 1


def test_follow_up_to_spam_stays_there(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, customer: object
) -> None:
    ticket = make_ticket(billing, account=account, customer=customer, state=TicketState.SPAM)  # type: ignore[arg-type]
    _block(nordlicht, "post.example")

    arrival = receive(account, _answer(ticket))

    assert arrival.ticket == ticket
    assert arrival.ticket is not None
    assert arrival.ticket.state == TicketState.SPAM


def test_report_of_a_blocked_server_still_finds_its_mail(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, anna: User
) -> None:
    ticket = make_ticket(billing, account=account, owner=anna)
    with in_scope(nordlicht):
        message = ticket.messages.create(
            tenant=nordlicht,
            direction="out",
            kind="reply",
            at=ticket.received_at,
            message_id="<ours@nordlicht.example>",
        )
    _block(nordlicht, "mx.post.example")

    arrival = receive(account, delivery_report(message.message_id, "kaethe@post.example"))

    assert (arrival.outcome, arrival.ticket) == ("bounce", ticket)


# Tenants


def test_list_of_one_tenant_counts_for_no_other(
    receive: Receive, account: MailAccount, nordlicht: Tenant, alpina: Tenant
) -> None:
    entry = _block(alpina, "post.example", BlockAction.IGNORE)

    ticket = receive(account, letter()).ticket

    assert ticket is not None
    assert (ticket.state, _fresh(entry).hits) == (TicketState.QUEUED, 0)


@pytest.mark.parametrize("mine", [True, False])
def test_mail_of_a_general_account_is_judged_by_the_list_of_the_tenant_it_goes_to(
    receive: Receive, general_account: MailAccount, claims: Category, nordlicht: Tenant, alpina: Tenant, mine: bool
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    _block(alpina if mine else nordlicht, "post.example", BlockAction.IGNORE)

    arrival = receive(general_account, letter(to=general_account.address))

    assert arrival.outcome == ("ignored" if mine else "new_ticket")


def test_mail_of_a_general_account_that_no_tenant_claims_is_held_whoever_blocks_its_sender(
    receive: Receive, general_account: MailAccount, nordlicht: Tenant, alpina: Tenant
) -> None:
    _block(nordlicht, "post.example", BlockAction.IGNORE)
    _block(alpina, "post.example", BlockAction.IGNORE)

    arrival = receive(general_account, letter(to=general_account.address))

    assert (arrival.outcome, arrival.reason) == ("held", "no_category")


# Marks of the receiving server


def _trusting(account: MailAccount) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(trusted_authserv="mx.nordlicht.example")


def test_mail_that_the_receiving_server_marked_goes_into_the_spam_folder(
    receive: Receive, account: MailAccount
) -> None:
    _trusting(account)

    arrival = receive(account, MARKED + letter())

    assert arrival.ticket is not None
    assert arrival.ticket.state == TicketState.SPAM
    assert _sentences(arrival.ticket) == ["Filed as spam: the receiving server marked the mail as spam"]


def test_marks_of_servers_that_the_account_does_not_name_count_nothing(receive: Receive, account: MailAccount) -> None:
    ticket = receive(account, MARKED + letter()).ticket

    assert ticket is not None
    assert ticket.state == TicketState.QUEUED


@pytest.mark.parametrize(
    ("by_flag", "from_score", "state"),
    [
        (False, 0, TicketState.QUEUED),
        (False, 7, TicketState.SPAM),
        (False, 8, TicketState.QUEUED),
        (True, 8, TicketState.SPAM),
    ],
)
def test_tenant_says_which_marks_decide(
    receive: Receive, account: MailAccount, nordlicht: Tenant, by_flag: bool, from_score: int, state: TicketState
) -> None:
    _trusting(account)
    prefer(nordlicht, SPAM_BY_FLAG, by_flag)
    prefer(nordlicht, SPAM_FROM_SCORE, from_score)

    ticket = receive(account, MARKED + letter()).ticket

    assert ticket is not None
    assert ticket.state == state


def test_message_keeps_what_was_believed_of_it(receive: Receive, account: MailAccount) -> None:
    _trusting(account)
    head = b"Authentication-Results: mx.nordlicht.example; dmarc=pass header.from=post.example\r\n"

    message = receive(account, head + MARKED + letter()).message

    assert message is not None
    assert message.evidence["trust"] == {
        "dmarc": "pass",
        "spam_flag": True,
        "spam_score": 7.5,
        "server": "mx.nordlicht.example",
        "aligned": False,
    }


# Costs and races


def _cost(account: MailAccount, count: int, domain: str) -> int:
    store(account, *(seen(letter(sender=f"{domain}{number}@{domain}.example")) for number in range(count)))
    with statements() as sent:
        drain(account.owner)
    return len(sent)


def test_list_costs_one_statement_a_batch_and_more_only_where_it_hits(account: MailAccount, nordlicht: Tenant) -> None:
    _block(nordlicht, "bad.example")
    _cost(account, 1, "first")

    # two for the hits, less two: nobody asks what is to be answered to spam by itself, or to whom it is given
    assert _cost(account, 20, "bad") - _cost(account, 20, "good") == 0


def test_hits_of_workers_at_the_same_moment_are_all_counted(
    committed_db: str, account: MailAccount, nordlicht: Tenant
) -> None:
    entries = [_block(nordlicht, f"bad{number}.example") for number in range(4)]
    for _round in range(10):
        mails = [seen(letter(sender=f"x@bad{number}.example")) for number in (0, 1, 2, 3, 3, 2, 1, 0)]
        store(account, *mails)

    at_once(*[lambda: drain(account.owner, most=20)] * 6)
    drain(account.owner)

    assert [_fresh(entry).hits for entry in entries] == [20] * 4


def test_blocking_one_sender_twice_at_the_same_moment_makes_one_entry(committed_db: str, nordlicht: Tenant) -> None:
    results = at_once(*[lambda: _block(nordlicht, "spam.example").pk] * 5)

    assert len(set(map(str, results))) == 1


def _attached(account: MailAccount, billing: Category, customer: Customer, **values: object) -> bytes:
    """A mail of the customer that belongs to a ticket of the first tenant."""
    ticket = make_ticket(billing, customer=customer, account=account)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(**{"subject": "Anliegen", **values})
    answered = make_message_id(ticket.pk, 1, "kontor.example")
    return letter("Re: Anliegen", to=account.address, In_Reply_To=answered)


@pytest.mark.parametrize("action", list(BlockAction))
def test_follow_up_of_a_blocked_sender_goes_to_no_other_tenant(
    receive: Receive,
    general_account: MailAccount,
    billing: Category,
    claims: Category,
    customer: Customer,
    nordlicht: Tenant,
    action: BlockAction,
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    mail = _attached(general_account, billing, customer)
    _block(nordlicht, "kaethe@post.example", action)

    arrival = receive(general_account, mail)

    if action == BlockAction.IGNORE:
        assert (arrival.outcome, arrival.reason, arrival.ticket) == ("ignored", "blocked", None)
        return
    assert arrival.ticket is not None
    assert (arrival.ticket.category, arrival.ticket.state) == (billing, TicketState.SPAM)


def test_answer_to_a_closed_ticket_of_a_deleted_category_goes_to_no_other_tenant(
    receive: Receive, general_account: MailAccount, billing: Category, claims: Category, customer: Customer
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    mail = _attached(general_account, billing, customer, state=TicketState.CLOSED, closed_at="2026-01-01T00:00Z")
    with everywhere():
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())

    arrival = receive(general_account, mail)

    assert (arrival.outcome, arrival.reason, arrival.tenant_id) == ("held", "no_category", None)
