"""Mail that became no ticket goes when its time is over: of a tenant, and of general accounts, which came to none."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.config.schedule import SCHEDULE
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.preferences.models import SystemValues
from kontor.privacy.domain import due_mail
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.due_mail import dry_run_mail
from kontor.privacy.domain.holds import lift_hold
from kontor.privacy.domain.retention import begin_retention
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Erasure
from kontor.privacy.preferences import KEEP_GENERAL_MAIL_MONTHS, KEEP_MAIL_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.models import Blob
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.intake import make_arrival, make_held
from tests.factories.privacy import make_hold
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

DONE = {"state": ArrivalState.DONE, "outcome": Outcome.IGNORED}


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


@pytest.fixture
def a_year(nordlicht: Tenant) -> Tenant:
    """The tenant keeps mail that became no ticket for twelve months."""
    prefer(nordlicht, KEEP_MAIL_MONTHS, 12)
    return nordlicht


@pytest.fixture
def general_year(db: None) -> None:
    """The installation keeps mail that came to no tenant for twelve months."""
    with everywhere():
        values = SystemValues.get()
        KEEP_GENERAL_MAIL_MONTHS.set_on(values, 12)
        values.save()


def retain(tenant: Tenant) -> Erasure | None:
    with in_scope(tenant):
        erasure = begin_retention(tenant.pk)
    run_jobs("privacy.tasks.erase")
    with in_scope(tenant):
        if erasure:
            erasure.refresh_from_db()
    return erasure


def retain_general_mail() -> list[Erasure]:
    """As the schedule does it at night; what there is of erasures of the installation afterwards."""
    [job] = [entry.task for entry in SCHEDULE if entry.task.endswith(".begin_retention_of_installation")]
    app.configure_task(job).defer(tenant_id=0)
    run_jobs("begin_retention_of_installation")
    run_jobs("privacy.tasks.erase")
    with in_scope(0):
        return list(Erasure.objects.order_by("pk"))


def due(tenant: Tenant | None) -> tuple[int, int]:
    with everywhere():
        row = dry_run_mail(tenant)
    return row.count, row.held


def has_bytes(*arrivals: Arrival) -> list[bool]:
    with everywhere():
        return [Arrival.objects.get(pk=arrival.pk).raw_id is not None for arrival in arrivals]


def written_by(account: MailAccount, address: str, days: int = 400) -> Arrival:
    raw = f"From: {address}\r\nSubject: {address} {days}\r\n\r\nx".encode()
    return make_arrival(account, raw=raw, received_at=days_ago(days), **DONE)


def test_mail_that_became_no_ticket_loses_its_bytes_and_its_row_stays(
    a_year: Tenant, nordlicht_account: MailAccount
) -> None:
    """The row is what keeps the mailbox from being fetched twice. What is still to be decided stays as it is."""
    done = {"state": ArrivalState.DONE, "outcome": Outcome.IGNORED}
    old = make_arrival(nordlicht_account, received_at=days_ago(400), **done)
    young = make_arrival(nordlicht_account, received_at=days_ago(300), **done)
    held = make_arrival(nordlicht_account, received_at=days_ago(400), state=ArrivalState.HELD, outcome=Outcome.HELD)

    retain(a_year)

    with in_scope(a_year):
        rows = {row.pk: row for row in Arrival.objects.all()}
        assert (rows[old.pk].raw_id, rows[old.pk].key) == (None, old.key)
        assert not Blob.objects.filter(pk=old.raw_id).exists()
    assert (rows[young.pk].raw_id, rows[held.pk].raw_id) == (young.raw_id, held.raw_id)
    assert retain(a_year) is None


def test_mail_of_a_held_contact_that_became_no_ticket_stays(
    a_year: Tenant, nordlicht_account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who wrote it stands in its bytes alone. It keeps nothing else from going, and is erased when the hold ends."""
    monkeypatch.setattr(due_mail, "AT_ONCE", 1)
    customer = make_customer(a_year, "Jana Petersen", email="jana@post.example")
    hold = make_hold(customer)
    old = {"state": ArrivalState.DONE, "outcome": Outcome.IGNORED, "received_at": days_ago(400)}
    mails = [
        make_arrival(nordlicht_account, raw=f"From: {who}\r\nSubject: {place}\r\n\r\nx".encode(), **old)
        for place, who in enumerate(("Jana <JANA@post.example>", "otto@post.example", "kai@post.example"))
    ]

    assert due(a_year) == (2, 1)
    retain(a_year)

    with in_scope(a_year):
        assert [bool(Arrival.objects.get(pk=mail.pk).raw_id) for mail in mails] == [True, False, False]
    assert retain(a_year) is None
    with in_scope(a_year):
        lift_hold(hold, by=None)
    retain(a_year)
    with in_scope(a_year):
        assert Arrival.objects.get(pk=mails[0].pk).raw_id is None


def test_a_dry_run_looks_into_a_few_mails_only(
    a_year: Tenant, nordlicht_account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody waits for it. It says of how many it does not know; the job looks into all."""
    monkeypatch.setattr(due_mail, "MOST_READ", 2)
    make_hold(make_customer(a_year, "Jana Petersen", email="jana@post.example"))
    mails = [
        make_arrival(
            nordlicht_account,
            raw=f"From: {who}@post.example\r\nSubject: {place}\r\n\r\nx".encode(),
            state=ArrivalState.DONE,
            outcome=Outcome.IGNORED,
            received_at=days_ago(400),
        )
        for place, who in enumerate(("jana", "otto", "kai", "jana"))
    ]

    with in_scope(a_year):
        dry = dry_run_mail(a_year)
    retain(a_year)

    assert (dry.count, dry.held, dry.unread) == (3, 1, 2)
    with in_scope(a_year):
        kept = [Arrival.objects.get(pk=mail.pk).raw_id is not None for mail in mails]
    assert kept == [True, False, False, True]


def test_the_oldest_is_that_of_what_goes(a_year: Tenant, nordlicht_account: MailAccount) -> None:
    make_hold(make_customer(a_year, "Jana Petersen", email="jana@post.example"))
    written_by(nordlicht_account, "jana@post.example", 500)
    going = written_by(nordlicht_account, "otto@post.example", 400)

    with in_scope(a_year):
        dry = dry_run_mail(a_year)

    assert (dry.held, dry.oldest) == (1, going.received_at)


def test_each_mail_is_looked_into_once_while_the_retention_runs(
    a_year: Tenant, nordlicht_account: MailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many steps there are: once when it is asked whether anything is due, and once by the job."""
    monkeypatch.setattr(due_mail, "AT_ONCE", 1)
    make_hold(make_customer(a_year, "Jana Petersen", email="jana@post.example"))
    held = [written_by(nordlicht_account, "jana@post.example", days) for days in (400, 401, 402)]
    going = [written_by(nordlicht_account, "otto@post.example", days) for days in (400, 401, 402)]
    read: Counter[int] = Counter()

    def reading(arrival: Arrival, writers_of: object = due_mail.writers_of) -> set[str]:
        read[arrival.pk] += 1
        assert callable(writers_of)
        return set(writers_of(arrival))

    monkeypatch.setattr(due_mail, "writers_of", reading)

    retain(a_year)

    assert has_bytes(*held, *going) == [True] * 3 + [False] * 3
    assert read.keys() == {mail.pk for mail in (*held, *going)}
    assert max(read.values()) <= 2


def test_mail_that_came_to_no_tenant_goes_when_its_time_is_over(
    general_year: None, general_account: MailAccount
) -> None:
    """Ignored, held and unreadable: nobody has to decide on it any more."""
    ignored = make_arrival(general_account, received_at=days_ago(400), **DONE)
    held = make_held(general_account, received_at=days_ago(400), details={"subject": "Kündigung"})
    too_large = make_arrival(general_account, problem="too_large", received_at=days_ago(400))
    young = make_held(general_account, received_at=days_ago(300))
    waiting = make_arrival(general_account, received_at=days_ago(400))

    assert due(None) == (3, 0)
    [erasure] = retain_general_mail()

    assert has_bytes(ignored, held, too_large, young, waiting) == [False, False, False, True, True]
    with in_scope(0):
        row = Arrival.objects.get(pk=held.pk)
        assert not Blob.objects.filter(pk=held.raw_id).exists()
    assert (row.state, row.outcome, row.reason, row.details) == (ArrivalState.DONE, Outcome.IGNORED, "overdue", {})
    assert (erasure.kind, erasure.state, erasure.tenant_id) == (ErasureKind.RETENTION, ErasureState.DONE, None)
    assert due(None) == (0, 0)
    assert len(retain_general_mail()) == 1


def test_the_certificate_of_the_installation_counts_and_names_the_length(
    general_year: None, general_account: MailAccount
) -> None:
    mail = make_held(general_account, received_at=days_ago(400))

    [erasure] = retain_general_mail()

    certificate = checked(erasure)
    assert certificate["tenant"] is None
    assert [(line["table"], line["rows"], len(line["digest"])) for line in certificate["erased"]] == [
        ("intake.Arrival", 1, 64)
    ]
    assert certificate["files"]["sha256"] == [bytes(mail.sha256).hex()]
    assert certificate["lengths"][0]["lengths"] == [{"table": "intake.Arrival", "months": 12}]
    with in_scope(0):
        logged = AuditEntry.objects.get(kind="privacy.erasure", action="erased", object_id=erasure.pk)
    assert (logged.tenant_id, logged.changes) == (None, {"sha256": ["", erasure.sha256]})


def test_general_mail_of_whom_any_tenant_holds_stays(
    general_year: None, general_account: MailAccount, nordlicht: Tenant, alpina: Tenant
) -> None:
    holds = [
        make_hold(make_customer(tenant, "Jana Petersen", email=f"jana@{tenant.code.lower()}.example"))
        for tenant in (nordlicht, alpina)
    ]
    theirs = [written_by(general_account, f"jana@{tenant.code.lower()}.example") for tenant in (nordlicht, alpina)]
    another = written_by(general_account, "otto@post.example")

    assert due(None) == (1, 2)
    retain_general_mail()
    assert has_bytes(*theirs, another) == [True, True, False]

    with in_scope(nordlicht):
        lift_hold(holds[0], by=None)
    retain_general_mail()
    assert has_bytes(*theirs) == [False, True]


def test_mail_of_a_tenant_has_the_lengths_of_the_tenant(general_year: None, nordlicht_account: MailAccount) -> None:
    theirs = make_arrival(nordlicht_account, received_at=days_ago(4_000), **DONE)

    assert (due(None), retain_general_mail()) == ((0, 0), [])
    assert has_bytes(theirs) == [True]


def test_without_a_setting_general_mail_is_kept_for_ever(general_account: MailAccount, a_year: Tenant) -> None:
    general = make_held(general_account, received_at=days_ago(4_000))

    assert (due(None), retain_general_mail()) == ((0, 0), [])
    assert has_bytes(general) == [True]


def test_what_came_to_no_tenant_is_seen_by_no_tenant(
    general_year: None, general_account: MailAccount, nordlicht: Tenant
) -> None:
    make_held(general_account, received_at=days_ago(400))
    [erasure] = retain_general_mail()

    with in_scope(nordlicht):
        assert not Erasure.objects.filter(pk=erasure.pk).exists()
