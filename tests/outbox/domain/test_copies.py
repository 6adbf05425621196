"""A copy of each answer in the account's folder for sent mail, in a real mailbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from imapclient import IMAPClient

from kontor.channels.imap_connection import signed_in
from kontor.channels.mailboxes import append_copy
from kontor.channels.models import MailAccount
from kontor.outbox.domain.composing import compose
from kontor.outbox.domain.copies import WAITS, finds_copy, keep_copy
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.outbox.domain.conftest import Queue
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import mailbox_of, sending_through
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope

SENT = "Sent"


@pytest.fixture
def account(
    nordlicht: Tenant, mail_server: Dovecot, new_mailbox: Callable[[], str], smtp_sink: SmtpSink
) -> MailAccount:
    user = new_mailbox()
    sending = {**sending_through(smtp_sink), "smtp_without_sign_in": True}
    return make_account(nordlicht, user, sent_folder=SENT, **{**sending, **mailbox_of(mail_server, user)})


def _sent(account: MailAccount) -> list[str]:
    def names(client: IMAPClient) -> list[str]:
        if not client.folder_exists(SENT):
            return []
        client.select_folder(SENT, readonly=True)
        fetched = client.fetch(client.search(["SEEN"]), ["ENVELOPE"])
        return [fetched[key][b"ENVELOPE"].message_id.decode() for key in sorted(fetched)]

    with signed_in(account.mail_server()) as client:
        return names(client)


def _deliver(mail: OutgoingMail) -> None:
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.SENT


def _fresh(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message").get(pk=mail.pk)


def test_an_answer_lies_in_the_folder_once(queue: Queue, account: MailAccount) -> None:
    mail = queue(account=account)
    _deliver(mail)

    run_jobs("keep_copy")
    again = keep_copy(mail.tenant_id, mail.pk, 0)

    assert _sent(account) == [_fresh(mail).message.message_id]
    assert (_fresh(mail).copied_at is not None, again) == (True, None)


def test_each_answer_has_a_copy_of_its_own(queue: Queue, account: MailAccount) -> None:
    first, second = queue(account=account), queue(account=account)
    _deliver(first)
    run_jobs("deliver")

    keep_copy(first.tenant_id, first.pk, 0)
    only_first = (_fresh(first).copied_at is not None, _fresh(second).copied_at is not None)
    run_jobs("keep_copy")

    assert only_first == (True, False)
    assert _sent(account) == [_fresh(mail).message.message_id for mail in (first, second)]


def test_what_a_dead_worker_put_there_is_not_put_there_again(queue: Queue, account: MailAccount) -> None:
    mail = queue(account=account)
    _deliver(mail)
    with in_scope(mail.tenant_id):
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        append_copy(account.mail_server(), SENT, compose(rows.get(pk=mail.pk)))

    assert keep_copy(mail.tenant_id, mail.pk, 0) is False
    assert len(_sent(account)) == 1
    assert _fresh(mail).copied_at is not None


def test_a_mailbox_that_is_away_is_tried_later_and_disturbs_nothing(
    queue: Queue, account: MailAccount, frozen: Frozen
) -> None:
    mail = queue(account=account)
    _deliver(mail)
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(port=1)

    for tries in range(len(WAITS) + 1):
        keep_copy(mail.tenant_id, mail.pk, tries)

    later = waiting_jobs("keep_copy")
    assert [job.arguments["tries"] for job in later] == [0, *range(1, len(WAITS) + 1)]
    assert [job.at for job in later[1:]] == [frozen.at + wait for wait in WAITS]
    assert (_fresh(mail).state, _fresh(mail).copied_at) == (DeliveryState.SENT, None)


def test_an_account_that_wishes_none_gets_none(queue: Queue, account: MailAccount) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(sent_folder="")
    _deliver(queue(account=account))

    assert waiting_jobs("keep_copy") == []


def test_a_wish_for_copies_that_is_withdrawn_meanwhile_is_heeded(queue: Queue, account: MailAccount) -> None:
    mail = queue(account=account)
    _deliver(mail)
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(sent_folder="")

    assert keep_copy(mail.tenant_id, mail.pk, 0) is None
    assert len(waiting_jobs("keep_copy")) == 1, "It is tried again, though nobody wishes it."
    assert (_fresh(mail).copied_at, _sent(account)) == (None, [])


def test_a_copy_is_looked_for_when_the_server_has_had_time_and_once_more(
    queue: Queue, account: MailAccount, smtp_sink: SmtpSink, frozen: Frozen
) -> None:
    smtp_sink.vanish_after_data = True
    mail = queue(account=account)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR

    looks = [job.at for job in waiting_jobs("look_for_copy")]

    assert looks == [frozen.at + timedelta(minutes=2), frozen.at + timedelta(minutes=30)]


def test_a_copy_that_the_server_made_settles_a_doubt(queue: Queue, account: MailAccount, smtp_sink: SmtpSink) -> None:
    smtp_sink.vanish_after_data = True
    mail = queue(account=account)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.UNCLEAR
    with in_scope(mail.tenant_id):
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        append_copy(account.mail_server(), SENT, compose(rows.get(pk=mail.pk)))

    run_jobs("look_for_copy")

    assert _fresh(mail).state == DeliveryState.SENT


def test_a_job_of_another_tenant_finds_no_mail(queue: Queue, account: MailAccount, alpina: Tenant) -> None:
    mail = queue(account=account)

    with rolled_back(OutgoingMail.DoesNotExist):
        keep_copy(alpina.pk, mail.pk, 0)
    with rolled_back(OutgoingMail.DoesNotExist):
        finds_copy(alpina.pk, mail.pk)
