"""A server for sending that takes everything at once, in a process of its own. Knows nothing of Kontor."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any


@contextmanager
def running_sink() -> Iterator[int]:
    """Gives its port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def _serve(there: Connection) -> None:
    from aiosmtpd.controller import Controller

    class Everything:
        async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:
            return "250 2.0.0 kept"

    with_port = Controller(Everything(), hostname="127.0.0.1", port=_free_port())
    with_port.start()
    there.send(with_port.port)
    while True:
        time.sleep(60)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
