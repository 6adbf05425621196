"""Earlier mail read by the present parser: what differs is listed, repaired by choice, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.domain import shadow
from kontor.intake.domain.repairing import repair, take_back
from kontor.intake.domain.shadow import LONGEST, ask_for_shadow, cancel, go_on
from kontor.intake.enums import ShadowState
from kontor.intake.models import Arrival, ShadowDifference, ShadowRun
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import Attachment, Message, Ticket
from tests.factories.channels import make_account
from tests.factories.intake import make_held
from tests.intake.domain.conftest import Receive
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter, letter_with_file
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

DATE = "Tue, 24 Nov 2026 10:00:00 +0100"


def _ask(tenant: Tenant, *, back: int = 0, account: MailAccount | None = None, by: User | None = None) -> ShadowRun:
    today = timezone.localdate()
    with in_scope(tenant):
        return ask_for_shadow(tenant.pk, first=today - timedelta(days=back), last=today, account=account, by=by)


def _look(tenant: Tenant, **values: Any) -> ShadowRun:
    """A run from beginning to end."""
    run = _ask(tenant, **values)
    run_jobs("shadow")
    return _fresh(run)


def _fresh(run: ShadowRun) -> ShadowRun:
    with everywhere():
        return ShadowRun.objects.get(pk=run.pk)


def _found(run: ShadowRun) -> list[ShadowDifference]:
    with everywhere():
        return list(run.differences.select_related("message").order_by("id"))


def _as_read_before(arrival: Arrival, **values: Any) -> Message:
    """The message as an earlier parser has made it."""
    with everywhere():
        Message.objects.filter(pk=arrival.message_id).update(**values)
        return Message.objects.get(pk=arrival.message_id)


def test_nothing_differs_when_the_parser_is_the_same(
    account: MailAccount, receive: Receive, nordlicht: Tenant, ada: User
) -> None:
    receive(account, letter("eins", Date=DATE))
    receive(account, letter_with_file("zwei", "bild.png", b"\x89PNG"))

    run = _look(nordlicht, by=ada)

    assert (run.state, run.total, run.looked_at, _found(run)) == (ShadowState.DONE, 2, 2, [])


def test_what_would_be_stored_otherwise_is_listed_with_both(
    account: MailAccount, receive: Receive, nordlicht: Tenant
) -> None:
    receive(account, letter("gut"))
    arrival = receive(account, letter("Grüße", text="Der ganze Text."))
    _as_read_before(arrival, subject="Gr??e", text="", kind="auto_reply", to=[["", "x@y.example"]])

    [difference] = _found(_look(nordlicht))

    assert (difference.arrival_id, difference.message_id) == (arrival.pk, arrival.message_id)
    assert sorted(difference.changes) == ["kind", "subject", "text", "to"]
    assert difference.changes["subject"] == ["Gr??e", "Grüße"]
    assert difference.changes["kind"] == ["auto_reply", "customer"]
    with everywhere():
        assert Message.objects.get(pk=arrival.message_id).subject == "Gr??e", "Looking changes nothing."


def test_a_file_that_was_not_found_before_is_listed(account: MailAccount, receive: Receive, nordlicht: Tenant) -> None:
    arrival = receive(account, letter_with_file("mit Datei", "vertrag.pdf", b"%PDF"))
    with everywhere():
        Attachment.objects.filter(message_id=arrival.message_id).delete()

    [difference] = _found(_look(nordlicht))

    before, after = difference.changes["files"]
    assert (before, [name.split()[0] for name in after]) == ([], ["vertrag.pdf"])


def test_a_held_mail_that_can_be_read_by_now_is_listed(nordlicht_account: MailAccount, nordlicht: Tenant) -> None:
    held = make_held(nordlicht_account, reason="unreadable")
    make_held(nordlicht_account, reason="no_category")

    [difference] = _found(_look(nordlicht))

    assert (difference.arrival_id, difference.changes) == (held.pk, {"readable": [False, True]})


def test_a_repair_changes_the_message_and_nothing_else_and_is_taken_back(
    account: MailAccount, receive: Receive, nordlicht: Tenant, ada: User
) -> None:
    arrival = receive(account, b"Date: " + DATE.encode() + b"\r\n" + letter_with_file("Grüße", "vertrag.pdf", b"%PDF"))
    before = _as_read_before(arrival, subject="Gr??e", sent_at=None)
    with everywhere():
        Attachment.objects.filter(message_id=arrival.message_id).delete()
        ticket = Ticket.objects.values("state", "owner_id", "subject", "category_id", "due_at").get(pk=before.ticket_id)
    found = _found(_look(nordlicht))

    with in_scope(nordlicht):
        count = repair(found, by=ada)
        repaired = Message.objects.get(pk=before.pk)
        files = list(repaired.attachments.values_list("filename", flat=True))
        unchanged = Ticket.objects.values(*ticket).get(pk=before.ticket_id) == ticket
        told = [sentence(row) for row in repaired.ticket.history.order_by("-id")[:1]]
        taken_back = take_back(_found_again(found), by=ada)
        again = Message.objects.get(pk=before.pk)
        left = again.attachments.count()

    assert (count, repaired.subject, files, unchanged) == (1, "Grüße", ["vertrag.pdf"], True)
    assert repaired.sent_at is not None
    assert told == [f"The mail of {before.from_address} was read anew by Ada Ahrens"]
    assert (taken_back, again.subject, again.sent_at, left) == (1, "Gr??e", None, 0)


def _found_again(found: list[ShadowDifference]) -> list[ShadowDifference]:
    return list(ShadowDifference.objects.filter(pk__in=[one.pk for one in found]))


def test_what_is_repaired_already_is_passed_over(
    account: MailAccount, receive: Receive, nordlicht: Tenant, ada: User
) -> None:
    _as_read_before(receive(account, letter("eins")), subject="x")
    found = _found(_look(nordlicht))

    with in_scope(nordlicht):
        counts = [repair(found, by=ada), repair(found, by=ada), take_back(found, by=ada), take_back(found, by=ada)]

    assert counts == [1, 0, 1, 0]


def test_a_message_that_was_changed_since_is_not_repaired(
    account: MailAccount, receive: Receive, nordlicht: Tenant, ada: User
) -> None:
    arrival = receive(account, letter("eins"))
    _as_read_before(arrival, subject="x")
    found = _found(_look(nordlicht))
    _as_read_before(arrival, subject="y")

    with in_scope(nordlicht), refused("has been changed since"):
        repair(found, by=ada)

    with everywhere():
        assert Message.objects.get(pk=arrival.message_id).subject == "y"


def test_only_the_period_the_account_and_the_tenant_are_looked_at(
    account: MailAccount,
    receive: Receive,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
) -> None:
    old, new = receive(account, letter("alt")), receive(account, letter("neu"))
    make_held(alpina_account, reason="unreadable")
    with everywhere():
        Arrival.objects.filter(pk=old.pk).update(stored_at=old.stored_at - timedelta(days=2))
    for arrival in (old, new):
        _as_read_before(arrival, subject="x")

    today, week = _look(nordlicht), _look(nordlicht, back=6)
    other = _look(nordlicht, account=_another_account(nordlicht))

    assert [[one.arrival_id for one in _found(run)] for run in (today, week, other)] == [
        [new.pk],
        [old.pk, new.pk],
        [],
    ]


def _another_account(tenant: Tenant) -> MailAccount:
    return make_account(tenant)


def test_it_goes_batch_by_batch_and_a_dead_worker_loses_one(
    account: MailAccount, receive: Receive, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadow, "TOGETHER", 2)
    monkeypatch.setattr(shadow, "BATCHES", 1)
    for number in range(5):
        _as_read_before(receive(account, letter(f"Nr {number}")), subject="x")
    run = _ask(nordlicht)

    go_on(nordlicht.pk, run.pk)
    half = _fresh(run)
    go_on(nordlicht.pk, run.pk)
    run_jobs("shadow")

    assert (half.state, half.looked_at, half.total) == (ShadowState.RUNNING, 2, 5)
    assert (_fresh(run).state, _fresh(run).looked_at, len(_found(run))) == (ShadowState.DONE, 5, 5)


def test_a_job_of_another_tenant_goes_on_with_nothing(
    account: MailAccount, receive: Receive, nordlicht: Tenant, alpina: Tenant
) -> None:
    _as_read_before(receive(account, letter("Nr 1")), subject="x")
    run = _ask(nordlicht)

    go_on(alpina.pk, run.pk)

    assert (_fresh(run).state, _fresh(run).looked_at) == (run.state, 0)


def test_what_is_cancelled_ends_and_keeps_what_it_found(
    account: MailAccount, receive: Receive, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadow, "TOGETHER", 1)
    monkeypatch.setattr(shadow, "BATCHES", 1)
    for number in range(3):
        _as_read_before(receive(account, letter(f"Nr {number}")), subject="x")
    run = _ask(nordlicht)
    go_on(nordlicht.pk, run.pk)
    with in_scope(nordlicht):
        cancel(run)

    run_jobs("shadow")

    assert (_fresh(run).state, len(_found(run)), waiting_jobs("shadow")) == (ShadowState.CANCELLED, 1, [])
    assert _look(nordlicht).looked_at == 3


def test_one_at_a_time_and_not_for_ever(nordlicht: Tenant, alpina: Tenant) -> None:
    _ask(nordlicht)
    _ask(alpina)
    today = timezone.localdate()
    with in_scope(nordlicht):
        with refused("looked at already"):
            ask_for_shadow(nordlicht.pk, first=today, last=today, by=None)
        for first in (today + timedelta(days=1), today - timedelta(days=LONGEST)):
            with refused("Choose a period of at most"):
                ask_for_shadow(nordlicht.pk, first=first, last=today, by=None)
