"""What an Asterisk tells while a test does something with it, in the normal form."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from kontor.channels.telephony.ami import Ami, signed_in
from kontor.channels.telephony.asterisk import Exchange
from kontor.channels.telephony.events import CallEvent, EventKind
from kontor.channels.telephony.orders import Origin
from kontor.kernel import clock
from tests.servers.telephony.asterisk import Asterisk

CUSTOMER = "00491701234567"


@dataclass
class Listening:
    """``until`` listens until something is there among what was heard."""

    ami: Ami
    exchange: Exchange
    heard: list[CallEvent] = field(default_factory=list)

    async def until(self, found: Callable[[list[CallEvent]], bool], seconds: float = 60) -> list[CallEvent]:
        end = time.monotonic() + seconds
        while not found(self.heard):
            if time.monotonic() > end:
                raise AssertionError(f"It was not told: {told(self.heard)}")
            for message in await self.ami.events(within=0.2):
                self.heard += self.exchange.heard(message, clock.now())
        return self.heard

    async def until_kind(self, kind: EventKind, call: str = "", *, far: bool = False) -> CallEvent:
        def wanted(event: CallEvent) -> bool:
            return event.kind == kind and event.far == far and call in ("", event.call)

        events = await self.until(lambda heard: any(map(wanted, heard)))
        return next(filter(wanted, events))


@asynccontextmanager
async def listening(asterisk: Asterisk) -> AsyncIterator[Listening]:
    async with signed_in(asterisk.server()) as ami:
        exchange = Exchange(trunks={"north", "alps"}, phones={"1001", "1002", "1003"})
        exchange.begin_with(await ami.listed("CoreShowChannels"), clock.now())
        yield Listening(ami, exchange)


def origin(key: str, *, prefix: str = "71", extension: str = "1001", ring_seconds: int = 20) -> Origin:
    return Origin(key, "PJSIP", extension, "kontor-out", f"{prefix}{CUSTOMER}", CUSTOMER, ring_seconds)


async def connected(line: Listening, call: str) -> None:
    """Until both sides of the call hear each other."""
    await line.until_kind(EventKind.ANSWERED, call, far=True)
    while True:
        legs = [each for each in await line.ami.listed("CoreShowChannels") if each["Linkedid"] == call]
        if len(legs) == 2 and all(leg["BridgeId"] for leg in legs):
            return
        await asyncio.sleep(0.02)


def told(events: list[CallEvent]) -> list[str]:
    """Shortly: kind, whose phone or which line, and cause."""
    return [
        " ".join(filter(None, [event.kind, event.extension or event.trunk, event.cause and str(event.cause)]))
        for event in events
    ]


def run_in_time(coroutine: object, seconds: float = 120) -> None:
    asyncio.run(asyncio.wait_for(coroutine, seconds))  # type: ignore[arg-type]
