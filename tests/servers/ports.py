from __future__ import annotations

import socket
import time


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as listener:
        listener.bind((host, 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for_greeting(host: str, port: int, seconds: float = 60) -> None:
    """Until a server greets there."""
    end = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection((host, port), 2) as line:
                line.settimeout(5)
                if line.recv(4):
                    return
        except OSError:
            pass
        if time.monotonic() > end:
            raise TimeoutError(f"nobody greets on port {port}")
        time.sleep(0.03)
