"""The manager interface of Asterisk (AMI): a connection that is signed in, gives orders and hears events.

    async with signed_in(server) as ami:
        await ami.action("Hangup", Channel="PJSIP/1001-00000001")
        for event in await ami.events(within=5.0): ...

Nothing is kept for later: an order that cannot be given fails.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.tls import failure, plain_failures, readable, tls_context
from kontor.kernel.errors import Failed

GREETING = "Asterisk Call Manager"
TIMEOUT = 10.0
"""Seconds to wait for a connection, and for each answer."""
LONGEST_LINE = 32_768
LONGEST_MESSAGE = 2_000
"""Lines of one message; the longest that Asterisk really sends is its list of actions, with about 150."""
MOST_WAITING = 50_000
"""Events that may wait for whoever reads them; more means that nobody does, and the connection is given up."""
FAREWELL = 2.0

Message = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AmiServer:
    """What is needed to reach a manager interface. ``ca_file`` names the only authority that is trusted then."""

    host: str
    port: int
    username: str
    secret: str = field(repr=False)
    tls: bool = False
    ca_file: str | None = None
    timeout: float = TIMEOUT


class ActionRefused(Failed):
    """Asterisk said no to an order. ``str()`` is its own word for why."""


@asynccontextmanager
async def signed_in(server: AmiServer, *, events: bool = True) -> AsyncIterator[Ami]:
    """A connection that is signed in; with ``events`` it hears what happens. Raises ``ConnectionFailed``."""
    ami = await connect(server)
    try:
        await ami.sign_in(events=events)
        yield ami
    finally:
        await ami.close()


async def connect(server: AmiServer) -> Ami:
    """Connect, encrypt where wanted and hear the greeting, without signing in."""
    context = tls_context(server) if server.tls else None
    opening = asyncio.open_connection(server.host, server.port, ssl=context, limit=LONGEST_LINE)
    reader, writer = await _in_time(server, opening)
    try:
        greeting = (await _in_time(server, reader.readline())).decode("utf-8", "replace")
        if not greeting.startswith(GREETING):
            raise failure(server, Kind.NO_AMI)
    except ValueError as error:  # a line without end
        writer.close()
        raise failure(server, Kind.NO_AMI) from error
    except ConnectionFailed:
        writer.close()
        raise
    return Ami(server, reader, writer)


class Ami:
    """One connection. Its methods raise ``ConnectionFailed`` as soon as it is lost."""

    def __init__(self, server: AmiServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self._reader = reader
        self._writer = writer
        self._numbers = count(1)
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._lists: dict[str, list[Message]] = {}
        self._waiting: list[Message] = []
        self._news = asyncio.Event()
        self._lost: ConnectionFailed | None = None
        self._signed_in = False
        self._reading = asyncio.create_task(self._read())

    async def sign_in(self, *, events: bool = True) -> None:
        """By challenge, so that the secret itself never crosses the line."""
        try:
            challenge = await self.action("Challenge", AuthType="MD5")
            digest = hashlib.md5((challenge.get("Challenge", "") + self.server.secret).encode(), usedforsecurity=False)
            await self.action(
                "Login",
                AuthType="MD5",
                Username=self.server.username,
                Key=digest.hexdigest(),
                Events="on" if events else "off",
            )
        except ActionRefused as refused:
            raise failure(self.server, Kind.SIGN_IN, str(refused)) from refused
        self._signed_in = True

    async def action(
        self, name: str, variables: Mapping[str, str] | None = None, action_id: str = "", **headers: object
    ) -> Message:
        """Give an order and wait for the answer. Raises ``ActionRefused`` when it is no.

        A value with a line break would be a header more: ``ValueError``, and nothing is sent.
        """
        action_id = action_id or f"kontor-{next(self._numbers)}"
        lines = [("Action", name), ("ActionID", action_id), *headers.items()]
        lines += [("Variable", f"{key}={value}") for key, value in (variables or {}).items()]
        answer = await self._ask(action_id, _written(lines))
        if answer.get("Response") not in ("Success", "Goodbye", "Follows"):
            raise ActionRefused(readable(answer.get("Message", "")))
        return answer

    async def listed(self, name: str, **headers: str) -> list[Message]:
        """What an order that answers with a list has to say, without the line that ends it."""
        action_id = f"kontor-list-{next(self._numbers)}"
        found: list[Message] = []
        self._lists[action_id] = found
        try:
            await self.action(name, None, action_id, **headers)
            await _in_time(self.server, self._complete(found))
        finally:
            del self._lists[action_id]
        return [message for message in found if "EventList" not in message]

    async def events(self, *, within: float) -> list[Message]:
        """What has happened since the last time. Waits at most this many seconds when nothing has."""
        if not self._waiting and self._lost is None:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), within)
        if not self._waiting and self._lost is not None:
            raise self._lost
        heard, self._waiting = self._waiting, []
        return heard

    async def close(self) -> None:
        """Sign out and close, whatever state the connection is in."""
        if self._signed_in and self._lost is None:
            with suppress(ConnectionFailed, ActionRefused, TimeoutError):
                await asyncio.wait_for(self.action("Logoff"), FAREWELL)
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading
        self._writer.close()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), FAREWELL)

    async def _ask(self, action_id: str, written: bytes) -> Message:
        if self._lost is not None:
            raise self._lost
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[action_id] = answer
        try:
            with plain_failures(self.server):
                self._writer.write(written)
                await self._writer.drain()
            return await _in_time(self.server, answer)
        finally:
            del self._answers[action_id]

    async def _complete(self, found: list[Message]) -> None:
        while not (found and "EventList" in found[-1]):
            if self._lost is not None:
                raise self._lost
            self._news.clear()
            await self._news.wait()

    async def _read(self) -> None:
        lost = failure(self.server, Kind.LOST)
        try:
            while message := await self._message():
                self._deliver(message)
        except OSError:
            pass
        except ValueError as error:
            lost = failure(self.server, Kind.PROTOCOL, error)
        finally:
            self._end(lost)

    def _end(self, lost: ConnectionFailed) -> None:
        self._lost = lost
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(lost)
        self._news.set()

    async def _message(self) -> Message:
        """The next message; of a header that is given twice the first counts. Empty at the end of the connection."""
        message: Message = {}
        lines = 0
        while line := await self._reader.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if not text and message:
                return message
            lines += 1
            if lines > LONGEST_MESSAGE:
                raise ValueError("a message without end")
            key, _colon, value = text.partition(":")
            message.setdefault(key, value.lstrip(" "))
        return {}

    def _deliver(self, message: Message) -> None:
        """Events first: the one that tells how a call could be placed has a header ``Response`` as well."""
        action_id = message.get("ActionID", "")
        if "Event" not in message:
            answer = self._answers.get(action_id)
            if answer is not None and not answer.done():
                answer.set_result(message)
            return
        if action_id in self._lists:
            self._lists[action_id].append(message)
        else:
            self._waiting.append(message)
            if len(self._waiting) > MOST_WAITING:
                raise ValueError("events that nobody reads")
        self._news.set()


def _written(lines: list[tuple[str, object]]) -> bytes:
    for key, value in lines:
        if any(sign in f"{key}{value}" for sign in "\r\n\0"):
            raise ValueError(f"a line break in {key}")
    return "".join(f"{key}: {value}\r\n" for key, value in lines).encode() + b"\r\n"


async def _in_time(server: AmiServer, doing: Awaitable[T]) -> T:
    with plain_failures(server):
        return await asyncio.wait_for(doing, server.timeout)
