"""Mail of the installation itself."""

from __future__ import annotations

import pytest

from kontor.channels.enums import AccountKind
from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.outbox.domain.system_mail import general_sender, send_system_mail
from kontor.tickets.domain.automatic_mark import AutomaticMark, read_mark
from tests.factories.channels import make_account
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import sending_through
from tests.support.scoping import everywhere


def test_system_mail_is_known_as_automatic_mail_of_ours(database: None, smtp_sink: SmtpSink) -> None:
    make_account(None, "desk@house.example", **sending_through(smtp_sink))

    send_system_mail("anna@house.example", "New password", "Follow the link.")

    (kept,) = smtp_sink.kept
    assert kept.mail["Subject"] == "New password"
    assert kept.mail["Auto-Submitted"] == "auto-generated"
    assert kept.mail["X-Auto-Response-Suppress"] == "All"
    assert read_mark(kept.mail["X-Kontor-Automatic"]) == AutomaticMark("system", 0, 0)


def test_it_leaves_through_the_account_that_is_named(database: None, smtp_sink: SmtpSink) -> None:
    make_account(None, "desk@house.example", **sending_through(smtp_sink))
    named = make_account(None, "alarm@house.example", **sending_through(smtp_sink))

    send_system_mail("anna@house.example", "New password", "Follow the link.", through=named)

    (kept,) = smtp_sink.kept
    assert kept.mail["From"].addresses[0].addr_spec == "alarm@house.example"


def test_no_report_brings_it_back(database: None, smtp_sink: SmtpSink) -> None:
    """A link to a new password may stand in it, and reports become tickets."""
    make_account(None, "desk@house.example", **sending_through(smtp_sink))

    send_system_mail("anna@house.example", "New password", "Follow the link.")

    assert [kept.envelope_from for kept in smtp_sink.kept] == [""]


def test_a_server_that_takes_nothing_without_a_sender_gets_one(database: None, smtp_sink: SmtpSink) -> None:
    make_account(None, "desk@house.example", **sending_through(smtp_sink))
    smtp_sink.refuse[""] = "550 5.7.60 client has no permission to send as this sender"

    send_system_mail("anna@house.example", "New password", "Follow the link.")

    assert [kept.envelope_from for kept in smtp_sink.kept] == ["desk@house.example"]


@pytest.mark.parametrize(("answer", "permanent"), [("450 4.2.0 greylisted", False), ("550 5.1.1 no such user", True)])
def test_whoever_sends_it_learns_that_its_recipient_was_refused(
    database: None, smtp_sink: SmtpSink, answer: str, permanent: bool
) -> None:
    """So that it is tried again, or by another account."""
    make_account(None, "desk@house.example", **sending_through(smtp_sink))
    smtp_sink.refuse["anna@house.example"] = answer

    with pytest.raises(DeliveryFailed) as failed:
        send_system_mail("anna@house.example", "New password", "Follow the link.")

    assert failed.value.permanent is permanent


def test_the_house_sends_through_its_first_account_until_one_is_for_replies(
    database: None, smtp_sink: SmtpSink, nordlicht_account: MailAccount
) -> None:
    with everywhere():
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(kind=AccountKind.REPLY, smtp_host="127.0.0.1")
    make_account(None, "inbox@house.example", smtp_host="")
    first = make_account(None, "service@house.example", **sending_through(smtp_sink))
    make_account(None, "desk@house.example", **sending_through(smtp_sink))
    second = make_account(None, "office@house.example", **sending_through(smtp_sink))
    assert general_sender() == first

    with everywhere():
        MailAccount.objects.filter(pk=second.pk).update(kind=AccountKind.REPLY)
    assert general_sender() == second
