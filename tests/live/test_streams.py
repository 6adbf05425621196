from __future__ import annotations

import asyncio
import json

import pytest

from kontor.live import streams
from kontor.live.streams import RELOAD, SILENCE, Stream, Streams

ANNA, BELA = 1, 2
NORDLICHT, ALPINA = 10, 20


def collect(stream: Stream, most: int = 10) -> list[bytes]:
    """What the stream says until it ends or is silent."""

    async def read() -> list[bytes]:
        said = []
        async for part in stream.read():
            if part == SILENCE or len(said) == most:
                return said
            said.append(part)
        return said

    return asyncio.run(read())


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)


def test_stream_says_kind_and_id() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    stream.hear(("t", NORDLICHT, "ticket", 7))

    assert collect(stream) == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_stream_of_one_tenant_does_not_hear_the_other() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    stream.hear(("t", ALPINA, "ticket", 7))

    assert collect(stream) == []


def test_stream_hears_what_is_told_to_its_person_only() -> None:
    anna, bela = Stream(ANNA, frozenset({NORDLICHT})), Stream(BELA, frozenset({NORDLICHT}))

    for stream in (anna, bela):
        stream.hear(("u", ANNA, "notice", 3))

    assert collect(anna) == [b'data: {"kind": "notice", "id": 3}\n\n']
    assert collect(bela) == []


def test_stream_says_the_same_once() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    stream.hear(("t", NORDLICHT, "ticket", 7))
    stream.hear(("t", NORDLICHT, "ticket", 7))

    assert collect(stream) == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_stream_of_a_slow_reader_asks_to_load_anew() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    for ticket_id in range(streams.MOST_WAITING + 50):
        stream.hear(("t", NORDLICHT, "ticket", ticket_id))

    assert collect(stream) == [RELOAD]


def test_stream_ends_when_rights_change_and_says_nothing_more() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))
    stream.hear(("t", NORDLICHT, "ticket", 7))

    stream.hear(("u", ANNA, "rights", 0))

    assert collect(stream) == []


def test_rights_of_another_person_do_not_end_the_stream() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    stream.hear(("u", BELA, "rights", 0))
    stream.hear(("t", NORDLICHT, "ticket", 7))

    assert collect(stream) == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_stream_ends_after_its_longest_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST", 0.01)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.02)

    async def read() -> list[bytes]:
        return [part async for part in Stream(ANNA, frozenset()).read()]

    assert asyncio.run(read()) == [SILENCE]


def test_streams_hand_a_notification_to_all_that_are_open() -> None:
    everybody = Streams()
    anna, bela = Stream(ANNA, frozenset({NORDLICHT})), Stream(BELA, frozenset({ALPINA}))
    everybody.add(anna)
    everybody.add(bela)

    everybody.hear(json.dumps([["t", NORDLICHT, "ticket", 1], ["t", ALPINA, "ticket", 2]]))

    assert collect(anna) == [b'data: {"kind": "ticket", "id": 1}\n\n']
    assert collect(bela) == [b'data: {"kind": "ticket", "id": 2}\n\n']
