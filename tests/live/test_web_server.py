"""Streams under the real web server, with a small pool of connections."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.urls import reverse

from kontor.live.notify import changed, told
from kontor.live.streams import OPENING
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.processes import Web, web
from tests.support.scoping import in_scope

POOL = 4
ENOUGH = 14


class OpenStream:
    """A page that is open: one connection that reads events."""

    def __init__(self, server: Web, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        self._connection.request("GET", reverse("live"), headers={"Cookie": cookie, "Accept": "text/event-stream"})
        self._response = self._connection.getresponse()
        assert self._response.status == 200, self._response.status
        opening = b"".join(self._response.readline() for _line in OPENING.splitlines())
        assert opening == OPENING

    def next(self) -> bytes:
        """The next event, or nothing when the stream has ended."""
        lines = []
        while line := self._response.readline():
            if line == b"\n":
                return b"".join(lines)
            lines.append(line)
        return b""

    def close(self) -> None:
        self._connection.close()


@contextmanager
def open_streams(server: Web, cookie: str, number: int) -> Iterator[list[OpenStream]]:
    with ExitStack() as stack:
        streams = []
        for _stream in range(number):
            streams.append(OpenStream(server, cookie))
            stack.callback(streams[-1].close)
        yield streams


def cookie_of(browser: Browser) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


def get(server: Web, path: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=15)
    connection.request("GET", path, headers={"Cookie": cookie})
    status = connection.getresponse().status
    connection.close()
    return status


def test_streams_hold_no_connection_and_hear_their_tenants_only(
    committed_db: str, client_for: Callable[..., Browser], anna: User, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    annas = cookie_of(client_for(anna, nordlicht))
    carlas = cookie_of(client_for(carla, alpina))

    with (
        web(committed_db, KONTOR_DATABASE_POOL=str(POOL)) as server,
        open_streams(server, annas, ENOUGH) as streams,
        open_streams(server, carlas, 1) as [other],
    ):
        statuses = [get(server, reverse("tenant-choice"), annas) for _page in range(6)]
        with in_scope(nordlicht, alpina):
            changed(nordlicht.pk, "ticket", 7)
            changed(alpina.pk, "ticket", 8)
        heard = [json.loads(stream.next().removeprefix(b"data: ")) for stream in streams]
        heard_by_other = json.loads(other.next().removeprefix(b"data: "))

    assert all(status < 400 for status in statuses), statuses
    assert heard == [{"kind": "ticket", "id": 7}] * ENOUGH
    assert heard_by_other == {"kind": "ticket", "id": 8}


def test_rights_withdrawn_end_the_persons_streams_and_a_new_one_needs_a_sign_in(
    committed_db: str, client_for: Callable[..., Browser], anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(anna, nordlicht)
    annas, belas = cookie_of(browser), cookie_of(client_for(bela, nordlicht))

    with (
        web(committed_db) as server,
        open_streams(server, annas, 2) as streams,
        open_streams(server, belas, 1) as [other],
    ):
        anna.sessions.all().delete()
        with in_scope(nordlicht):
            told(anna.pk, "rights")
            changed(nordlicht.pk, "ticket", 7)
        ended = [stream.next() for stream in streams]
        again = get(server, reverse("live"), annas)
        heard_by_other = other.next()

    assert ended == [b"", b""]
    assert again == 401
    assert heard_by_other == b'data: {"kind": "ticket", "id": 7}\n'


def test_open_streams_do_not_hold_up_the_stop(
    committed_db: str, client_for: Callable[..., Browser], anna: User, nordlicht: Tenant
) -> None:
    cookie = cookie_of(client_for(anna, nordlicht))

    with web(committed_db) as server, open_streams(server, cookie, 3):
        time.sleep(0.2)
        took = server.stop()

    assert took < 5, f"{took:.1f} s"
