"""Trying out the line to an Asterisk, step by step."""

from __future__ import annotations

from kontor.channels.connection_test import State
from kontor.channels.telephony.ami import AmiServer
from kontor.channels.telephony.connection_test import STEPS, check_asterisk
from tests.servers.lines import unused_port
from tests.servers.telephony.asterisk import LISTENER, Asterisk


def results(server: AmiServer, context: str = "kontor-out") -> dict[str, State]:
    steps = list(check_asterisk(server, context))
    assert [step.key for step in steps if step.state == State.RUNNING] == [
        step.key for step in STEPS if any(s.key == step.key and s.state in (State.OK, State.FAILED) for s in steps)
    ]
    return {step.key: step.state for step in steps if step.state != State.RUNNING}


def sentence(server: AmiServer, key: str, context: str = "kontor-out") -> str:
    return next(s.sentence for s in check_asterisk(server, context) if s.key == key and s.state != State.RUNNING)


def test_all_goes_well(asterisk: Asterisk) -> None:
    assert set(results(asterisk.server()).values()) == {State.OK}
    assert sentence(asterisk.server(), "context") == "“kontor-out” is there, and calls can be held."
    assert sentence(asterisk.server(), "calls") == "Lines in use at the moment: 0."
    assert "encrypted; the certificate is valid" in sentence(asterisk.server(tls=True), "connect")


def test_nobody_answers() -> None:
    server = AmiServer("127.0.0.1", unused_port(), "kontor", "secret", timeout=1.0)

    assert results(server) == {
        "connect": State.FAILED,
        "sign_in": State.SKIPPED,
        "rights": State.SKIPPED,
        "context": State.SKIPPED,
        "calls": State.SKIPPED,
    }


def test_a_wrong_password(asterisk: Asterisk) -> None:
    server = asterisk.server(secret="wrong")

    assert results(server)["sign_in"] == State.FAILED
    assert sentence(server, "sign_in") == "The server 127.0.0.1 refused the sign-in. Check user name and password."


def test_missing_rights_are_named(asterisk: Asterisk) -> None:
    server = asterisk.server(username=LISTENER)

    assert results(server)["rights"] == State.FAILED
    assert "may not do this: Originate, Hangup, Redirect, Bridge." in sentence(server, "rights")


def test_a_missing_context_and_one_without_hold(asterisk: Asterisk) -> None:
    assert results(asterisk.server(), "nowhere")["context"] == State.FAILED
    assert sentence(asterisk.server(), "context", "nowhere") == (
        "The telephone system has no context “nowhere” in its dialplan."
    )
    assert sentence(asterisk.server(), "context", "from-north") == (
        "“from-north” is there. Calls cannot be held: it has no extension “kontor-hold”."
    )
