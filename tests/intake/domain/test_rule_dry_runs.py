from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain import rule_dry_runs
from kontor.intake.domain.rule_dry_runs import cancel_dry_run, start_dry_run, try_rules
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import Condition
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.rules import delete_rule, move_rule
from kontor.routing.enums import DryRunState, Part
from kontor.routing.models import DryRun
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.routing import make_rule
from tests.intake.domain.conftest import Receive
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def receive_as_ticket(receive: Receive) -> Callable[..., Ticket]:
    def make(account: MailAccount, subject: str) -> Ticket:
        ticket = receive(account, letter(subject)).ticket
        assert ticket is not None
        return ticket

    return make


def _started(tenant: Tenant, by: User | None = None) -> DryRun:
    with in_scope(tenant):
        return start_dry_run(tenant.pk, by=by)


def _result(run: DryRun) -> DryRun:
    with everywhere():
        return DryRun.objects.get(pk=run.pk)


def test_differences_between_draft_and_rules_in_force(
    account: MailAccount,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    receive_as_ticket: Callable[..., Ticket],
) -> None:
    make_rule(billing, "Rechnung")
    right = receive_as_ticket(account, "Rechnung zum Umzug")
    wrong = receive_as_ticket(account, "Rechnung über Umzugskartons")
    receive_as_ticket(account, "Rechnung")
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=right.pk).update(category=moving)
        close_ticket(wrong, by=None)
    rule = make_rule(moving, "Umzug*", in_force=False)
    with in_scope(nordlicht):
        move_rule(rule, up=True, by=None)
        before = list(Ticket.objects.order_by("pk").values_list("pk", "category", "state"))
        steps = HistoryEntry.objects.count()

    run = _started(nordlicht)
    run_jobs("try_rules")

    result = _result(run)
    assert (result.state, result.total, result.against) == (DryRunState.DONE, 3, 1)
    assert result.counts == {
        "seen": 3,
        "moved": 2,
        "better": 1,
        "worse": 1,
        "pairs": {f"{billing.pk}>{moving.pk}": 2},
    }
    assert result.changes == [
        [right.pk, billing.pk, moving.pk, moving.pk, rule.pk],
        [wrong.pk, billing.pk, moving.pk, billing.pk, rule.pk],
    ]
    with in_scope(nordlicht):
        assert list(Ticket.objects.order_by("pk").values_list("pk", "category", "state")) == before
        assert HistoryEntry.objects.count() == steps


def test_what_would_be_held_and_what_falls_back(
    nordlicht_account: MailAccount,
    nordlicht: Tenant,
    billing: Category,
    moving: Category,
    receive_as_ticket: Callable[..., Ticket],
) -> None:
    rule = make_rule(billing, "Rechnung")
    ticket = receive_as_ticket(nordlicht_account, "Rechnung")
    with in_scope(nordlicht):
        delete_rule(rule, by=None)
    held = _started(nordlicht)
    run_jobs("try_rules")
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, moving, by=None)
    fallen = _started(nordlicht)
    run_jobs("try_rules")

    assert _result(held).changes == [[ticket.pk, billing.pk, None, billing.pk, None]]
    assert _result(fallen).changes == [[ticket.pk, billing.pk, moving.pk, billing.pk, None]]


def test_only_own_mail_of_the_time(
    account: MailAccount,
    alpina_account: MailAccount,
    nordlicht: Tenant,
    billing: Category,
    claims: Category,
    receive_as_ticket: Callable[..., Ticket],
) -> None:
    make_rule(claims, "Rechnung")
    theirs = receive_as_ticket(alpina_account, "Rechnung")
    old = receive_as_ticket(account, "Rechnung alt")
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=old.pk).update(received_at=clock.now() - timedelta(days=31))
    new = receive_as_ticket(account, "Rechnung neu")
    make_rule(billing, "Rechnung", in_force=False)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=new.pk).update(received_at=clock.now() - timedelta(days=29))

    run = _started(nordlicht)
    run_jobs("try_rules")

    assert _result(run).counts["seen"] == 1
    assert theirs.pk not in [change[0] for change in _result(run).changes]


def test_batches_and_jobs_go_on_where_they_were(
    account: MailAccount,
    nordlicht: Tenant,
    moving: Category,
    receive_as_ticket: Callable[..., Ticket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rule_dry_runs, "TOGETHER", 2)
    monkeypatch.setattr(rule_dry_runs, "BATCHES", 1)
    monkeypatch.setattr(rule_dry_runs, "MOST_CHANGES", 3)
    tickets = [receive_as_ticket(account, f"Umzug {number}") for number in range(5)]
    make_rule(moving, "Umzug", in_force=False)
    run = _started(nordlicht)

    try_rules(nordlicht.pk, run.pk)
    half = _result(run)
    assert (half.state, half.counts["seen"], half.last_ticket) == (DryRunState.RUNNING, 2, tickets[1].pk)
    run_jobs("try_rules")

    result = _result(run)
    assert (result.state, result.counts["seen"], result.counts["moved"]) == (DryRunState.DONE, 5, 5)
    assert [change[0] for change in result.changes] == [ticket.pk for ticket in tickets[:3]]
    try_rules(nordlicht.pk, run.pk)
    assert _result(run).counts["seen"] == 5


def test_one_at_a_time_and_cancelling(nordlicht: Tenant, alpina: Tenant, billing: Category, sven: User) -> None:
    make_rule(billing, "Rechnung", in_force=False)
    run = _started(nordlicht, sven)
    with in_scope(nordlicht), refused("A dry run is going on already"):
        start_dry_run(nordlicht.pk, by=sven)
    assert _started(alpina).state == DryRunState.WAITING

    with in_scope(nordlicht):
        cancel_dry_run(run)
        with refused("over already"):
            cancel_dry_run(run)
    try_rules(nordlicht.pk, run.pk)

    assert (_result(run).state, _result(run).counts) == (DryRunState.CANCELED, {})
    assert _started(nordlicht).state == DryRunState.WAITING


def test_the_job_carries_ids_only(nordlicht: Tenant, billing: Category) -> None:
    make_rule(billing, "Rechnung", in_force=False)
    run = _started(nordlicht)

    assert [job.arguments for job in waiting_jobs("try_rules")] == [{"tenant_id": nordlicht.pk, "run_id": run.pk}]


def test_old_results_are_forgotten(nordlicht: Tenant, billing: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_dry_runs, "KEPT", 2)
    make_rule(billing, "Rechnung", in_force=False)
    runs = []
    for _number in range(3):
        runs.append(_started(nordlicht))
        run_jobs("try_rules")

    with in_scope(nordlicht):
        assert set(DryRun.objects.values_list("pk", flat=True)) == {run.pk for run in runs[1:]}


def test_who_was_a_customer_then(
    account: MailAccount,
    nordlicht: Tenant,
    moving: Category,
    customer: Customer,
    receive_as_ticket: Callable[..., Ticket],
    receive: Receive,
) -> None:
    """By now everybody who wrote is one."""
    known = receive_as_ticket(account, "Hallo")
    receive(account, letter("Hallo", sender="neu@post.example"))
    make_rule(moving, conditions=[Condition(Part.KNOWN_CUSTOMER)], in_force=False)

    run = _started(nordlicht)
    run_jobs("try_rules")

    assert [change[0] for change in _result(run).changes] == [known.pk]
    assert _result(run).counts["seen"] == 2
