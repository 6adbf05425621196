from __future__ import annotations

import asyncio
import gc
import json
import time
import weakref

import pytest

from kontor.live import streams
from kontor.live.streams import RELOAD, SILENCE, Stream, Streams

ANNA, BELA, CARLA = 1, 2, 3
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
    monkeypatch.setattr(streams, "GATHERED", 0.01)


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

    assert collect(anna) == [b'data: {"kind": "notice", "id": 3, "own": true}\n\n']
    assert collect(bela) == []


def test_a_person_and_a_tenant_of_the_same_number_are_told_apart() -> None:
    stream = Stream(ANNA, frozenset({ANNA, BELA}), looker_id=BELA)

    stream.hear(("t", ANNA, "ticket", 7))
    stream.hear(("u", BELA, "notice", 3))

    assert collect(stream) == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_stream_says_the_same_once() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    stream.hear(("t", NORDLICHT, "ticket", 7))
    stream.hear(("t", NORDLICHT, "ticket", 7))

    assert collect(stream) == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_stream_of_a_slow_reader_asks_to_load_anew() -> None:
    said = []
    for waiting in (streams.MOST_WAITING, streams.MOST_WAITING + 1, streams.MOST_WAITING + 50):
        stream = Stream(ANNA, frozenset({NORDLICHT}))
        for ticket_id in range(waiting):
            stream.hear(("t", NORDLICHT, "ticket", ticket_id))
        said += collect(stream)

    assert said[0].count(b"data: ") == streams.MOST_WAITING
    assert said[1:] == [RELOAD, RELOAD]


def test_stream_that_is_silent_ends_at_once_when_rights_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 30.0)
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    async def read() -> bytes:
        async with asyncio.timeout(5):
            first = asyncio.ensure_future(anext(stream.read(), b""))
            await asyncio.sleep(0)
            stream.hear(("u", ANNA, "rights", 0))
            return await first

    assert asyncio.run(read()) == b""


def test_stream_ends_when_rights_change_and_says_nothing_more() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))
    stream.hear(("t", NORDLICHT, "ticket", 7))

    stream.hear(("u", ANNA, "rights", 0))

    assert collect(stream) == []


def test_stream_of_a_tenant_that_is_switched_off_ends() -> None:
    nordlicht, alpina = Stream(ANNA, frozenset({NORDLICHT, ALPINA})), Stream(BELA, frozenset({ALPINA}))

    for stream in (nordlicht, alpina):
        stream.hear(("t", NORDLICHT, "rights", NORDLICHT))
        stream.hear(("t", ALPINA, "ticket", 7))

    assert collect(nordlicht) == []
    assert collect(alpina) == [b'data: {"kind": "ticket", "id": 7}\n\n']


@pytest.mark.parametrize(("to", "whom"), [("u", ANNA), ("u", BELA), ("t", NORDLICHT)])
def test_rights_that_go_before_the_stream_is_there_end_it(to: str, whom: int) -> None:
    everybody = Streams()
    before = time.time() - 1
    everybody.hear(json.dumps([[to, whom, "rights", 0]]))
    late = Stream(ANNA, frozenset({NORDLICHT}), looker_id=BELA, asked=before)
    newer = Stream(ANNA, frozenset({NORDLICHT}), looker_id=BELA, asked=time.time() + 1)
    other = Stream(CARLA, frozenset({ALPINA}), asked=before)
    for stream in (late, newer, other):
        everybody.add(stream)

    everybody.hear(json.dumps([["t", NORDLICHT, "ticket", 7], ["t", ALPINA, "ticket", 7]]))

    ticket = b'data: {"kind": "ticket", "id": 7}\n\n'
    assert [collect(stream) for stream in (late, newer, other)] == [[], [ticket], [ticket]]


def test_rights_of_another_person_do_not_end_the_stream() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    stream.hear(("u", BELA, "rights", 0))
    stream.hear(("t", NORDLICHT, "ticket", 7))

    assert collect(stream) == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_stream_through_somebodys_eyes_ends_with_the_rights_of_either() -> None:
    for person in (ANNA, BELA):
        stream = Stream(ANNA, frozenset({NORDLICHT}), looker_id=BELA)
        stream.hear(("t", NORDLICHT, "ticket", 7))

        stream.hear(("u", person, "rights", 0))

        assert collect(stream) == []


def test_stream_through_somebodys_eyes_hears_nothing_that_is_told_to_the_looker() -> None:
    stream = Stream(ANNA, frozenset({NORDLICHT}), looker_id=BELA)

    stream.hear(("u", BELA, "notice", 3))

    assert collect(stream) == []


def test_streams_through_somebodys_eyes_are_found_by_the_looker_until_they_are_removed() -> None:
    everybody, stream = Streams(), Stream(ANNA, frozenset({NORDLICHT}), looker_id=BELA)
    everybody.begin()
    everybody.add(stream)
    everybody.hear(json.dumps([["t", NORDLICHT, "ticket", 7], ["u", BELA, "rights", 0]]))
    everybody.remove(stream)

    assert collect(stream) == []
    assert everybody._hearing == {}


def test_stream_ends_after_its_longest_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST", 0.01)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.02)

    async def read() -> list[bytes]:
        return [part async for part in Stream(ANNA, frozenset()).read()]

    assert asyncio.run(read()) == [SILENCE]


@pytest.mark.parametrize(
    ("item", "missed"),
    [
        (["t", NORDLICHT, "ticket", 1], True),
        (["u", ANNA, "notice", 1], True),
        (["t", ALPINA, "ticket", 1], False),
        (["u", BELA, "notice", 1], False),
        (["t", NORDLICHT, "presence", 1], False),
    ],
)
def test_what_changed_since_the_page_was_made_is_missed(item: list[object], missed: bool) -> None:
    everybody, anna = Streams(), Stream(ANNA, frozenset({NORDLICHT}))
    everybody.begin()
    made = time.time() + streams.CLOCKS_DIFFER

    everybody.hear(json.dumps([item]))

    assert everybody.has_missed(anna, made) == missed
    assert not everybody.has_missed(anna, time.time() + 1)


def test_page_older_than_the_listener_may_have_missed_something() -> None:
    everybody, anna = Streams(), Stream(ANNA, frozenset({NORDLICHT}))
    assert everybody.has_missed(anna, time.time())

    everybody.begin()

    assert everybody.has_missed(anna, time.time() - 1)
    assert not everybody.has_missed(anna, time.time() + 1)


def test_streams_hand_a_notification_to_all_that_are_open() -> None:
    everybody = Streams()
    anna, bela = Stream(ANNA, frozenset({NORDLICHT})), Stream(BELA, frozenset({ALPINA}))
    everybody.add(anna)
    everybody.add(bela)

    everybody.hear(json.dumps([["t", NORDLICHT, "ticket", 1], ["t", ALPINA, "ticket", 2]]))

    assert collect(anna) == [b'data: {"kind": "ticket", "id": 1}\n\n']
    assert collect(bela) == [b'data: {"kind": "ticket", "id": 2}\n\n']


def test_a_stream_that_is_closed_is_forgotten() -> None:
    everybody, anna = Streams(), Stream(ANNA, frozenset({NORDLICHT}))
    everybody.add(anna)
    everybody.remove(anna)

    everybody.hear(json.dumps([["t", NORDLICHT, "ticket", 1], ["u", ANNA, "notice", 1]]))

    assert collect(anna) == []
    left = weakref.ref(anna)
    del anna
    gc.collect()
    assert left() is None


def test_one_person_does_not_take_all_streams() -> None:
    here = Streams()
    opened = [Stream(ANNA, frozenset({NORDLICHT})) for _number in range(streams.MOST_OF_ONE + 2)]
    through_eyes = Stream(BELA, frozenset({NORDLICHT}), looker_id=ANNA)
    of_bela = Stream(BELA, frozenset({NORDLICHT}))
    for stream in (of_bela, *opened, through_eyes):
        here.add(stream)

    here.hear(json.dumps([["t", NORDLICHT, "ticket", 7]]))

    said = [bool(collect(stream)) for stream in (*opened, through_eyes, of_bela)]
    assert said == [False] * 3 + [True] * (streams.MOST_OF_ONE + 1)


def test_a_stream_that_is_closed_leaves_its_place_to_another() -> None:
    here = Streams()
    first = Stream(ANNA, frozenset())
    here.add(first)
    for _number in range(streams.MOST_OF_ONE * 2):
        passing = Stream(ANNA, frozenset())
        here.add(passing)
        here.remove(passing)

    here.hear(json.dumps([["u", ANNA, "notice", 7]]))

    assert collect(first) != []
