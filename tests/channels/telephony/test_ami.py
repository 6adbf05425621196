"""The manager interface: signing in, orders, what is refused, and lines that break."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.telephony.ami import ActionRefused, Ami, AmiServer, Message, signed_in
from tests.servers.certificates import Authority
from tests.servers.lines import breaking_line, scripted_lines, server_that_says, silent_server, unused_port
from tests.servers.telephony.asterisk import Asterisk
from tests.support.settled import PATIENCE

GREETING = "Asterisk Call Manager/10.0.0\r\n"


def ping(server: AmiServer) -> Message:
    async def talk() -> Message:
        async with signed_in(server) as ami:
            return await ami.action("Ping")

    return asyncio.run(talk())


async def all_events(ami: Ami) -> None:
    while True:
        await ami.events(within=0.1)


def why(server: AmiServer) -> Kind:
    with pytest.raises(ConnectionFailed) as failed:
        ping(server)
    return failed.value.kind


def local(port: int, **changes: object) -> AmiServer:
    return AmiServer("127.0.0.1", port, "kontor", "secret", timeout=1.0, **changes)  # type: ignore[arg-type]


def test_an_order_is_answered(asterisk: Asterisk) -> None:
    assert ping(asterisk.server())["Response"] == "Success"


def test_encrypted_with_a_certificate_that_is_checked(asterisk: Asterisk, tmp_path: Path) -> None:
    assert ping(asterisk.server(tls=True))["Response"] == "Success"
    assert why(asterisk.server(tls=True, ca_file=str(Authority(tmp_path).file))) == Kind.CERTIFICATE
    assert why(asterisk.server(tls=True, port=asterisk.port)) == Kind.NO_TLS


def test_a_wrong_secret_is_refused(asterisk: Asterisk) -> None:
    assert why(asterisk.server(secret="wrong")) == Kind.SIGN_IN
    assert why(asterisk.server(username="stranger")) == Kind.SIGN_IN


def test_the_secret_never_crosses_the_line() -> None:
    with scripted_lines(GREETING, {}) as script:
        why(local(script.port))

    assert script.heard[0] == "Action: Challenge"
    assert not any("secret" in line for line in script.heard)


def test_what_is_no_manager_interface() -> None:
    with server_that_says(b"SSH-2.0-OpenSSH_9.2\r\n") as port:
        assert why(local(port)) == Kind.NO_AMI
    with server_that_says(b"\x00\xff" * 40_000 + b"\r\n") as port:
        assert why(local(port)) == Kind.NO_AMI
    with server_that_says(b"") as port:
        assert why(local(port)) == Kind.NO_AMI
    with silent_server() as port:
        assert why(local(port)) == Kind.TIMEOUT
    assert why(local(unused_port())) == Kind.REFUSED


def test_a_value_with_a_line_break_is_never_sent(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with signed_in(asterisk.server()) as ami:
            for sign in ("\r\n", "\n", "\r", "\0"):
                with pytest.raises(ValueError, match="line break in Channel"):
                    await ami.action("Hangup", Channel=f"PJSIP/1001{sign}Action: Originate")
            with pytest.raises(ValueError, match="line break in Variable"):
                await ami.action("Originate", variables={"NUMBER": "1\r\nAction: Originate"})
            assert (await ami.action("Ping"))["Response"] == "Success"

    asyncio.run(talk())


def test_an_order_that_is_not_allowed_is_refused(asterisk: Asterisk) -> None:
    async def talk() -> None:
        async with signed_in(asterisk.server()) as ami:
            with pytest.raises(ActionRefused, match="Permission denied"):
                await ami.action("Command", Command="core show version")
            with pytest.raises(ActionRefused, match="No such channel"):
                await ami.action("Hangup", Channel="PJSIP/1001-ffffffff")

    asyncio.run(talk())


def test_a_line_that_breaks_ends_whoever_waits(asterisk: Asterisk) -> None:
    async def talk(port: int) -> None:
        async with signed_in(asterisk.server(port=port)) as ami:
            line.after = line.passed
            with pytest.raises(ConnectionFailed) as failed:
                await ami.action("Ping")
            assert failed.value.kind == Kind.LOST
            with pytest.raises(ConnectionFailed):
                await all_events(ami)
            with pytest.raises(ConnectionFailed):
                await ami.action("Ping")

    with breaking_line("127.0.0.1", asterisk.port, after=100_000) as line:
        asyncio.run(talk(line.port))


def test_messages_without_end_are_given_up() -> None:
    for nonsense in ("Event: " + "x" * 100_000, "A: b\r\n" * 5_000):
        answers = {"Action: Challenge": nonsense + "\r\n\r\n"}
        with scripted_lines(GREETING, answers) as script:
            assert why(local(script.port)) == Kind.PROTOCOL


def test_an_event_with_a_response_is_no_answer() -> None:
    event = "Event: OriginateResponse\r\nActionID: kontor-1\r\nResponse: Failure\r\n\r\n"
    answer = "Response: Success\r\nActionID: kontor-{}\r\nChallenge: 123\r\n\r\n"
    answers = {
        "Action: Challenge": event + answer.format(1),
        "Action: Login": answer.format(2),
        "Action: Ping": answer.format(3),
    }

    async def talk(port: int) -> list[Message]:
        async with signed_in(local(port)) as ami:
            await ami.action("Ping")
            return await ami.events(within=1)

    quiet = dict.fromkeys(("ActionID:", "AuthType:", "Username:", "Key:", "Events:", ""), "")
    with scripted_lines(GREETING, quiet | answers) as script:
        assert asyncio.run(talk(script.port)) == [
            {"Event": "OriginateResponse", "ActionID": "kontor-1", "Response": "Failure"}
        ]


def test_a_busy_reader_loses_nothing(asterisk: Asterisk) -> None:
    """Both legs of the call end after the caller has put the receiver down: how long after is up to Asterisk."""

    async def talk() -> list[str]:
        async with signed_in(asterisk.server()) as ami:
            asterisk.phones.call("north", caller="+491701111111", dialled="+4940111000", talk=0.1).wait()
            heard: list[Message] = []
            while [event["Event"] for event in heard].count("Hangup") < 2:
                heard += await ami.events(within=PATIENCE)
            return [event["Event"] for event in heard if event["Event"] in ("Newchannel", "Hangup")]

    assert asyncio.run(asyncio.wait_for(talk(), PATIENCE)) == ["Newchannel", "Newchannel", "Hangup", "Hangup"]
