from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from kontor.channels.connection_test import Step, check_account, planned_steps
from kontor.channels.connection_test_steps import TEST_HEADER, is_connection_test
from tests.channels.mails import plain_mail
from tests.servers.dovecot import HOST, PASSWORD, Dovecot
from tests.servers.lines import unused_port
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import SmtpSink


@pytest.fixture
def box(new_mailbox: Callable[[], str]) -> str:
    return new_mailbox()


@pytest.fixture
def sink(make_sink: Callable[..., SmtpSink], mail_server: Dovecot, box: str) -> SmtpSink:
    """Hands what it gets to the mailboxes, after a sign-in."""
    return make_sink(mailboxes=mail_server, users={box: PASSWORD}, auth_without_tls=True)


def ended(steps: Iterable[Step]) -> dict[str, tuple[str, str]]:
    """How each step ended."""
    return {step.key: (step.state, step.sentence) for step in steps if step.state != "running"}


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_all_is_well(mail_server: Dovecot, sink: SmtpSink, box: str, protocol: str) -> None:
    mail_server.deliver(box, plain_mail("one"))
    server = mail_server.server(box, protocol=protocol)

    steps = list(check_account(server, sink.server(), address=box))

    assert ended(steps) == {
        "resolve": ("ok", f"{HOST} is {HOST}."),
        "connect": ("ok", "Connected and encrypted; the certificate is valid."),
        "sign_in": ("ok", f"Signed in as {box}."),
        "folder": ("ok", "There is 1 mail in it."),
        "smtp_connect": ("ok", "Connected without encryption."),
        "smtp_sign_in": ("ok", f"Signed in as {box}."),
        "send": ("ok", f"The server for sending has taken the test mail to {box}."),
        "find": ("ok", "Found after 1 second."),
        "remove": ("ok", "The mailbox is as it was."),
    }
    assert len(mail_server.mailbox(box)) == 1
    assert sink.kept[0].mail[TEST_HEADER] == "yes"
    assert is_connection_test(sink.kept[0].mail["Message-ID"])


def test_each_step_is_shown_running_before_it_ends(mail_server: Dovecot, sink: SmtpSink, box: str) -> None:
    steps = list(check_account(mail_server.server(box), sink.server(), address=box))

    keys = [step.key for step in planned_steps(sink.server())]
    assert [(step.key, step.state) for step in steps] == [(key, state) for key in keys for state in ("running", "ok")]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_all_is_well_with_postfix(mail_server: Dovecot, postfix_server: Postfix, box: str, security: str) -> None:
    reading = mail_server.server(box, security=security)

    steps = list(check_account(reading, postfix_server.server(box, security=security), address=box))

    assert {step.state for step in steps} == {"running", "ok"}
    assert mail_server.mailbox(box) == []


def test_without_server_for_sending_only_reading_is_tried(mail_server: Dovecot, box: str) -> None:
    steps = ended(check_account(mail_server.server(box), None, address=box))

    assert list(steps) == [step.key for step in planned_steps(None)] == ["resolve", "connect", "sign_in", "folder"]


def test_trouble_with_reading_still_tries_sending(mail_server: Dovecot, sink: SmtpSink, box: str) -> None:
    steps = ended(check_account(mail_server.server(box, password="wrong"), sink.server(), address=box))

    skipped = ("skipped", "Not tried, because an earlier step failed.")
    assert steps["sign_in"] == ("failed", f"The server {HOST} refused the sign-in. Check user name and password.")
    assert steps["folder"] == skipped
    assert steps["smtp_sign_in"][0] == "ok"
    assert [steps[key] for key in ("send", "find", "remove")] == [skipped] * 3
    assert sink.kept == []


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"host": "no-such-host.invalid"}, "resolve"),
        ({"ca_file": None}, "connect"),
        ({"folder": "Nowhere"}, "folder"),
    ],
)
def test_the_step_that_fails_is_named(
    mail_server: Dovecot, box: str, changes: dict[str, str | None], failing: str
) -> None:
    steps = ended(check_account(mail_server.server(box, **changes), None, address=box))

    assert [key for key, (state, _sentence) in steps.items() if state == "failed"] == [failing]


def test_trouble_with_sending(mail_server: Dovecot, sink: SmtpSink, box: str) -> None:
    unreachable = ended(check_account(mail_server.server(box), sink.server(port=unused_port()), address=box))
    wrong = ended(check_account(mail_server.server(box), sink.server(password="wrong"), address=box))
    sink.refuse[box] = "550 5.7.1 not yours"
    refused = ended(check_account(mail_server.server(box), sink.server(), address=box))

    assert [unreachable[key][0] for key in ("smtp_connect", "smtp_sign_in", "send")] == ["failed", "skipped", "skipped"]
    assert [wrong[key][0] for key in ("smtp_connect", "smtp_sign_in", "send")] == ["ok", "failed", "skipped"]
    assert refused["send"] == ("failed", "The server for sending refused the mail: 550 5.7.1 not yours")
    assert refused["find"][0] == "skipped"


def test_a_test_mail_that_does_not_arrive(mail_server: Dovecot, make_sink: Callable[..., SmtpSink], box: str) -> None:
    swallowing = make_sink()

    steps = ended(check_account(mail_server.server(box), swallowing.server(), address=box, wait=1.0))

    assert steps["find"] == ("failed", "The test mail did not arrive within 1 seconds. It may still come.")
    assert steps["remove"][0] == "skipped"
