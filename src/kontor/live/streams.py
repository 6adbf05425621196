"""The open streams of this process: what each may hear, and what waits to be said."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from functools import lru_cache
from time import time

HEARTBEAT = 20.0
"""Seconds of silence after which a comment is sent, so that nothing on the way closes the connection."""

LONGEST = 3600.0
"""Seconds after which a stream ends; the page opens a new one, and its person's rights are looked up anew."""

MOST_WAITING = 100
"""Messages that wait for a slow reader; more of them become one call to load everything again."""

MOST_OF_ONE = 20
"""Streams of one person in a process; with one more the oldest ends. A page that nobody looks at has none, and a web
server answers so many at once (``host/web.py``): one person must not take them all."""

RIGHTS = "rights"
"""What is told to a person whose rights, tenant choice or sign-in have changed, and to a tenant that is switched off:
the streams end."""

PASSING = frozenset({"presence"})
"""Kinds that fade by themselves, and that each page asks for anyway: nobody misses them."""

CLOCKS_DIFFER = 0.05
"""Seconds by which the clocks of two web servers may differ."""

GATHERED = 0.1
"""Seconds for which what concerns a tenant is gathered: of a busy tenant each page hears some times a second, not each
time. What is told to a person goes at once, and takes along what waits."""

OPENING = b"retry: 1000\n: open\n\n"
SILENCE = b":\n\n"
RELOAD = b"event: reload\ndata: {}\n\n"


class Stream:
    """What one open page hears. Belongs to the event loop that made it; never waits for its reader.

    ``looker_id`` is who looks through the person's eyes, if anybody does: what is told to them is not heard, but when
    their rights or sign-in change the stream ends too. ``asked`` is a moment before their rights were looked up.
    """

    def __init__(
        self, user_id: int, tenants: frozenset[int], *, looker_id: int | None = None, asked: float | None = None
    ) -> None:
        self.user_id = user_id
        self.looker_id = looker_id
        self.tenants = tenants
        self.asked = time() if asked is None else asked
        self._waiting: dict[bytes, None] = {}
        self._ended = False
        self._woken = asyncio.Event()
        self._hurries = asyncio.Event()

    @property
    def hears(self) -> list[tuple[object, object]]:
        """To whom notifications are addressed that this stream hears."""
        people = [self.user_id] if self.looker_id is None else [self.user_id, self.looker_id]
        return [*(("u", user_id) for user_id in people), *(("t", tenant_id) for tenant_id in self.tenants)]

    @property
    def whose(self) -> int:
        """Who sits before the page."""
        return self.user_id if self.looker_id is None else self.looker_id

    def hear(self, item: Iterable[object]) -> None:
        """Take an item of a notification if it is meant for this stream."""
        to, whom, kind, thing_id = item
        if kind == RIGHTS:
            if (to, whom) in self.hears:
                self.end()
        elif to == "u" and whom == self.user_id:
            self._say(_message(kind, thing_id, own=True), hurries=True)
        elif to == "t" and whom in self.tenants:
            self._say(_message(kind, thing_id))

    def reload(self) -> None:
        """Something may have been missed: the page shall load again what it shows."""
        self._waiting.clear()
        self._say(RELOAD, hurries=True)

    def end(self) -> None:
        self._ended = True
        self._woken.set()
        self._hurries.set()

    async def read(self) -> AsyncIterator[bytes]:
        """What is to be sent, in the form of an event stream, until the stream ends."""
        clock = asyncio.get_running_loop()
        until = clock.time() + LONGEST
        while not self._ended and clock.time() < until:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await self._woken.wait()
            except TimeoutError:
                yield SILENCE
                continue
            await self._gather()
            self._woken.clear()
            self._hurries.clear()
            said, self._waiting = self._waiting, {}
            if said and not self._ended:
                yield b"".join(said)

    async def _gather(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHERED):
                await self._hurries.wait()

    def _say(self, message: bytes, *, hurries: bool = False) -> None:
        if RELOAD not in self._waiting:
            self._waiting[message] = None
        if len(self._waiting) > MOST_WAITING:
            self._waiting = {RELOAD: None}
        self._woken.set()
        if hurries:
            self._hurries.set()


class Streams:
    """All open streams of an event loop, and since when something may have been missed by a new one."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._hearing: defaultdict[tuple[object, object], set[Stream]] = defaultdict(set)
        self._whose: defaultdict[int, dict[Stream, None]] = defaultdict(dict)
        self._since: float | None = None
        self._latest: dict[tuple[object, object], float] = {}
        self._withdrawn: dict[tuple[object, object], float] = {}

    def add(self, stream: Stream) -> None:
        self._open.add(stream)
        own = self._whose[stream.whose]
        own[stream] = None
        if len(own) > MOST_OF_ONE:
            oldest = next(iter(own))
            del own[oldest]
            oldest.end()
        for address in stream.hears:
            self._hearing[address].add(stream)
        # Rights may go while a stream is on its way from the look at them to here.
        if any(_when(self._withdrawn, address) >= stream.asked for address in stream.hears):
            stream.end()

    def remove(self, stream: Stream) -> None:
        self._open.discard(stream)
        self._whose[stream.whose].pop(stream, None)
        if not self._whose[stream.whose]:
            del self._whose[stream.whose]
        for address in stream.hears:
            self._hearing[address].discard(stream)
            if not self._hearing[address]:
                del self._hearing[address]

    def hear(self, payload: str) -> None:
        """Hand a notification's items to the streams of their tenants and people, and remember when these were told."""
        items = json.loads(payload)
        now = time()
        for to, whom, kind, _thing_id in items:
            if kind not in PASSING:
                self._latest[to, whom] = now
            if kind == RIGHTS:
                self._withdrawn[to, whom] = now
        for item in items:
            for stream in self._hearing.get((item[0], item[1]), ()):
                stream.hear(item)

    def begin(self) -> None:
        """From now on everything is heard; of what was before nothing is known."""
        self._since = time()
        self._latest.clear()

    def has_missed(self, stream: Stream, began: float) -> bool:
        """Something the stream hears of may have changed since its page began to be made."""
        began -= CLOCKS_DIFFER
        if self._since is None or began < self._since:
            return True
        return any(_when(self._latest, address) >= began for address in stream.hears)

    def end(self) -> None:
        """Nobody knows what was not heard: pages ask for new streams and load again what they show, and whoever may
        hear nothing any more gets none."""
        for stream in self._open:
            stream.end()


def _when(told: dict[tuple[object, object], float], address: tuple[object, object]) -> float:
    """When it was told. What lies ahead was heard while the clock was wrong: it counts as told now, then no more."""
    if address not in told:
        return 0.0
    told[address] = min(told[address], time())
    return told[address]


@lru_cache(maxsize=500)
def _message(kind: object, thing_id: object, *, own: bool = False) -> bytes:
    """``own`` is what was told to the person, and not to the people of a tenant."""
    said = {"kind": kind, "id": thing_id} | ({"own": True} if own else {})
    return b"data: " + json.dumps(said).encode() + b"\n\n"
