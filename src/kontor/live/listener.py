"""The one connection of a process that listens; it hands what it hears to the process's open streams."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kontor.kernel.outages import Attempts
from kontor.live.notify import CHANNEL
from kontor.live.streams import OPENING, Stream, Streams

logger = logging.getLogger(__name__)

PAUSE = 0.3
"""Seconds before a lost connection is tried again."""

FIRST_CONNECTION = 5.0
"""Seconds a new stream waits for the listener before it begins all the same."""

_listeners: WeakKeyDictionary[asyncio.AbstractEventLoop, Listener] = WeakKeyDictionary()


async def listen(
    user_id: int,
    tenants: frozenset[int],
    *,
    began: float | None = None,
    looker_id: int | None = None,
    asked: float | None = None,
) -> AsyncIterator[bytes]:
    """The event stream of one open page. Takes no connection from the pool.

    ``began`` is when the page began to be made (seconds since 1970): if something may have changed between that and
    the stream, the page is told to load anew. ``looker_id``: who looks through the eyes of this person. ``asked`` is a
    moment before the rights of both were looked up: a stream ends at once if they have changed since.
    """
    listener = _listener()
    stream = Stream(user_id, tenants, looker_id=looker_id, asked=asked)
    listener.streams.add(stream)
    try:
        await listener.wait_until_ready()
        if began is not None and listener.streams.has_missed(stream, began):
            stream.reload()
        yield OPENING
        async for said in stream.read():
            yield said
    finally:
        listener.streams.remove(stream)


class Listener:
    """Listens as long as its event loop runs. After a break, whatever its cause, every stream ends."""

    def __init__(self) -> None:
        self.streams = Streams()
        self._ready = asyncio.Event()
        self._was_missed = False
        self._listening = Attempts(logger, "Listening for changes")
        self._task = asyncio.create_task(self._run(), name="kontor live listener")

    @property
    def is_running(self) -> bool:
        return not self._task.done()

    async def wait_until_ready(self) -> None:
        try:
            async with asyncio.timeout(FIRST_CONNECTION):
                await self._ready.wait()
        except TimeoutError:
            self._was_missed = True
            logger.warning("A stream begins although the database does not answer the listener.")

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:
                self._listening.failed(error)
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self.streams.begin()
            if self._ready.is_set() or self._was_missed:
                self.streams.end()
            self._ready.set()
            self._listening.succeeded()
            async for notification in connection.notifies():
                self.streams.hear(notification.payload)


def _listener() -> Listener:
    loop = asyncio.get_running_loop()
    found = _listeners.get(loop)
    if found is None or not found.is_running:
        found = _listeners[loop] = Listener()
    return found


def _address() -> str:
    """Where Django connects to, for a connection outside the pool."""
    database = connections["default"].settings_dict
    return make_conninfo(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        application_name="kontor live",
        keepalives_idle=30,
    )
