"""A server that does not accept us as a sender: that is the account's trouble, and its mails wait."""

from __future__ import annotations

import pytest

from kontor.channels.domain.troubles import troubles_of
from kontor.channels.enums import Direction
from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.outbox.domain.delivery import send_queue
from kontor.outbox.domain.pausing import PAUSES
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from tests.conftest import Frozen
from tests.factories.channels import make_no_reply_address
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import line_to, states_of
from tests.outbox.domain.turns.test_pauses import notices_of, port_of
from tests.servers.lines import scripted_lines
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import everywhere, in_scope

KAETHE, OURS = "kaethe@post.example", "service@nordlicht.example"
UNKNOWN = "550 5.1.8 no such domain"
NOT_OURS = f"553 5.7.1 <{OURS}>: Sender address rejected: not owned by user"
DENIED = "554 5.2.252 SMTP; SendAsDenied; the account may not send as this sender"
ANSWERS = {"ehlo": "250-ok\r\n250 SIZE\r\n", "MAIL": "250 ok\r\n", "RCPT": "250 ok\r\n", "rset": "250 ok\r\n"}


@pytest.mark.parametrize(
    "answer", ["553 not allowed", "550 no", UNKNOWN, "501 5.1.7 bad address", "554 5.7.1 no", "552 5.2.2 quota"]
)
def test_all_mails_wait_for_an_account_that_is_not_accepted_as_a_sender(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount, frozen: Frozen, answer: str
) -> None:
    mails = [queue() for _mail in range(3)]
    smtp_sink.answer_sender = answer
    send_queue(line_to(mails[0]))

    assert what_waits() == [(DeliveryState.QUEUED, 0)] * 3
    assert trouble_of(sending_account) == f"The server 127.0.0.1 does not accept {OURS} as a sender: {answer}"
    smtp_sink.answer_sender = ""
    frozen.move(minutes=2)
    send_queue(line_to(mails[0]))
    assert (states_of(), len(smtp_sink.kept)) == ({DeliveryState.SENT}, 3)


def test_those_who_look_after_the_account_are_told_once_what_the_server_says(
    queue: Queue, smtp_sink: SmtpSink, sven: User, anna: User, frozen: Frozen
) -> None:
    mail = queue()
    smtp_sink.answer_sender = UNKNOWN
    for pause in PAUSES:
        send_queue(line_to(mail))
        frozen.move(seconds=pause.total_seconds())

    assert notices_of(sven) == [f"{OURS} is not accepted as a sender; its mails wait. The server says: {UNKNOWN}"]
    assert notices_of(anna) == []


def test_one_that_says_so_only_when_recipients_are_named_means_the_account_too(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    mails = [queue() for _mail in range(2)]
    smtp_sink.refuse |= {KAETHE: NOT_OURS, OURS: NOT_OURS}

    send_queue(line_to(mails[0]))

    assert what_waits() == [(DeliveryState.QUEUED, 0)] * 2
    assert trouble_of(sending_account).endswith(NOT_OURS)


def test_what_a_recipients_server_thinks_of_the_sender_stops_nothing_else(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    mails = [queue(), queue(to=[["Lou", "lou@post.example"]])]
    smtp_sink.refuse[KAETHE] = UNKNOWN

    send_queue(line_to(mails[0]))

    assert what_waits() == [(DeliveryState.FAILED, 1), (DeliveryState.SENT, 1)]


def test_a_mail_that_is_too_large_for_the_server_stops_nothing_else(queue: Queue, sending_account: MailAccount) -> None:
    """Without its size the sender is welcome."""
    mail = queue()
    answers = {**ANSWERS, "MAIL": "552 5.3.4 too large\r\n", f"MAIL FROM:<{OURS}>": "250 ok\r\n"}
    with scripted_lines("220 hello\r\n", answers) as server:
        port_of(sending_account, server.port)
        send_queue(line_to(mail))

    assert what_waits() == [(DeliveryState.FAILED, 1)]
    with everywhere():
        assert not troubles_of(sending_account, Direction.OUT).exists()


@pytest.mark.parametrize(("answer", "after"), [("552 too large", "failed"), ("554 no", "queued")])
def test_one_that_hangs_up_is_taken_at_its_word(
    queue: Queue, sending_account: MailAccount, answer: str, after: str
) -> None:
    mail = queue()
    with scripted_lines("220 hello\r\n", {**ANSWERS, "MAIL": f"{answer}\r\n{{hang up}}"}) as server:
        port_of(sending_account, server.port)
        send_queue(line_to(mail))

    assert states_of() == {after}


def test_an_automatic_mail_gets_a_sender_where_the_server_takes_nothing_without(
    queue: Queue, smtp_sink: SmtpSink
) -> None:
    queue()
    automatic = as_automatic(queue())
    smtp_sink.refuse[""] = "550 5.7.1 no sender"

    send_queue(line_to(automatic))

    assert states_of() == {DeliveryState.SENT}
    assert [kept.envelope_from for kept in smtp_sink.kept] == [OURS, OURS]


def test_a_writer_who_is_not_accepted_is_the_accounts_trouble_but_not_its_no_reply_address(
    queue: Queue, smtp_sink: SmtpSink, sending_account: MailAccount
) -> None:
    from_no_reply = as_automatic(queue(), make_no_reply_address(sending_account.tenant, "no-reply@nordlicht.example"))
    queue()
    smtp_sink.answer_data = DENIED

    send_queue(line_to(from_no_reply))

    assert what_waits() == [(DeliveryState.FAILED, 1), (DeliveryState.QUEUED, 0)]
    assert trouble_of(sending_account).endswith(DENIED)


def as_automatic(mail: OutgoingMail, no_reply: NoReplyAddress | None = None) -> OutgoingMail:
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(automatic=True, no_reply=no_reply)
    return mail


def what_waits() -> list[tuple[str, int]]:
    with everywhere():
        return list(OutgoingMail.objects.order_by("id").values_list("state", "attempts"))


def trouble_of(account: MailAccount) -> str:
    with everywhere():
        return troubles_of(account, Direction.OUT).get().sentence
