"""An account that fails is an alarm within five minutes: in the app, and by mail through an account that works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest

from kontor.channels.domain.troubles import end_trouble, note_trouble
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import AccountTrouble, MailAccount
from kontor.intake.domain.rounds import Rounds
from kontor.intake.tasks import look_for_alarms
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import latest_notices
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import mailbox_of
from tests.support.scoping import everywhere, in_scope

Box = Callable[[], str]


@pytest.fixture
def box(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant) -> MailAccount:
    user = new_mailbox()
    return make_account(nordlicht, user, **mailbox_of(mail_server, user))


def _sends(account: MailAccount, sink: SmtpSink) -> MailAccount:
    with everywhere():
        values = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_security": "plain"}
        MailAccount.objects.filter(pk=account.pk).update(**values, smtp_without_sign_in=True)
    return account


def _set(account: MailAccount, **values: object) -> None:
    with everywhere():
        MailAccount.objects.filter(pk=account.pk).update(**values)


def _fails(account: MailAccount, frozen: Frozen) -> None:
    """It could not be read for three minutes."""
    _set(account, failing_since=frozen.at - timedelta(minutes=3), error_kind="sign_in", error_values={"host": "h"})
    _trouble(account, frozen, "in")


def _trouble(account: MailAccount, frozen: Frozen, direction: str) -> None:
    with everywhere():
        trouble = note_trouble(account, ConnectionFailed(Kind.SIGN_IN, host="h"), direction=direction)
        AccountTrouble.objects.filter(pk=trouble.pk).update(began_at=frozen.at - timedelta(minutes=3))


def _works(account: MailAccount, direction: str = "in") -> None:
    with everywhere():
        end_trouble(account, direction)
    if direction == "in":
        _set(account, failing_since=None, error_kind="")


def _told(user: User, *tenants: Tenant) -> list[str]:
    with in_scope(*tenants):
        return [line.text for line in latest_notices(user)]


def _minutes(frozen: Frozen, number: int) -> None:
    """The clock strikes each minute, and mailboxes are read in between."""
    for _minute in range(number):
        frozen.move(seconds=60)
        Rounds(Event()).run_once()
        look_for_alarms(0)


def test_a_password_that_changes_on_the_server_is_an_alarm_within_five_minutes(
    box: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
    smtp_sink: SmtpSink,
    sven: User,
    nordlicht: Tenant,
    frozen: Frozen,
) -> None:
    _set(alpina_account, active=False)
    _set(general_account, active=False)
    other = _sends(make_account(nordlicht, "zweites@nordlicht.example"), smtp_sink)
    _set(other, fetch_due_at=frozen.at + timedelta(minutes=9))
    Rounds(Event()).run_once()
    look_for_alarms(0)
    before = _told(sven, nordlicht)
    _set(box, password="not this one any more")

    _minutes(frozen, 5)
    run_jobs("send_alarm")

    assert before == []
    assert _told(sven, nordlicht) == [f"The mailbox {box.address} cannot be used"]
    [mail] = smtp_sink.kept
    assert (mail.recipients, mail.writer) == ([sven.email], other.address)
    assert "hat die Anmeldung abgewiesen" in mail.mail.get_content()


def test_it_is_said_once_and_that_it_works_again_too(
    box: MailAccount, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    _fails(box, frozen)
    for _time in range(3):
        look_for_alarms(0)
    jobs = len(waiting_jobs("send_alarm"))
    _works(box)
    frozen.move(minutes=1)
    for _time in range(3):
        look_for_alarms(0)

    assert jobs == 1
    assert _told(sven, nordlicht) == [
        f"The mailbox {box.address} can be used again",
        f"The mailbox {box.address} cannot be used",
    ]


def test_a_short_trouble_is_no_alarm(box: MailAccount, sven: User, nordlicht: Tenant, frozen: Frozen) -> None:
    _set(box, failing_since=frozen.at - timedelta(seconds=90))

    look_for_alarms(0)

    assert _told(sven, nordlicht) == []


def test_other_tenants_are_not_told(
    box: MailAccount, carla: User, alpina: Tenant, anna: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    _fails(box, frozen)

    look_for_alarms(0)

    assert (_told(carla, alpina), _told(anna, nordlicht)) == ([], [])


def test_a_general_account_is_the_business_of_the_installation(
    general_account: MailAccount, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    _fails(general_account, frozen)

    look_for_alarms(0)

    sentence = f"The mailbox {general_account.address} cannot be used"
    assert [_told(ada, nordlicht), _told(ada, alpina), _told(ada, nordlicht, alpina)] == [[sentence]] * 3
    assert _told(sven, nordlicht) == []


def test_without_anybody_in_the_tenant_the_installation_is_told(
    alpina_account: MailAccount, ada: User, alpina: Tenant, frozen: Frozen
) -> None:
    _fails(alpina_account, frozen)

    look_for_alarms(0)

    assert _told(ada, alpina) == [f"The mailbox {alpina_account.address} cannot be used"]


def test_the_mail_goes_through_the_next_account_when_one_does_not_take_it(
    box: MailAccount,
    general_account: MailAccount,
    make_sink: Callable[..., SmtpSink],
    smtp_sink: SmtpSink,
    sven: User,
    nordlicht: Tenant,
    frozen: Frozen,
) -> None:
    make_account(nordlicht, "kaputt@nordlicht.example", smtp_host="127.0.0.1", smtp_port=1)
    _sends(general_account, smtp_sink)
    _fails(box, frozen)

    look_for_alarms(0)
    run_jobs("send_alarm")

    assert [mail.writer for mail in smtp_sink.kept] == [general_account.address]


def test_no_mail_goes_out_when_it_works_again_by_then(
    box: MailAccount, general_account: MailAccount, smtp_sink: SmtpSink, sven: User, frozen: Frozen
) -> None:
    _sends(general_account, smtp_sink)
    _fails(box, frozen)
    look_for_alarms(0)
    _works(box)

    run_jobs("send_alarm")

    assert smtp_sink.kept == []


def test_each_is_written_to_in_their_language(
    box: MailAccount, general_account: MailAccount, smtp_sink: SmtpSink, sven: User, frozen: Frozen
) -> None:
    _sends(general_account, smtp_sink)
    with everywhere():
        User.objects.filter(pk=sven.pk).update(language="de")
    _fails(box, frozen)

    look_for_alarms(0)
    run_jobs("send_alarm")

    [mail] = smtp_sink.kept
    assert mail.mail["Subject"] == f"Das Postfach {box.address} ist gestört"


def test_an_account_that_cannot_send_is_an_alarm_too_and_carries_none_itself(
    box: MailAccount, general_account: MailAccount, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    _sends(general_account, smtp_sink)
    _trouble(_sends(box, smtp_sink), frozen, "out")
    look_for_alarms(0)
    run_jobs("send_alarm")
    look_for_alarms(0)
    failing = _told(sven, nordlicht)
    _works(box, "out")
    frozen.move(minutes=1)

    look_for_alarms(0)

    assert failing == [f"The mailbox {box.address} cannot be used"]
    assert _told(sven, nordlicht)[0] == f"The mailbox {box.address} can be used again"
    assert [mail.writer for mail in smtp_sink.kept] == [general_account.address]


def test_it_works_again_only_when_it_reads_and_sends(
    box: MailAccount, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    _fails(box, frozen)
    _trouble(box, frozen, "out")
    look_for_alarms(0)
    _works(box)

    look_for_alarms(0)

    assert _told(sven, nordlicht) == [f"The mailbox {box.address} cannot be used"]
