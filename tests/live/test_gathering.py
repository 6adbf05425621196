"""What a tenant hears is gathered for a moment; what a person is told does not wait."""

from __future__ import annotations

import asyncio

import pytest

from kontor.live import streams
from kontor.live.streams import Stream
from tests.live.test_streams import ANNA, NORDLICHT


def test_what_a_tenant_hears_is_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "GATHERED", 0.05)

    assert _said_in_between(("t", NORDLICHT, "ticket", 8)) == (
        b'data: {"kind": "ticket", "id": 7}\n\n' + b'data: {"kind": "ticket", "id": 8}\n\n'
    )


def test_what_is_told_to_a_person_does_not_wait_and_takes_along_what_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "GATHERED", 30.0)

    assert _said_in_between(("u", ANNA, "call", 3)) == (
        b'data: {"kind": "ticket", "id": 7}\n\n' + b'data: {"kind": "call", "id": 3, "own": true}\n\n'
    )


def test_it_gathers_again_after_what_was_told_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "GATHERED", 30.0)
    stream = Stream(ANNA, frozenset({NORDLICHT}))

    async def read() -> bool:
        said = stream.read()
        stream.hear(("u", ANNA, "call", 3))
        await anext(said)
        stream.hear(("t", NORDLICHT, "ticket", 7))
        later = asyncio.ensure_future(anext(said))
        for _turn in range(9):
            await asyncio.sleep(0)
        waits = not later.done()
        later.cancel()
        return waits

    assert asyncio.run(read())


def test_rights_that_change_end_the_stream_at_once_while_it_gathers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "GATHERED", 30.0)

    assert _said_in_between(("u", ANNA, "rights", 0)) == b""


def _said_in_between(item: tuple[object, ...]) -> bytes:
    """What a stream that has begun to gather says first when it then hears this."""

    async def read() -> bytes:
        stream = Stream(ANNA, frozenset({NORDLICHT}))
        stream.hear(("t", NORDLICHT, "ticket", 7))
        async with asyncio.timeout(5):
            first = asyncio.ensure_future(anext(stream.read(), b""))
            for _turn in range(3):
                await asyncio.sleep(0)
            assert not first.done()
            stream.hear(item)
            return await first

    return asyncio.run(read())
