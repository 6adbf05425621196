"""People with their pages open, as calls reach them."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from dataclasses import dataclass, field

from kontor.people.models import User

PATIENCE = 30.0
PANEL = "/desk/phone/calls/"
CARD = re.compile(rb'id="call-(\d+)"[^>]*data-phase="(\w+)"')


@dataclass
class Desk(threading.Thread):
    """A person's open page: hears of their calls and then asks for the panel, as the browser does (``phone.js``): what
    it hears of while it asks makes it ask once more."""

    port: int
    user: User
    cookie: str
    seen: dict[tuple[int, str], float] = field(default_factory=dict)
    asked: list[float] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._over = False
        self._news = threading.Event()
        self._stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._pages = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        headers = {"Cookie": self.cookie}
        self._stream.request("GET", "/live/", headers=headers)
        answer = self._stream.getresponse()
        assert answer.status == 200, answer.status
        self._ask()
        asking = threading.Thread(target=self._ask_for_news, daemon=True)
        asking.start()
        while not self._over and (line := answer.readline()):
            if line.startswith(b": open"):
                self.ready.set()
            elif line.startswith(b"data: "):
                said = json.loads(line.removeprefix(b"data: "))
                if said.get("own") and said["kind"] == "call":
                    self._news.set()
        self._news.set()
        asking.join(PATIENCE)

    def _ask_for_news(self) -> None:
        while self._news.wait() and not self._over:
            self._news.clear()
            self._ask()

    def _ask(self) -> None:
        headers = {"Cookie": self.cookie, "HX-Request": "true", "Kontor-Background": "1"}
        self._pages.request("GET", PANEL, headers=headers)
        answer = self._pages.getresponse()
        page = answer.read()
        assert answer.status == 200, answer.status
        now = time.monotonic()
        self.asked.append(now)
        for number, phase in CARD.findall(page):
            self.seen.setdefault((int(number), phase.decode()), now)

    def stop(self) -> None:
        """The stream's reader ends with its socket."""
        self._over = True
        if self._stream.sock:
            self._stream.sock.shutdown(socket.SHUT_RDWR)
        self._news.set()
        self.join(PATIENCE)
