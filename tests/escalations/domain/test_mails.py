"""Rules tell people by mail: one mail a person and look, with numbers and links and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from kontor.channels.models import MailAccount
from kontor.escalations.domain.content import Action
from kontor.escalations.domain.mails import queue_mails, send_mail
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind
from kontor.escalations.models import NoticeMail
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.escalations import rule_in_force, waits
from tests.factories.tickets import make_ticket
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def sink_account(general_account: MailAccount, smtp_sink: SmtpSink) -> MailAccount:
    with everywhere():
        values = {"smtp_host": "127.0.0.1", "smtp_port": smtp_sink.port, "smtp_security": "plain"}
        MailAccount.objects.filter(pk=general_account.pk).update(**values, smtp_without_sign_in=True)
    return general_account


def _mails(*people: str) -> Action:
    return Action(ActionKind.MAIL, values=people)


def _waiting() -> int:
    with everywhere():
        return NoticeMail.objects.filter(sent_at=None).count()


def test_one_mail_a_person_and_look(
    nordlicht: Tenant,
    billing: Category,
    sven: User,
    sink_account: MailAccount,
    smtp_sink: SmtpSink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://kontor.example")
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors", str(sven.pk)),), name="Zu lange")
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors"),), name="Noch eine")
    first, second = make_ticket(billing, subject="Mein Geheimnis"), make_ticket(billing)

    sweep(nordlicht.pk)
    sweep(nordlicht.pk)
    run_jobs("send_notices")

    (kept,) = smtp_sink.kept
    text = kept.mail.get_content()
    assert kept.mail["To"] == sven.email
    for ticket in (first, second):
        assert text.count(f"{ticket.number} https://kontor.example/desk/ticket/{ticket.number}/") == 2
    assert "„Zu lange“: 2 Anfragen" in text
    assert "Geheimnis" not in text + kept.mail["Subject"]
    assert _waiting() == 0


def test_in_the_language_of_the_person(
    nordlicht: Tenant, billing: Category, sven: User, sink_account: MailAccount, smtp_sink: SmtpSink
) -> None:
    User.objects.filter(pk=sven.pk).update(language="en")
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors"),), name="Zu lange")
    make_ticket(billing)
    sweep(nordlicht.pk)
    run_jobs("send_notices")
    assert smtp_sink.kept[0].mail["Subject"] == f"{nordlicht.name}: an escalation rule names a ticket"
    assert "escalation rules of" in smtp_sink.kept[0].mail.get_content()


def test_who_has_left_gets_nothing(
    nordlicht: Tenant, billing: Category, sven: User, sink_account: MailAccount, smtp_sink: SmtpSink
) -> None:
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors"),))
    make_ticket(billing)
    sweep(nordlicht.pk)
    User.objects.filter(pk=sven.pk).update(active=False)
    run_jobs("send_notices")
    assert (smtp_sink.kept, _waiting()) == ([], 0)


@pytest.mark.parametrize("off", [{"active": False}, {"deleted_at": clock.now()}])
def test_of_a_tenant_that_is_gone_nobody_gets_anything(
    nordlicht: Tenant,
    billing: Category,
    sven: User,
    sink_account: MailAccount,
    smtp_sink: SmtpSink,
    off: dict[str, Any],
) -> None:
    """Neither what waited then nor what its rules would say from then on; they act when it is back."""
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors"),))
    make_ticket(billing)
    sweep(nordlicht.pk)
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(**off)
    make_ticket(billing)

    acted = sweep(nordlicht.pk)
    run_jobs("send_notices")
    assert (acted, smtp_sink.kept, _waiting()) == (0, [], 0)

    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(active=True, deleted_at=None)
    assert sweep(nordlicht.pk) == 1


def test_one_job_waits_for_a_person(nordlicht: Tenant, billing: Category, sven: User, frozen: Frozen) -> None:
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors"),))
    make_ticket(billing)
    sweep(nordlicht.pk)
    assert [job.arguments for job in waiting_jobs("send_notices")] == [{"tenant_id": nordlicht.pk, "user_id": sven.pk}]

    with in_scope(nordlicht):
        queue_mails(nordlicht.pk)
    assert len(waiting_jobs("send_notices")) == 1, "one waits already"
    run_jobs("send_notices")
    assert _waiting() == 0, "without any account to send through nothing is tried again"


def test_a_job_that_comes_twice_sends_once(
    nordlicht: Tenant, billing: Category, sven: User, sink_account: MailAccount, smtp_sink: SmtpSink
) -> None:
    rule_in_force(nordlicht, waits(0), do=(_mails("supervisors"),))
    make_ticket(billing)
    sweep(nordlicht.pk)
    send_mail(nordlicht.pk, sven.pk)
    send_mail(nordlicht.pk, sven.pk)
    assert len(smtp_sink.kept) == 1
