"""Reading mailboxes of a real Dovecot into the ledger."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from kontor.channels.enums import Protocol
from kontor.channels.imap import Mailbox
from kontor.channels.models import MailAccount
from kontor.intake.domain import fetching, leases
from kontor.intake.domain.fetching import due_mailboxes, fetch_account, start
from kontor.intake.domain.leases import LEASE
from kontor.intake.domain.processing import drain
from kontor.intake.domain.rounds import Rounds
from kontor.intake.domain.visits import EVERY, WAITS, Visit
from kontor.intake.enums import LeasePurpose
from kontor.intake.models import Arrival, MailboxLease
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.support.jobs import waiting_jobs
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere, in_scope

Box = Callable[[], str]


@pytest.fixture
def box(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MailAccount:
    user = new_mailbox()
    return make_account(nordlicht, user, **mailbox_of(mail_server, user))


def _subjects() -> list[str]:
    with everywhere():
        raws = [row.raw.content for row in Arrival.objects.order_by("id") if row.raw]
    return [raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for raw in raws]


def _fresh(account: MailAccount) -> MailAccount:
    with everywhere():
        return MailAccount.objects.get(pk=account.pk)


def _fetch(account: MailAccount) -> int:
    return fetch_account(account.owner, account.pk)


def _due(tenant: Tenant) -> list[int]:
    return [due.account_id for due in due_mailboxes() if due.tenant_id == tenant.pk]


def _due_ids() -> list[int]:
    return [due.account_id for due in due_mailboxes()]


def _leased() -> bool:
    with everywhere():
        return MailboxLease.objects.exists()


def _forget_leases() -> None:
    """The time goes by for which a dead worker holds a mailbox."""
    with everywhere():
        MailboxLease.objects.all().delete()


def test_new_mails_stand_in_the_ledger_and_are_marked_seen(box: MailAccount, mail_server: Dovecot) -> None:
    mail_server.deliver(box.address, letter("eins"), letter("zwei"))

    assert _fetch(box) == 2

    assert _subjects() == ["eins", "zwei"]
    with mail_server.client(box.address) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == []
    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": box.tenant_id}]


def test_a_second_visit_takes_only_what_is_new(box: MailAccount, mail_server: Dovecot) -> None:
    mail_server.deliver(box.address, letter("eins"))
    _fetch(box)
    mail_server.deliver(box.address, letter("zwei"))

    assert _fetch(box) == 1
    assert _fetch(box) == 0

    assert _subjects() == ["eins", "zwei"]


def test_a_visit_that_died_after_writing_down_takes_nothing_twice(box: MailAccount, mail_server: Dovecot) -> None:
    mail_server.deliver(box.address, letter("eins"), letter("zwei"))
    _fetch(box)
    with in_scope(box.owner):
        MailAccount.objects.filter(pk=box.pk).update(last_uid=0)

    assert _fetch(box) == 0
    assert _subjects() == ["eins", "zwei"]


@pytest.fixture
def folder(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MailAccount:
    """An account that reads another folder than the inbox, with two mails in it that were taken already."""
    user = new_mailbox()
    account = make_account(nordlicht, user, folder="Service", **mailbox_of(mail_server, user))
    with mail_server.client(user) as client:
        client.create_folder("Service")
        for subject in ("eins", "zwei"):
            client.append("Service", letter(subject))
    _fetch(account)
    return account


def _number_anew(server: Dovecot, user: str, *more: bytes) -> None:
    """The folder is made again with the same mails and some more: another UIDVALIDITY."""
    mails = server.mailbox(user, "Service")
    with server.client(user) as client:
        before = client.folder_status("Service", ["UIDVALIDITY"])
        client.delete_folder("Service")
        client.create_folder("Service")
        for mail in [*mails, *more]:
            client.append("Service", mail)
        assert client.folder_status("Service", ["UIDVALIDITY"]) != before


def test_a_folder_that_was_numbered_anew_doubles_nothing(folder: MailAccount, mail_server: Dovecot) -> None:
    _number_anew(mail_server, folder.address, letter("drei"))

    assert (_fetch(folder), _fetch(folder)) == (1, 0)

    with everywhere():
        reasons = list(Arrival.objects.order_by("id").values_list("reason", flat=True))
    assert reasons == ["", "", "renumbered", "renumbered", ""]


def test_a_visit_to_a_renumbered_folder_that_died_half_way_doubles_nothing(
    folder: MailAccount, mail_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _number_anew(mail_server, folder.address, letter("drei"))
    with monkeypatch.context() as dying:
        dying.setattr(fetching, "BATCH", 1)
        dying.setattr(Mailbox, "mark_seen", _die)
        with pytest.raises(KeyboardInterrupt):
            _fetch(folder)
    _forget_leases()

    assert _fetch(folder) == 1


def _die(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_pop3_takes_each_mail_once(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> None:
    user = new_mailbox()
    account = make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=Protocol.POP3))
    mail_server.deliver(user, letter("eins"))
    first = _fetch(account)
    mail_server.deliver(user, letter("zwei"))

    assert (first, _fetch(account), _fetch(account)) == (1, 1, 0)
    assert _subjects() == ["eins", "zwei"]


def test_success_sets_the_next_visit_and_forgets_old_trouble(box: MailAccount, frozen: Frozen) -> None:
    with in_scope(box.owner):
        MailAccount.objects.filter(pk=box.pk).update(error_count=2, error_kind="lost", failing_since=frozen.at)

    _fetch(box)

    after = _fresh(box)
    assert (after.error_count, after.error, after.failing_since) == (0, "", None)
    assert (after.fetched_at, after.fetch_due_at) == (frozen.at, frozen.at + EVERY)
    assert not _leased()


def test_trouble_is_written_at_the_account_and_waits_grow(box: MailAccount, frozen: Frozen) -> None:
    with in_scope(box.owner):
        MailAccount.objects.filter(pk=box.pk).update(password="wrong", username="umlaut@mail.example")
    waits = []
    since = frozen.at
    for _visit in range(2):
        _fetch(box)
        waits.append(_fresh(box).fetch_due_at - frozen.at)  # type: ignore[operator]
        frozen.move(minutes=10)

    after = _fresh(box)
    assert waits == WAITS[:2]
    assert after.error == f"The server {box.host} refused the sign-in. Check user name and password."
    assert (after.failing_since, after.error_count) == (since, 2)
    assert not _leased()


def test_an_account_is_read_by_one_worker_at_a_time_and_the_lease_of_a_dead_one_ends(
    box: MailAccount, mail_server: Dovecot, frozen: Frozen
) -> None:
    mail_server.deliver(box.address, letter())
    with in_scope(box.owner):
        leases.take(box.owner, box.pk, LeasePurpose.FETCH)

    meanwhile = _fetch(box)
    frozen.move(seconds=LEASE.total_seconds() + 1)

    assert (meanwhile, _fetch(box)) == (0, 1)


def test_due_is_what_was_not_read_lately_and_is_not_being_read(
    nordlicht: Tenant, alpina_account: MailAccount, frozen: Frozen
) -> None:
    never, lately, long_ago, leased = (make_account(nordlicht) for _account in range(4))
    with in_scope(nordlicht):
        rows = MailAccount.objects
        rows.filter(pk=lately.pk).update(fetch_due_at=frozen.at + EVERY)
        rows.filter(pk=long_ago.pk).update(fetch_due_at=frozen.at)
        leases.take(nordlicht.pk, leased.pk, LeasePurpose.FETCH)

    assert sorted(_due(nordlicht)) == [never.pk, long_ago.pk]


@pytest.mark.parametrize("values", [{"deleted_at": "2026-01-01T00:00Z"}, {"active": False}])
def test_accounts_of_a_tenant_that_does_not_work_are_not_read(
    box: MailAccount, mail_server: Dovecot, nordlicht: Tenant, values: dict[str, object]
) -> None:
    mail_server.deliver(box.address, letter())
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(**values)

    assert (_due(nordlicht), _fetch(box)) == ([], 0)


@pytest.mark.parametrize("values", [{"deleted_at": "2026-01-01T00:00Z"}, {"active": False}])
def test_an_account_out_of_use_is_not_read(
    box: MailAccount, mail_server: Dovecot, nordlicht: Tenant, values: dict[str, object]
) -> None:
    mail_server.deliver(box.address, letter())
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=box.pk).update(**values)

    assert (_due(nordlicht), _fetch(box)) == ([], 0)


def test_a_restored_tenant_is_read_again(box: MailAccount, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
        Tenant.objects.filter(pk=nordlicht.pk).update(active=True)

    assert _due(nordlicht) == [box.pk]


def test_trouble_of_one_account_does_not_stop_the_others(
    box: MailAccount, mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_account(nordlicht, "first@nowhere.example", host="127.0.0.9", port=1)
    other = new_mailbox()
    make_account(alpina, other, **mailbox_of(mail_server, other))
    general = new_mailbox()
    make_account(None, general, **mailbox_of(mail_server, general))
    for user in (box.address, other, general):
        mail_server.deliver(user, letter(f"An {user}"))

    Rounds(Event()).run_once()

    assert sorted(_subjects()) == sorted(f"An {user}" for user in (box.address, other, general))


def test_a_mailbox_that_is_asked_for_is_due(box: MailAccount) -> None:
    _fetch(box)
    before = _due_ids()

    start(box.owner, box.pk)

    assert (before, _due_ids()) == ([], [box.pk])


def test_what_is_asked_for_during_a_visit_is_read_again(box: MailAccount) -> None:
    visit = Visit.begin(box.owner, box.pk)
    assert visit
    start(box.owner, box.pk)

    visit.step(1)

    assert _due_ids() == [box.pk]


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_what_a_general_account_has_filed_under_a_tenant_is_known(
    mail_server: Dovecot, new_mailbox: Box, billing: Category, protocol: str
) -> None:
    """Its rows belong to tenants by then, which the scope of the installation alone does not see."""
    user = new_mailbox()
    account = make_account(None, user, **mailbox_of(mail_server, user, protocol=protocol))
    with everywhere():
        set_fallback(account, billing, by=None)
    mail_server.deliver(user, letter("eins"))
    _fetch(account)
    drain(account.owner)
    with everywhere():
        assert Arrival.objects.get().tenant_id == billing.tenant_id
        if protocol == Protocol.IMAP:  # numbered anew since
            MailAccount.objects.filter(pk=account.pk).update(uidvalidity=1)
            Arrival.objects.update(key="1:1")

    assert _fetch(account) == 0

    with everywhere():
        reasons = sorted(Arrival.objects.values_list("reason", flat=True))
    assert reasons == (["new", "renumbered"] if protocol == Protocol.IMAP else ["new"])
