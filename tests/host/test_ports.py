"""The port of the web server."""

from __future__ import annotations

import socket

import pytest

from kontor.host.ports import answers, choose_port


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


def test_answers_on_every_address_means_this_machine(taken: int) -> None:
    assert answers("0.0.0.0", taken)
