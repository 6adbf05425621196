"""The line to one Asterisk, held for as long as this worker may. It only listens: what is heard becomes records."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from logging import getLogger
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

from kontor.calls.domain import link_leases
from kontor.calls.domain.device_states import write_states
from kontor.calls.domain.dialling import explain_ends
from kontor.calls.domain.events import receive
from kontor.calls.domain.link_leases import RENEW_EVERY, Hold, LeaseLost
from kontor.calls.domain.lost_calls import end_lost_calls
from kontor.calls.domain.reaching import ami_server
from kontor.calls.models import PhoneDevice, PhoneSystem, Trunk
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.telephony.ami import ActionRefused, Ami, Message, signed_in
from kontor.channels.telephony.asterisk import Exchange
from kontor.channels.telephony.events import CallEvent
from kontor.channels.telephony.orders import hang_up_channel
from kontor.kernel import clock
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

log = getLogger("kontor.calls")

GATHER = 0.005
"""Seconds in which what comes together is written together."""
LISTEN = 1.0
LONGEST_WAIT = 60.0
LOOK_FOR_LOST = 30.0
DATABASE_PAUSE = 1.0

T = TypeVar("T")


class Line:
    """``run`` returns when ``stop`` is set or another worker has the line."""

    def __init__(self, system: PhoneSystem, hold: Hold, stop: threading.Event) -> None:
        self.system = system
        self.hold = hold
        self.stop = stop
        self.exchange = Exchange()
        self._event_at: datetime | None = None
        self._attempts = 0
        self._renewed = self._looked = 0.0
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"line {system.pk}")

    def run(self) -> None:
        try:
            asyncio.run(self._run())
        except LeaseLost:
            log.info("The line to telephone system %s is another worker's now.", self.system.pk)
        finally:
            self._database.submit(connections.close_all).result()
            self._database.shutdown()

    async def _run(self) -> None:
        while not self.stop.is_set():
            try:
                await self._in_database(lambda: link_leases.connecting(self.hold))
                async with signed_in(ami_server(self.system)) as ami:
                    await self._begin(ami)
                    while not self.stop.is_set():
                        await self._listen(ami)
            except ConnectionFailed as failed:
                await self._wait_after(failed)
            except ActionRefused as refused:
                why = ConnectionFailed(Kind.MAY_NOT, username=self.system.username, detail=str(refused))
                await self._wait_after(why)

    async def _begin(self, ami: Ami) -> None:
        """What goes on there by now, and what has ended without us."""
        await self._in_database(self._look_up_names)
        self.exchange = Exchange(trunks=self.exchange.trunks, phones=self.exchange.phones)
        await self._hand_over(self.exchange.begin_with(await ami.listed("CoreShowChannels"), clock.now()))
        await self._end_lost()
        await self._write_devices(await _devices(ami))
        await self._in_database(lambda: link_leases.up(self.hold))
        self._attempts = 0
        self._renewed = time.monotonic()

    async def _listen(self, ami: Ami) -> None:
        messages = await ami.events(within=LISTEN)
        if messages:
            await asyncio.sleep(GATHER)
            messages += await ami.events(within=0)
            await self._hand_over([event for each in messages for event in self.exchange.heard(each, clock.now())])
            await self._write_devices({each["Device"]: each.get("State", "") for each in messages if "Device" in each})
            self._event_at = clock.now()
        for channel in self.exchange.stranded():
            await hang_up_channel(ami, channel)
        if time.monotonic() - self._renewed > RENEW_EVERY:
            await ami.action("Ping")
            await self._in_database(self._renew)
            self._renewed = time.monotonic()
        if time.monotonic() - self._looked > LOOK_FOR_LOST:
            await self._end_lost()

    async def _hand_over(self, events: Sequence[CallEvent]) -> None:
        """None is lost for want of a database: it is waited for, while Asterisk's events wait in the connection."""
        while events:
            try:
                await self._in_database(lambda: _take(self.system.pk, events))
                return
            except (OperationalError, InterfaceError):
                log.exception("Events of telephone system %s wait for the database.", self.system.pk)
                await asyncio.sleep(DATABASE_PAUSE)
                if self.stop.is_set():
                    return
            except Exception:
                if len(events) == 1:
                    log.exception("An event of call %s could not be taken.", events[0].call)
                    return
                for event in events:
                    await self._hand_over([event])
                return

    async def _write_devices(self, states: dict[str, str]) -> None:
        if states:
            await self._in_database(lambda: write_states(self.system.pk, self.system.technology, states))

    async def _end_lost(self) -> None:
        self._looked = time.monotonic()
        living = self.exchange.living
        if count := await self._in_database(lambda: end_lost_calls(self.system.pk, living)):
            log.warning("%s calls of telephone system %s ended without a word.", count, self.system.pk)

    async def _wait_after(self, failed: ConnectionFailed) -> None:
        """A second at first, twice as long each time, a minute at most; never all workers at the same moment."""
        self._attempts += 1
        seconds = min(2.0 ** (self._attempts - 1), LONGEST_WAIT) * random.uniform(0.75, 1.0)
        again, attempts = clock.now() + timedelta(seconds=seconds), self._attempts
        log.info("The line to telephone system %s is down: %s.", self.system.pk, failed.kind)
        await self._in_database(lambda: link_leases.down(self.hold, failed, attempts=attempts, next_try_at=again))
        end = time.monotonic() + seconds
        while not self.stop.is_set() and time.monotonic() < end:
            await asyncio.sleep(min(RENEW_EVERY, 0.2))
            if time.monotonic() - self._renewed > RENEW_EVERY:
                await self._in_database(lambda: link_leases.renew(self.hold))
                self._renewed = time.monotonic()

    def _renew(self) -> None:
        link_leases.alive(self.hold, self._event_at)
        self._look_up_names()

    def _look_up_names(self) -> None:
        with scope(INSTALLATION, *every_tenant()):
            trunks = Trunk.objects.filter(system=self.system).values_list("pbx_name", flat=True)
            phones = PhoneDevice.objects.filter(system=self.system).values_list("extension", flat=True)
            self.exchange.trunks, self.exchange.phones = set(trunks), set(phones)

    async def _in_database(self, work: Callable[[], T]) -> T:
        """In a thread of the line's own, which keeps its connection until it fails."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._database, work)
        except (OperationalError, InterfaceError):
            self._database.submit(connections.close_all).result()
            raise


def _take(system_id: int, events: Sequence[CallEvent]) -> None:
    receive(system_id, events)
    explain_ends(system_id, events)


async def _devices(ami: Ami) -> dict[str, str]:
    """All that Asterisk tells of; where that module is not loaded, nothing."""
    try:
        found: list[Message] = await ami.listed("DeviceStateList")
    except ActionRefused:
        return {}
    return {each["Device"]: each.get("State", "") for each in found if "Device" in each}
