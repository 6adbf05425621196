"""Which port the web server gets."""

from __future__ import annotations

import errno
import socket

from kontor.host.say import give_up, say

TRIES = 50


def choose_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one, and then that is said."""
    for port in range(wanted, min(wanted + TRIES, 65_536)):
        if _is_free(host, port):
            if port != wanted:
                say(f"Port {wanted} is taken by another program; Kontor uses {port} instead.")
            return port
    give_up(f"No free port between {wanted} and {wanted + TRIES - 1}. Choose one with --port.")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            give_up(f"Kontor cannot listen on {host}, port {port}: {error.strerror}.")
    return True


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there by now."""
    try:
        socket.create_connection((_on_this_machine(host), port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _on_this_machine(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
