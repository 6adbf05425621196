"""Each mail is taken once."""

from __future__ import annotations

import pytest

from kontor.channels.enums import Protocol
from kontor.channels.imap import Mailbox
from kontor.channels.models import MailAccount
from kontor.intake.domain import fetching
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival, MailboxLease
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.intake.domain.fetching.conftest import Box, fetched, subjects_in
from tests.servers.dovecot import Dovecot
from tests.support.jobs import waiting_jobs
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere, in_scope


def forget_leases() -> None:
    """The time goes by for which a dead worker holds a mailbox."""
    with everywhere():
        MailboxLease.objects.all().delete()


def test_new_mails_stand_in_the_ledger_and_are_marked_seen(box: MailAccount, mail_server: Dovecot) -> None:
    mail_server.deliver(box.address, letter("eins"), letter("zwei"))

    assert fetched(box) == 2

    assert subjects_in() == ["eins", "zwei"]
    with mail_server.client(box.address) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == []
    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": box.tenant_id}]


def test_a_second_visit_takes_only_what_is_new(box: MailAccount, mail_server: Dovecot) -> None:
    mail_server.deliver(box.address, letter("eins"))
    fetched(box)
    mail_server.deliver(box.address, letter("zwei"))

    assert fetched(box) == 1
    assert fetched(box) == 0

    assert subjects_in() == ["eins", "zwei"]


def test_a_visit_that_died_after_writing_down_takes_nothing_twice(box: MailAccount, mail_server: Dovecot) -> None:
    mail_server.deliver(box.address, letter("eins"), letter("zwei"))
    fetched(box)
    with in_scope(box.owner):
        MailAccount.objects.filter(pk=box.pk).update(last_uid=0)

    assert fetched(box) == 0
    assert subjects_in() == ["eins", "zwei"]


@pytest.fixture
def folder(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MailAccount:
    """An account that reads another folder than the inbox, with two mails in it that were taken already."""
    user = new_mailbox()
    account = make_account(nordlicht, user, folder="Service", **mailbox_of(mail_server, user))
    with mail_server.client(user) as client:
        client.create_folder("Service")
        for subject in ("eins", "zwei"):
            client.append("Service", letter(subject))
    fetched(account)
    return account


def number_anew(server: Dovecot, user: str, *more: bytes) -> None:
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
    number_anew(mail_server, folder.address, letter("drei"))

    assert (fetched(folder), fetched(folder)) == (1, 0)

    with everywhere():
        reasons = list(Arrival.objects.order_by("id").values_list("reason", flat=True))
    assert reasons == ["", "", "renumbered", "renumbered", ""]


def test_a_visit_to_a_renumbered_folder_that_died_half_way_doubles_nothing(
    folder: MailAccount, mail_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    number_anew(mail_server, folder.address, letter("drei"))
    with monkeypatch.context() as dying:
        dying.setattr(fetching, "BATCH", 1)
        dying.setattr(Mailbox, "mark_seen", _die)
        with pytest.raises(KeyboardInterrupt):
            fetched(folder)
    forget_leases()

    assert fetched(folder) == 1


def _die(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_pop3_takes_each_mail_once(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> None:
    user = new_mailbox()
    account = make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=Protocol.POP3))
    mail_server.deliver(user, letter("eins"))
    first = fetched(account)
    mail_server.deliver(user, letter("zwei"))

    assert (first, fetched(account), fetched(account)) == (1, 1, 0)
    assert subjects_in() == ["eins", "zwei"]


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
    fetched(account)
    drain(account.owner)
    with everywhere():
        assert Arrival.objects.get().tenant_id == billing.tenant_id
        if protocol == Protocol.IMAP:  # numbered anew since
            MailAccount.objects.filter(pk=account.pk).update(uidvalidity=1)
            Arrival.objects.update(key="1:1")

    assert fetched(account) == 0

    with everywhere():
        reasons = sorted(Arrival.objects.values_list("reason", flat=True))
    assert reasons == (["new", "renumbered"] if protocol == Protocol.IMAP else ["new"])
