"""The demo's mail server as a process of its own, used like any other mail server."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.channels import imap
from kontor.channels.connection_test import check_account
from kontor.channels.errors import ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.smtp import send
from kontor.demo.mailserver import client
from kontor.demo.mailserver.place import Place, find, prepare
from tests.channels.mails import plain_mail, subject_of
from tests.servers.ports import wait_for_greeting

SERVICE = "service@nordlicht.example"
KIM = "kim@customer.example"


class Running:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "kontor.demo.mailserver", "--data", str(self.place.folder)]
        self.process = subprocess.Popen(command)
        for port in (self.place.imap_port, self.place.smtp_port):
            wait_for_greeting("127.0.0.1", port, 30)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    place = prepare(tmp_path_factory.mktemp("demo-mail"))
    place.add_mailboxes([SERVICE, KIM])
    running = Running(place)
    yield running
    running.stop()


@pytest.fixture
def place(running: Running) -> Place:
    return running.place


@pytest.fixture
def box(place: Place, request: pytest.FixtureRequest) -> str:
    """A mailbox of the test's own, made while the server runs."""
    address = f"{request.node.name.replace('_', '-').split('[')[0]}@customer.example"
    place.add_mailboxes([address])
    return address


def put(place: Place, box: str, *mails: bytes) -> None:
    for mail in mails:
        assert send(place.smtp_server(KIM), envelope_from=KIM, recipients=[box], message=mail).accepted == (box,)


def test_a_customer_writes_and_is_answered(place: Place) -> None:
    message_id = client.send_mail(place, KIM, SERVICE, name="Kim Grün", subject="Größe?", text="Passt die?\n")
    (arrived,) = client.list_mails(place, SERVICE)
    question = client.read_mail(place, SERVICE, arrived.uid)
    assert question is not None
    client.send_mail(place, SERVICE, KIM, subject="Re: Größe?", text="Ja.\n", answers=question)
    (answer,) = client.list_mails(place, KIM)
    opened = client.read_mail(place, KIM, answer.uid)

    assert (arrived.sender, arrived.sender_address, arrived.subject) == ("Kim Grün", KIM, "Größe?")
    assert arrived.is_new is True
    assert (question.text, question.message_id) == ("Passt die?\n", message_id)
    assert opened is not None
    assert opened.references == message_id
    assert client.list_mails(place, SERVICE)[0].is_new is False


def test_a_mail_stays_as_it_was_sent(place: Place, box: str) -> None:
    odd = b"Subject: caf\xe9 \r\n broken\r\nX-Odd:  y \r\n\r\n.dot\r\n" + b"z" * 300_000 + b"\xff\xfe\r\n\r\nend\r\n"

    put(place, box, odd)
    (batch,) = imap.fetch_new(place.mail_server(box), uidvalidity=0, last_uid=0)

    assert (batch.mails[0].raw or b"").endswith(odd)
    assert (batch.mails[0].raw or b"").startswith(b"Return-Path: <kim@customer.example>\r\nReceived: ")


def test_the_reader_gets_along_with_it(place: Place, box: str) -> None:
    put(place, box, *(plain_mail(str(number), size=10_000) for number in range(60)))
    server = place.mail_server(box)

    batches = list(imap.fetch_new(server, uidvalidity=0, last_uid=0))
    uidvalidity = batches[0].uidvalidity
    imap.mark_seen(server, [1, 2], uidvalidity=uidvalidity)
    imap.move(server, [1], "Erledigt ü", uidvalidity=uidvalidity)
    imap.delete(server, [3, 4], uidvalidity=uidvalidity)
    put(place, box, plain_mail("new"))
    (new,) = imap.fetch_new(server, uidvalidity=uidvalidity, last_uid=60)

    assert [len(batch.mails) for batch in batches] == [50, 10]
    assert [(mail.uid, subject_of(mail.raw)) for mail in new.mails] == [(61, "new")]
    with imap.open_mailbox(server) as mailbox:
        assert mailbox.uids() == [2, *range(5, 62)]
        assert mailbox.read([2])[0].flags == ("\\Seen",)
        assert mailbox.find("<7@customer.example>") == [8]


def test_a_large_mail_comes_with_its_head_only(place: Place, box: str) -> None:
    put(place, box, plain_mail("large", size=100_000))

    (batch,) = imap.fetch_new(place.mail_server(box), uidvalidity=0, last_uid=0, max_bytes=50_000)

    assert batch.mails[0].raw is None
    assert subject_of(batch.mails[0].headers) == "large"


def test_the_connection_test_succeeds(place: Place, box: str) -> None:
    steps = list(check_account(place.mail_server(box), place.smtp_server(box), address=box))

    assert {step.state for step in steps} == {"running", "ok"}
    assert client.list_mails(place, box) == []


def test_unknown_recipients_are_refused(place: Place) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        client.send_mail(place, KIM, "nobody@nowhere.example", subject="x", text="x")

    assert (failed.value.code, failed.value.permanent) == (550, True)


def test_an_extended_address_reaches_the_mailbox(place: Place, box: str) -> None:
    name, _at, domain = box.partition("@")

    client.send_mail(place, KIM, f"{name}+ticket@{domain}", subject="to an extension", text="x")

    assert [mail.subject for mail in client.list_mails(place, box)] == ["to an extension"]


def test_a_wrong_password_and_an_unknown_mailbox_open_nothing(place: Place) -> None:
    for wrong in (
        Place(place.folder, place.imap_port, place.smtp_port, "wrong").mail_server(KIM),
        place.mail_server("x@y.example"),
    ):
        with pytest.raises(ConnectionFailed) as failed, imap.open_mailbox(wrong):
            pass
        assert failed.value.kind == Kind.SIGN_IN


def test_a_waiting_client_hears_of_a_new_mail(place: Place, box: str) -> None:
    with imap.open_mailbox(place.mail_server(box)) as mailbox:
        mailbox.client.idle()
        begin = time.monotonic()
        put(place, box, plain_mail("while waiting"))
        heard = mailbox.client.idle_check(timeout=10)
        mailbox.client.idle_done()

    assert (1, b"EXISTS") in heard
    assert time.monotonic() - begin < 5


def test_mails_survive_a_restart(tmp_path: Path) -> None:
    place = prepare(tmp_path / "mail")
    place.add_mailboxes([KIM, SERVICE])
    first = Running(place)
    client.send_mail(place, KIM, SERVICE, subject="stays", text="x")
    (before,) = imap.fetch_new(place.mail_server(SERVICE), uidvalidity=0, last_uid=0)
    imap.delete(place.mail_server(SERVICE), [1], uidvalidity=before.uidvalidity)
    client.send_mail(place, KIM, SERVICE, subject="stays too", text="x")
    assert first.stop() == 0

    again = Running(place)
    (after,) = imap.fetch_new(place.mail_server(SERVICE), uidvalidity=before.uidvalidity, last_uid=1)
    again.stop()

    assert find(tmp_path / "mail") == place
    assert after.renumbered is False
    assert [mail.uid for mail in after.mails] == [2]
