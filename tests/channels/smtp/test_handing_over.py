"""A mail is handed over."""

from __future__ import annotations

import pytest

from kontor.channels import smtp
from kontor.channels.errors import DeliveryFailed
from tests.channels.mails import plain_mail
from tests.channels.smtp.conftest import KIM, LOU, SENDER, Make, Watching, delivery_failure, send
from tests.servers.smtp_sink import SmtpSink


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_a_mail_is_handed_over_as_it_is(make_sink: Make, secured: dict[str, object], security: str) -> None:
    users = {SENDER: "geheim-äöü"}
    behaviour = secured if security != "plain" else {"auth_without_tls": True}
    sink = make_sink(security=security, users=users, **behaviour)
    mail = plain_mail("Answer", text=".a dot\r\n..two dots\r\nGrüße")

    result = send(sink.server(), KIM, LOU, message=mail)

    assert result == smtp.SendResult(accepted=(KIM, LOU), refused={}, answer="250 2.0.0 kept")
    (kept,) = sink.kept
    assert (kept.envelope_from, kept.recipients, kept.raw) == (SENDER, [KIM, LOU], mail)
    assert (kept.login, kept.encrypted) == (SENDER, security != "plain")


def test_line_breaks_become_those_of_the_protocol(smtp_sink: SmtpSink) -> None:
    send(smtp_sink.server(), message=b"Subject: x\n\none\n.\rtwo\r\n.\nMAIL FROM:<evil@evil.example>\n")

    (kept,) = smtp_sink.kept
    assert kept.raw == b"Subject: x\r\n\r\none\r\n.\r\ntwo\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n"


def test_an_empty_sender_is_possible(smtp_sink: SmtpSink) -> None:
    smtp.send(smtp_sink.server(), envelope_from="", recipients=[KIM], message=plain_mail("Absent"))

    assert smtp_sink.kept[0].envelope_from == ""


def test_one_connection_carries_several_mails(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[LOU] = "550 no such user"

    with smtp.open_connection(smtp_sink.server()) as connection:
        for recipient in (KIM, LOU, KIM):
            connection.send(envelope_from=SENDER, recipients=[recipient], message=plain_mail("Answer"))

    assert [kept.recipients for kept in smtp_sink.kept] == [[KIM], [KIM]]
    assert smtp_sink.connections == 1


def test_one_refused_recipient_does_not_keep_the_mail_from_the_other(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[LOU] = "550 5.1.1 no such user"

    result = send(smtp_sink.server(), KIM, LOU)

    assert result == smtp.SendResult((KIM,), {LOU: (550, "5.1.1 no such user")}, "250 2.0.0 kept")
    assert smtp_sink.kept[0].recipients == [KIM]


def test_all_recipients_refused_is_a_result(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse = {KIM: "450 4.2.1 mailbox busy", LOU: "550 5.1.1 no such user"}

    result = send(smtp_sink.server(), KIM, LOU)

    assert result.accepted == ()
    assert {address: code for address, (code, _text) in result.refused.items()} == {KIM: 450, LOU: 550}
    assert smtp_sink.kept == []


@pytest.mark.parametrize(("answer", "permanent"), [("451 4.3.0 try later", False), ("554 5.7.1 spam", True)])
@pytest.mark.parametrize("at", ["answer_sender", "answer_data"])
def test_a_refused_mail(smtp_sink: SmtpSink, at: str, answer: str, permanent: bool) -> None:
    setattr(smtp_sink, at, answer)

    failed = delivery_failure(smtp_sink.server())

    assert str(failed) == f"The server for sending refused the mail: {answer}"
    assert (failed.permanent, failed.code, failed.uncertain) == (permanent, int(answer[:3]), False)


@pytest.mark.parametrize("recipient", ["kim@customer.example>\r\nRCPT TO:<x@y.example", "kim lou@customer.example", ""])
def test_an_address_that_is_none_is_not_sent_to(smtp_sink: SmtpSink, recipient: str) -> None:
    failed = delivery_failure(smtp_sink.server(), recipient)

    assert str(failed) == "An address of this mail is not valid."
    assert failed.permanent is True


def test_addresses_beyond_ascii(smtp_sink: SmtpSink) -> None:
    result = send(smtp_sink.server(), "jürgen@müller.example")

    assert result.accepted == ("jürgen@müller.example",)
    assert smtp_sink.kept[0].recipients == ["jürgen@müller.example"]


def test_a_domain_beyond_ascii_travels_as_dns_knows_it(smtp_sink: SmtpSink) -> None:
    result = send(smtp_sink.server(), "kim@müller.example")

    assert result.accepted == ("kim@müller.example",)
    assert smtp_sink.kept[0].recipients == ["kim@xn--mller-kva.example"]


def test_the_size_a_server_takes_is_known_before(smtp_sink: SmtpSink) -> None:
    """The sink says 33,554,432 bytes; nothing of the mail goes over the line."""
    watch = Watching()

    with smtp.open_connection(smtp_sink.server()) as connection, pytest.raises(DeliveryFailed) as failed:
        connection.send(
            envelope_from=SENDER, recipients=[KIM], message=plain_mail("Large", size=34_000_000), watch=watch
        )

    assert str(failed.value) == "The mail has 34.0 MB; the server for sending takes 33.6 MB at most."
    assert (failed.value.permanent, failed.value.code, watch.seen) == (True, 552, [])


def test_eight_bit_content_is_announced_where_the_server_knows_it(smtp_sink: SmtpSink) -> None:
    with smtp.open_connection(smtp_sink.server()) as connection:
        plain = connection._options([SENDER, KIM], b"Subject: x\r\n\r\ny\r\n")
        body = connection._options([SENDER, KIM], "Subject: x\r\n\r\nGrüße\r\n".encode())
        head = connection._options([SENDER, KIM], "Subject: Grüße\r\n\r\ny\r\n".encode())

    assert plain == ["SIZE=17"]
    assert body == ["BODY=8BITMIME", "SIZE=23"]
    assert head == ["SMTPUTF8", "BODY=8BITMIME", "SIZE=23"]


@pytest.mark.parametrize("answer", ["552 Too many recipients", "550 5.5.3 limit of the session"])
def test_who_is_one_too_many_is_taken_with_the_next_mail(smtp_sink: SmtpSink, answer: str) -> None:
    smtp_sink.refuse[LOU] = answer

    result = send(smtp_sink.server(), KIM, LOU)

    assert (result.accepted, result.refused) == ((KIM,), {LOU: (452, answer[4:])})


def test_a_mailbox_that_is_full_is_not_one_too_many(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse[LOU] = "552 5.2.2 mailbox full"

    assert send(smtp_sink.server(), KIM, LOU).refused == {LOU: (552, "5.2.2 mailbox full")}
