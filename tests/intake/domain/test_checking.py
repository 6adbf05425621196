"""The daily look at a mailbox: nothing is passed over, and what is to go goes once it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kontor.channels.enums import AfterFetch, Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain import checking, leases
from kontor.intake.domain.checking import LEFT_BEHIND, check_all, check_folder
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.processing import drain
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import Arrival, FolderCheck
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere, in_scope

Box = Callable[[], str]
MakeBox = Callable[..., MailAccount]


@pytest.fixture
def make_box(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MakeBox:
    """An account whose mailbox holds three mails that were read."""

    def make(*, tenant: Tenant | None = nordlicht, protocol: str = Protocol.IMAP, **values: object) -> MailAccount:
        user = new_mailbox()
        account = make_account(tenant, user, **{**mailbox_of(mail_server, user, protocol=protocol), **values})
        mail_server.deliver(user, letter("eins"), letter("zwei"), letter("drei"))
        fetch_account(account.owner, account.pk)
        return account

    return make


def _check(account: MailAccount) -> FolderCheck:
    found = check_folder(account.owner, account.pk)
    assert found
    return found


def _lost(account: MailAccount, number: int) -> None:
    """One of the mails never got into the ledger."""
    with everywhere():
        Arrival.objects.filter(account=account).order_by("id")[number].delete()


def _left(account: MailAccount, server: Dovecot) -> int:
    return len(server.mailbox(account.address))


def _set(account: MailAccount, **values: object) -> None:
    with everywhere():
        MailAccount.objects.filter(pk=account.pk).update(**values)


def _age(account: MailAccount, age: timedelta) -> None:
    with everywhere():
        Arrival.objects.filter(account=account).update(stored_at=clock.now() - age)


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_a_folder_that_agrees_with_the_ledger(make_box: MakeBox, protocol: str, frozen: Frozen) -> None:
    check = _check(make_box(protocol=protocol))

    assert (check.listed, check.known, check.missing, check.found, check.trouble) == (3, 3, [], 0, "")
    assert check.checked_at == frozen.at


def test_a_mail_that_was_passed_over_is_fetched_and_filed(make_box: MakeBox) -> None:
    box = make_box()
    _lost(box, 1)

    check = _check(box)

    assert (check.listed, check.known, check.missing, check.found) == (3, 2, [], 1)
    with everywhere():
        assert Arrival.objects.filter(account=box).count() == 3
    assert [job.arguments for job in waiting_jobs("drain")][-1] == {"tenant_id": box.owner}


def test_what_came_since_the_last_visit_is_new_and_not_missing(make_box: MakeBox, mail_server: Dovecot) -> None:
    box = make_box()
    mail_server.deliver(box.address, letter("vier"))

    check = _check(box)

    assert (check.listed, check.known, check.missing, check.found) == (4, 3, [], 0)


def test_by_pop3_what_is_not_known_is_read_by_the_next_visit(make_box: MakeBox) -> None:
    box = make_box(protocol=Protocol.POP3)
    _lost(box, 1)

    check = _check(box)

    assert (check.listed, check.known) == (3, 2)
    assert fetch_account(box.owner, box.pk) == 1


def test_what_the_server_does_not_give_out_stays_missing(make_box: MakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make_box()
    with everywhere():
        key = Arrival.objects.filter(account=box).order_by("id")[1].key
    _lost(box, 1)
    monkeypatch.setattr(checking, "_fetch", lambda *_arguments: set())

    check = _check(box)

    assert (check.missing, check.found) == ([key], 0)


def test_what_is_gone_from_the_server_is_nobodys_trouble(make_box: MakeBox, mail_server: Dovecot) -> None:
    box = make_box()
    with mail_server.client(box.address) as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()

    check = _check(box)

    assert (check.listed, check.known, check.missing) == (0, 0, [])


def test_what_a_general_account_has_filed_under_tenants_is_known(make_box: MakeBox, billing: Category) -> None:
    box = make_box(tenant=None)
    with everywhere():
        set_fallback(box, billing, by=None)
    drain(0)

    check = _check(box)

    assert (check.listed, check.known, check.missing, check.tenant_id) == (3, 3, [], None)


def test_one_row_a_day_the_last_look_counts(make_box: MakeBox, frozen: Frozen) -> None:
    box = make_box()
    _set(box, password="wrong")
    first = _check(box).trouble
    _set(box, password=PASSWORD)
    _check(box)
    frozen.move(hours=24)
    _check(box)

    with everywhere():
        rows = list(FolderCheck.objects.order_by("day").values_list("listed", "trouble"))
    assert (first, rows) == ("sign_in", [(3, ""), (3, "")])


def test_while_a_worker_reads_the_mailbox_the_look_waits(make_box: MakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make_box()
    with in_scope(box.owner):
        hold = leases.take(box.owner, box.pk, LeasePurpose.FETCH)
    assert hold
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            with in_scope(box.owner):
                leases.give_back(hold)

    monkeypatch.setattr(checking.time, "sleep", wait)

    assert _check(box)
    assert len(waits) == 3


def test_who_reads_for_very_long_is_left_alone(make_box: MakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make_box()
    with in_scope(box.owner):
        leases.take(box.owner, box.pk, LeasePurpose.FETCH)
    monkeypatch.setattr(checking, "BETWEEN", 0)

    assert check_folder(box.owner, box.pk) is None


def test_the_mailbox_is_given_back_afterwards(make_box: MakeBox) -> None:
    box = make_box()
    _check(box)

    assert _check(box)


def test_every_mailbox_is_looked_at_once(make_box: MakeBox, alpina: Tenant) -> None:
    boxes = [make_box(), make_box(tenant=alpina), make_box(tenant=None)]
    make_box(active=False)

    check_all()
    run_jobs("check_folder")

    with everywhere():
        assert sorted(FolderCheck.objects.values_list("account_id", flat=True)) == [box.pk for box in boxes]


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_after_fetching_mails_are_deleted_if_the_account_says_so(
    make_box: MakeBox, mail_server: Dovecot, protocol: str
) -> None:
    box = make_box(protocol=protocol, after_fetch=AfterFetch.DELETE)

    assert _left(box, mail_server) == 0
    with everywhere():
        assert [row.raw.size for row in Arrival.objects.filter(account=box) if row.raw] == [
            row.size for row in Arrival.objects.filter(account=box)
        ]


def test_after_fetching_mails_are_moved_if_the_account_says_so(make_box: MakeBox, mail_server: Dovecot) -> None:
    box = make_box(after_fetch=AfterFetch.MOVE, done_folder="Erledigt")

    assert (_left(box, mail_server), len(mail_server.mailbox(box.address, "Erledigt"))) == (0, 3)


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_what_a_dead_worker_left_behind_is_deleted_later(
    make_box: MakeBox, mail_server: Dovecot, protocol: str
) -> None:
    box = make_box(protocol=protocol)  # written down, and then the worker died
    _set(box, after_fetch=AfterFetch.DELETE)

    _check(box)

    assert _left(box, mail_server) == 0


def test_what_a_dead_worker_left_behind_is_moved_later(make_box: MakeBox, mail_server: Dovecot) -> None:
    box = make_box()
    _set(box, after_fetch=AfterFetch.MOVE, done_folder="Erledigt")

    _check(box)

    assert (_left(box, mail_server), len(mail_server.mailbox(box.address, "Erledigt"))) == (0, 3)


@pytest.mark.parametrize("after", [AfterFetch.DELETE, AfterFetch.MOVE])
def test_what_lay_there_before_the_choice_stays(make_box: MakeBox, mail_server: Dovecot, after: str) -> None:
    box = make_box()
    _set(box, after_fetch=after, done_folder="Erledigt")
    _age(box, LEFT_BEHIND + timedelta(hours=1))

    _check(box)

    assert _left(box, mail_server) == 3


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
@pytest.mark.parametrize(("age", "left"), [(timedelta(days=9), 3), (timedelta(days=11), 0)])
def test_mails_are_deleted_after_some_days_if_the_account_says_so(
    make_box: MakeBox, mail_server: Dovecot, protocol: str, age: timedelta, left: int
) -> None:
    box = make_box(protocol=protocol, delete_after_days=10)
    _age(box, age)

    _check(box)

    assert _left(box, mail_server) == left


@pytest.mark.parametrize("values", [{"after_fetch": AfterFetch.DELETE}, {"delete_after_days": 0}])
def test_a_mail_of_which_only_the_head_is_here_is_never_deleted(
    make_box: MakeBox, mail_server: Dovecot, frozen: Frozen, values: dict[str, object]
) -> None:
    box = make_box()
    _set(box, **values)
    with everywhere():
        first = Arrival.objects.filter(account=box).earliest("id")
        Arrival.objects.filter(pk=first.pk).update(size=60_000_000)
    frozen.move(seconds=1)

    _check(box)

    assert _left(box, mail_server) == 1


def test_what_is_not_in_the_ledger_is_never_deleted(
    make_box: MakeBox, mail_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make_box()
    _lost(box, 1)
    _set(box, after_fetch=AfterFetch.DELETE)
    monkeypatch.setattr(checking, "_fetch", lambda *_arguments: set())

    _check(box)

    assert _left(box, mail_server) == 1
