"""The port of the web server."""

from __future__ import annotations

import socket

import pytest

from kontor.host import ports
from kontor.host.ports import answers, choose_port
from kontor.host.say import Stop


@pytest.fixture
def taken() -> int:
    """A port that another program listens on."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    yield listener.getsockname()[1]
    listener.close()


def test_taken_port_gives_the_next_free_one_and_says_so(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    port = choose_port("127.0.0.1", taken)

    assert port > taken
    assert capsys.readouterr().out == f"Port {taken} is taken by another program; Kontor uses {port} instead.\n"


def test_free_port_is_taken_without_a_word(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    free = choose_port("127.0.0.1", taken)
    capsys.readouterr()

    assert choose_port("127.0.0.1", free) == free
    assert capsys.readouterr().out == ""


def test_that_no_port_is_free_is_said(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "TRIES", 1)

    with pytest.raises(Stop, match=f"No free port between {taken} and {taken}. Choose one with --port."):
        choose_port("127.0.0.1", taken)


def test_answers_on_every_address_means_this_machine(taken: int) -> None:
    assert answers("0.0.0.0", taken)


def test_where_nobody_listens_nobody_answers(taken: int) -> None:
    assert not answers("127.0.0.1", choose_port("127.0.0.1", taken))
