from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import psycopg
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from psycopg.conninfo import make_conninfo

from kontor.live import listener
from kontor.live.listener import listen
from kontor.live.notify import CHANNEL, changed
from kontor.live.streams import CLOCKS_DIFFER, OPENING, RELOAD
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


def change(tenant: Tenant, ticket_id: int) -> None:
    with in_scope(tenant):
        changed(tenant.pk, "ticket", ticket_id)


async def come_back(stream: AsyncIterator[bytes], tenant: Tenant) -> list[bytes]:
    """What the stream still says when it ends, and a new one after a change."""
    said = [part async for part in stream]
    new = listen(1, frozenset({tenant.pk}))
    await within(5, new)
    await sync_to_async(change)(tenant, 7)
    return [*said, await within(5, new)]


async def within(seconds: float, stream: AsyncIterator[bytes]) -> bytes:
    return await asyncio.wait_for(anext(stream), seconds)


def test_listener_hands_changes_to_streams(committed_db: str, nordlicht: Tenant) -> None:
    async def run() -> list[bytes]:
        stream = listen(1, frozenset({nordlicht.pk}))
        said = [await within(5, stream)]
        await sync_to_async(change)(nordlicht, 7)
        return [*said, await within(5, stream)]

    assert async_to_sync(run)() == [OPENING, b'data: {"kind": "ticket", "id": 7}\n\n']


def test_change_between_page_and_stream_is_said_as_reload(committed_db: str, nordlicht: Tenant, alpina: Tenant) -> None:
    async def run() -> dict[str, bytes]:
        first = listen(1, frozenset({nordlicht.pk}))
        await within(5, first)
        await asyncio.sleep(2 * CLOCKS_DIFFER)
        made = time.time()
        await sync_to_async(change)(nordlicht, 7)
        await within(5, first)
        late = {
            "page": listen(1, frozenset({nordlicht.pk}), began=made),
            "newer": listen(1, frozenset({nordlicht.pk}), began=time.time() + 1),
            "other": listen(2, frozenset({alpina.pk}), began=made),
        }
        said = {name: await within(5, stream) for name, stream in late.items()}
        assert set(said.values()) == {OPENING}
        for tenant in (nordlicht, alpina):
            await sync_to_async(change)(tenant, 8)
        return {name: await within(5, stream) for name, stream in late.items()}

    said = async_to_sync(run)()

    ticket = b'data: {"kind": "ticket", "id": 8}\n\n'
    assert said == {"page": RELOAD, "newer": ticket, "other": ticket}


def test_listener_goes_on_after_an_error_that_is_not_the_databases(committed_db: str, nordlicht: Tenant) -> None:
    async def run() -> list[bytes]:
        stream = listen(1, frozenset({nordlicht.pk}))
        await within(5, stream)
        await sync_to_async(say_nonsense)(committed_db)
        return await asyncio.wait_for(come_back(stream, nordlicht), 10)

    assert async_to_sync(run)() == [b'data: {"kind": "ticket", "id": 7}\n\n']


def test_listener_comes_back_within_a_second_and_ends_the_streams_that_may_have_missed_something(
    committed_db: str, nordlicht: Tenant
) -> None:
    async def run() -> tuple[list[bytes], float]:
        stream = listen(1, frozenset({nordlicht.pk}))
        await within(5, stream)
        killed = time.monotonic()
        await sync_to_async(kill_listener)(committed_db)
        ended = [part async for part in stream]
        took = time.monotonic() - killed
        return [*ended, *await come_back(stream, nordlicht)], took

    said, took = async_to_sync(run)()

    assert said == [b'data: {"kind": "ticket", "id": 7}\n\n']
    assert took < 1


def test_a_stream_that_began_without_the_listener_ends_once_it_is_there(
    committed_db: str, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "FIRST_CONNECTION", 0.05)
    address = listener._address()
    monkeypatch.setattr(listener, "_address", lambda: make_conninfo(address, port=1))

    async def run() -> list[bytes]:
        stream = listen(1, frozenset({nordlicht.pk}))
        said = [await within(5, stream)]
        monkeypatch.setattr(listener, "_address", lambda: address)
        return [*said, *await asyncio.wait_for(come_back(stream, nordlicht), 10)]

    assert async_to_sync(run)() == [OPENING, b'data: {"kind": "ticket", "id": 7}\n\n']


def test_a_stream_whose_page_is_closed_is_forgotten(committed_db: str, nordlicht: Tenant) -> None:
    async def run() -> int:
        stream = listen(1, frozenset({nordlicht.pk}))
        await within(5, stream)
        await stream.aclose()  # type: ignore[attr-defined]
        return len(listener._listener().streams._open)

    assert async_to_sync(run)() == 0


def test_streams_share_one_connection(committed_db: str, nordlicht: Tenant) -> None:
    async def run() -> int:
        streams = [listen(1, frozenset({nordlicht.pk})) for _number in range(5)]
        for stream in streams:
            await within(5, stream)
        return await sync_to_async(count_listeners)(committed_db)

    assert async_to_sync(run)() == 1


def kill_listener(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'kontor live' AND datname = current_database()"
        )


def say_nonsense(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, 'no JSON')", [CHANNEL])


def count_listeners(address: str) -> int:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE application_name = 'kontor live' AND datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])
