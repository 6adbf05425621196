"""Draining the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake import tasks
from kontor.intake.domain import paper, processing
from kontor.intake.domain.processing import ATTEMPTS, PATIENCE, drain, something_waits
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.intake.parsing import reading
from kontor.intake.parsing.mail import ParsedMail
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.models import Blob, Message, Ticket
from tests.conftest import Frozen
from tests.factories.routing import make_rule
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import at_once


def _rows() -> list[tuple[str, str, str, int]]:
    with everywhere():
        return list(Arrival.objects.order_by("id").values_list("state", "outcome", "reason", "attempts"))


def test_everything_that_waits_is_filed_in_the_order_of_its_coming(account: MailAccount) -> None:
    store(account, *(seen(letter(f"Nr {number}")) for number in range(3)))

    assert drain(account.owner) == 3

    with everywhere():
        assert list(Ticket.objects.order_by("id").values_list("subject", flat=True)) == ["Nr 0", "Nr 1", "Nr 2"]
    assert drain(account.owner) == 0


def test_a_batch_ends_and_the_rest_waits(account: MailAccount) -> None:
    store(account, *(seen(letter()) for _mail in range(3)))

    assert [drain(account.owner, most=2), drain(account.owner, most=2)] == [2, 1]


def test_a_mail_that_cannot_be_read_is_held(
    account: MailAccount, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_body", _break)

    arrival = receive(account, letter())

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.HELD, Outcome.HELD, "unreadable")


def _break(*_arguments: object) -> None:
    raise RecursionError


@pytest.mark.parametrize("error", [ZeroDivisionError, ValueError, RuntimeError])
def test_a_mail_that_fails_is_tried_again_then_held_and_stops_no_other(
    committed_db: str, account: MailAccount, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    store(account, seen(letter("böse", text="BAD")), seen(letter("gut")))
    monkeypatch.setattr(paper, "parse_mail", partial(_stumbling, error))

    first = drain(account.owner)
    after_first = _rows()
    for _time in range(ATTEMPTS - 1):
        drain(account.owner)

    assert first == 2
    assert after_first == [
        (ArrivalState.WAITING, "", "", 1),
        (ArrivalState.DONE, Outcome.NEW_TICKET, "new", 0),
    ]
    assert _rows()[0] == (ArrivalState.HELD, Outcome.HELD, "error", ATTEMPTS)
    with everywhere():
        assert Arrival.objects.earliest("id").details["error"] == error.__name__
        assert Ticket.objects.count() == 1


def _stumbling(error: type[Exception], raw: bytes, **values: object) -> ParsedMail:
    """A mail with BAD in it breaks whoever reads it."""
    if b"BAD" in raw:
        raise error("stumbled")
    return parse_mail(raw, **values)  # type: ignore[arg-type]


def test_a_failure_is_not_counted_when_another_worker_has_filed_the_mail(
    account: MailAccount, receive: Receive
) -> None:
    arrival = receive(account, letter())
    with everywhere():
        Arrival.objects.update(attempts=ATTEMPTS - 1)

    processing._note_failure(account.owner, arrival.pk, ValueError())

    assert _rows() == [(ArrivalState.DONE, Outcome.NEW_TICKET, "new", ATTEMPTS - 1)]


def test_a_long_backlog_has_one_waiting_job_however_often_the_clock_strikes(
    account: MailAccount, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "BATCH", 0)
    store(account, seen(letter()))
    with in_scope(account.owner):
        frozen.move(seconds=PATIENCE.total_seconds() + 1)
        MailAccount.objects.all().update(fetch_due_at=frozen.at + timedelta(days=1))

    tasks.look_after_waiting(0)
    tasks.look_after_waiting(0)
    tasks.drain(account.owner)

    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": account.owner}]


def test_a_mail_whose_job_is_gone_is_found_again(account: MailAccount, frozen: Frozen) -> None:
    store(account, seen(letter()))
    with in_scope(account.owner):
        before = something_waits(account.owner)
        frozen.move(seconds=PATIENCE.total_seconds() + 1)
        after = something_waits(account.owner)
        MailAccount.objects.all().update(fetch_due_at=frozen.at + timedelta(days=1))

    tasks.look_after_waiting(0)
    run_jobs("drain")

    assert (before, after) == (False, True)
    assert newest().outcome == Outcome.NEW_TICKET


def test_a_category_deleted_within_a_batch_gives_way_to_the_next_rule(
    account: MailAccount, moving: Category, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(moving, "Umzug")
    store(account, seen(letter("Umzug 1")), seen(letter("Umzug 2")))
    monkeypatch.setattr(paper, "parse_mail", _parse_after(partial(_delete, moving)))

    drain(account.owner)

    assert [outcome for _state, outcome, *_more in _rows()] == [Outcome.NEW_TICKET] * 2
    with everywhere():
        assert set(Ticket.objects.values_list("category", flat=True)) == {billing.pk}


def test_a_category_deleted_within_a_batch_holds_the_mail_when_nothing_else_claims_it(
    nordlicht_account: MailAccount, moving: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(moving, "Umzug")
    store(nordlicht_account, seen(letter("Umzug")))
    monkeypatch.setattr(paper, "parse_mail", _parse_after(partial(_delete, moving)))

    drain(nordlicht_account.owner)

    assert _rows() == [(ArrivalState.HELD, Outcome.HELD, "no_category", 0)]


def test_a_rule_changed_within_a_batch_counts_from_the_next_one_on(
    account: MailAccount, moving: Category, billing: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "TOGETHER", 2)
    store(account, *(seen(letter(f"Umzug {number}")) for number in range(3)))
    monkeypatch.setattr(paper, "parse_mail", _parse_after(partial(make_rule, moving, "Umzug")))

    drain(account.owner)

    with everywhere():
        categories = Ticket.objects.order_by("id").values_list("category", flat=True)
        assert list(categories) == [billing.pk, billing.pk, moving.pk]


def _delete(category: Category) -> None:
    with in_scope(category.tenant_id):
        Category.objects.filter(pk=category.pk).update(deleted_at=clock.now())


def _parse_after(change: Callable[[], object]) -> Callable[..., ParsedMail]:
    """Parsing, in front of which something changes, once: after the rules were read."""
    waiting = [change]

    def parse(raw: bytes, **values: object) -> ParsedMail:
        if waiting:
            waiting.pop()()
        return parse_mail(raw, **values)  # type: ignore[arg-type]

    return parse


def test_a_full_batch_goes_on_in_another_job(account: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "BATCH", 2)
    monkeypatch.setattr(drain, "__kwdefaults__", {"most": 2})
    store(account, *(seen(letter()) for _mail in range(5)))

    tasks.drain(account.owner)

    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": account.owner}]
    assert run_jobs("drain") == 2
    assert {state for state, *_more in _rows()} == {ArrivalState.DONE}


# General accounts


@pytest.fixture
def general(general_account: MailAccount, claims: Category) -> MailAccount:
    """A general account whose mail goes to the second tenant unless a rule says otherwise."""
    with everywhere():
        set_fallback(general_account, claims, by=None)
    return general_account


def test_mail_of_a_general_account_gets_its_tenant_from_the_category(
    general: MailAccount, billing: Category, claims: Category, receive: Receive
) -> None:
    make_rule(billing, "Zählerstand")

    by_rule = receive(general, letter("Zählerstand"))
    by_fallback = receive(general, letter("Schaden"))

    tenants = [billing.tenant_id, claims.tenant_id]
    assert [by_rule.tenant_id, by_fallback.tenant_id] == tenants
    assert [arrival.ticket.tenant_id for arrival in (by_rule, by_fallback) if arrival.ticket] == tenants


def test_the_raw_mail_moves_to_the_tenant_and_leaves_no_copy(general: MailAccount, receive: Receive) -> None:
    raw = letter()

    arrival = receive(general, raw)

    with everywhere():
        blobs = Blob.objects.all()
        assert [(blob.tenant_id, blob.content) for blob in blobs] == [(arrival.tenant_id, raw)]
    assert arrival.raw is not None
    assert arrival.raw.tenant_id == arrival.tenant_id


def test_the_unfiled_copy_stays_while_an_equal_mail_waits(general: MailAccount) -> None:
    raw = letter()
    store(general, seen(raw), seen(raw))

    drain(general.owner, most=1)
    with everywhere():
        between = sorted(blob.tenant_id or 0 for blob in Blob.objects.all())
    drain(general.owner)

    assert between == [0, newest().tenant_id]
    with everywhere():
        assert [blob.tenant_id for blob in Blob.objects.all()] == [newest().tenant_id]


def test_mail_of_a_general_account_that_nothing_claims_is_held_unfiled(
    general_account: MailAccount, receive: Receive
) -> None:
    arrival = receive(general_account, letter())

    assert (arrival.tenant_id, arrival.reason) == (None, "no_category")


def test_a_customer_is_made_in_the_tenant_of_the_category(
    general: MailAccount, customer: Customer, receive: Receive
) -> None:
    """Käthe is a customer of the first tenant; at the second she is another customer."""
    arrival = receive(general, letter())

    assert arrival.ticket is not None
    assert arrival.ticket.customer_id != customer.pk
    with everywhere():
        assert sorted(Customer.objects.values_list("tenant_id", flat=True)) == sorted(
            [customer.tenant_id, arrival.tenant_id]
        )


def test_rules_of_a_tenant_that_has_its_own_account_do_not_count_for_a_general_one(
    general: MailAccount, billing: Category, nordlicht_account: MailAccount, claims: Category, receive: Receive
) -> None:
    make_rule(billing, "Zählerstand")

    arrival = receive(general, letter("Zählerstand"))

    assert arrival.tenant_id == claims.tenant_id


def test_a_number_at_a_general_account_counts_for_who_takes_part_only(
    general: MailAccount, ticket: Ticket, receive: Receive
) -> None:
    stranger = receive(general, letter(f"Zu {ticket.number}", sender="stranger@post.example"))
    party = receive(general, letter(f"Zu {ticket.number}"))

    assert [stranger.outcome, party.outcome] == [Outcome.NEW_TICKET, Outcome.FOLLOW_UP]
    assert (party.ticket, party.tenant_id) == (ticket, ticket.tenant_id)


# Many at once, and what it costs


def test_several_workers_file_each_mail_once(
    committed_db: str, account: MailAccount, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    store(account, *(seen(letter(f"Nr {number}", sender="neu@post.example")) for number in range(20)))

    done = at_once(*[partial(drain, account.owner)] * 4)

    assert sum(number for number in done if isinstance(number, int)) == 20
    with in_scope(nordlicht):
        assert sorted(Ticket.objects.values_list("subject", flat=True)) == sorted(f"Nr {n}" for n in range(20))
        assert Customer.objects.count() == 1


@pytest.mark.parametrize("general", [False, True])
def test_a_mail_costs_at_most_25_statements_with_storing(
    account: MailAccount, general_account: MailAccount, billing: Category, general: bool
) -> None:
    place = general_account if general else account
    with everywhere():
        set_fallback(general_account, billing, by=None)
    store(place, seen(letter(sender="first@post.example")))
    drain(place.owner)
    mails = [seen(letter(sender=f"Neu <neu{number}@post.example>")) for number in range(10)]

    with statements() as sent:
        store(place, *mails)
        drain(place.owner)

    assert len(sent) / 10 <= 25, f"{len(sent) / 10} statements a mail"


def test_a_follow_up_costs_at_most_25_statements_with_storing(account: MailAccount, ticket: Ticket) -> None:
    with everywhere():
        known = Message.objects.get(ticket=ticket).message_id
    mails = [seen(letter("Re:", In_Reply_To=known)) for _mail in range(10)]

    with statements() as sent:
        store(account, *mails)
        drain(account.owner)

    assert len(sent) / 10 <= 25, f"{len(sent) / 10} statements a mail"
    with everywhere():
        assert Message.objects.filter(ticket=ticket).count() == 11
