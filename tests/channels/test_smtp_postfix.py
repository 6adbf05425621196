"""The same sending against the server that customers have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels import smtp
from kontor.channels.errors import About, ConnectionFailed, DeliveryFailed, Kind
from tests.channels.mails import plain_mail, subject_of
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import SmtpSink
from tests.support.settled import becomes

KIM = "kim@customer.example"


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_answer_goes_out_into_the_world(postfix_server: Postfix, world: SmtpSink, box: str, security: str) -> None:
    recipient = f"{security}-{KIM}"

    server = postfix_server.server(box, security=security)
    smtp.send(server, envelope_from=box, recipients=[recipient], message=plain_mail("Answer"))

    becomes(lambda: any(kept.recipients == [recipient] for kept in world.kept), True)
    (kept,) = [kept for kept in world.kept if kept.recipients == [recipient]]
    assert kept.envelope_from == box
    assert kept.mail["Subject"] == "Answer"


def test_a_customers_mail_comes_in(mail_server: Dovecot, postfix_server: Postfix, box: str) -> None:
    server = postfix_server.server(box, security="plain")

    smtp.send(server, envelope_from=KIM, recipients=[box], message=plain_mail("Question"))

    becomes(lambda: bool(mail_server.mailbox(box)), True)
    assert [subject_of(raw) for raw in mail_server.mailbox(box)] == ["Question"]


def test_unknown_mailboxes_and_foreign_addresses_are_refused(postfix_server: Postfix, box: str) -> None:
    server = postfix_server.server(box, security="plain")
    unknown = f"nobody@{box.rpartition('@')[2]}"

    result = smtp.send(server, envelope_from=KIM, recipients=[unknown, "x@elsewhere.example"], message=plain_mail("?"))

    assert result.accepted == ()
    assert [code for code, _text in result.refused.values()] == [550, 554]


def test_a_mail_too_large_is_refused_for_good(postfix_server: Postfix, box: str) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        smtp.send(
            postfix_server.server(box),
            envelope_from=box,
            recipients=[KIM],
            message=plain_mail("Large", size=2_000_000),
        )

    assert (failed.value.code, failed.value.permanent) == (552, True)


def test_whom_it_does_not_accept_as_a_sender_it_refuses_when_recipients_are_named(
    postfix_server: Postfix, box: str
) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        smtp.send(
            postfix_server.server(box),
            envelope_from="stranger@x.mail.example",
            recipients=[KIM],
            message=plain_mail("Answer"),
        )

    assert failed.value.about == About.SENDER
    assert failed.value.answer == "553 5.7.1 <stranger@x.mail.example>: Sender address rejected: not owned by user"


def test_an_answer_goes_out_by_token(postfix_server: Postfix, mail_server: Dovecot, world: SmtpSink, box: str) -> None:
    recipient = f"token-{KIM}"
    server = postfix_server.server(box, password="", by_token=True, token=mail_server.token(box))

    smtp.send(server, envelope_from=box, recipients=[recipient], message=plain_mail("Answer"))

    becomes(lambda: any(kept.recipients == [recipient] for kept in world.kept), True)
    assert len([kept for kept in world.kept if kept.recipients == [recipient]]) == 1


def test_a_token_out_of_date_sends_nothing(postfix_server: Postfix, mail_server: Dovecot, box: str) -> None:
    server = postfix_server.server(box, password="", by_token=True, token=mail_server.token(box, lifetime=-60))

    with pytest.raises(ConnectionFailed) as failed, smtp.open_connection(server):
        pass

    assert failed.value.kind == Kind.TOKEN_REFUSED
