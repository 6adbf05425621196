"""Lines that break, stall, or answer with nonsense."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import free_port

HOST = "127.0.0.1"


class BreakingLine:
    """Passes bytes to a server and back, until ``after`` bytes have come from the server; then the line is dead.

    ``after`` can be changed while connections are open; ``passed`` counts.
    """

    def __init__(self, host: str, port: int, *, after: int) -> None:
        self.target = (host, port)
        self.after = after
        self.passed = 0
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        try:
            while data := source.recv(4096):
                if counted:
                    self.passed += len(data)
                    if self.passed > self.after:
                        break
                sink.sendall(data)
        except OSError:
            pass
        for line in (source, sink):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


@contextmanager
def breaking_line(host: str, port: int, *, after: int) -> Iterator[BreakingLine]:
    line = BreakingLine(host, port, after=after)
    yield line
    line.close()


@contextmanager
def slow_line(host: str, port: int, *, megabytes: float) -> Iterator[int]:
    """Passes so many megabytes a second to the server, and what it says at once. Gives its port."""
    slice_of = 65_536

    def carry(source: socket.socket, sink: socket.socket, pause: float) -> None:
        with suppress(OSError):
            while data := source.recv(slice_of):
                sink.sendall(data)
                time.sleep(pause)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def talk(line: socket.socket) -> None:
        server = socket.create_connection((host, port))
        threading.Thread(target=carry, args=(server, line, 0), daemon=True).start()
        carry(line, server, slice_of / 1e6 / megabytes)

    with _answering(talk) as port_of_line:
        yield port_of_line


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word. Gives its port."""
    with socket.create_server((HOST, 0)) as listener:
        yield listener.getsockname()[1]


@dataclass
class Scripted:
    """``heard`` holds every line that came in."""

    port: int = 0
    heard: list[str] = field(default_factory=list)


@contextmanager
def _answering(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that talks to one after the other. Gives its port."""

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                talk(listener.accept()[0])

    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


@contextmanager
def scripted_imap(capabilities: str, *, greeting: str = "OK", **answers: str) -> Iterator[Scripted]:
    """An IMAP server with these capabilities; to a command it says what ``answers`` has for it, or else BAD."""
    script = Scripted()

    def talk(line: socket.socket) -> None:
        with line, line.makefile("rb") as lines:
            line.sendall(f"* {greeting} hello\r\n".encode())
            for heard in lines:
                script.heard.append(heard.decode().strip())
                tag, command, *_rest = [*script.heard[-1].split(), "", ""]
                if command == "CAPABILITY":
                    line.sendall(f"* CAPABILITY {capabilities}\r\n{tag} OK done\r\n".encode())
                else:
                    line.sendall(f"{tag} {answers.get(command, 'BAD unknown')}\r\n".encode())

    with _answering(talk) as script.port:
        yield script


@contextmanager
def scripted_lines(
    greeting: str,
    answers: dict[str, str],
    *,
    certificate: tuple[Path, Path] | None = None,
    encrypted: dict[str, str] | None = None,
) -> Iterator[Scripted]:
    """A server that talks in lines: by the line, else by its first word, or its second one after a tag.

    ``{tag}`` in an answer is the first word of the line, ``{last}`` that of the last line that had several, ``{pause}``
    a moment. After an answer that ends with ``{hang up}`` the connection is closed; one that ends with ``{tls}`` is the
    last that goes unencrypted, and from then on the answers are those of ``encrypted``.
    """
    script = Scripted()

    def greet(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.sendall(greeting.encode())
            if talk(line, answers) and certificate is not None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*certificate)
                with context.wrap_socket(line, server_side=True) as hidden:
                    talk(hidden, encrypted or {})

    def talk(line: socket.socket, answers: dict[str, str]) -> bool:
        """Returns whether TLS follows."""
        last = ""
        with line.makefile("rb") as lines:
            for heard in lines:
                said = heard.decode("utf-8", "replace").rstrip("\r\n")
                script.heard.append(said)
                words = said.split() or [""]
                last = words[0] if len(words) > 1 else last
                known = [key for key in (said, words[0], *words[1:2]) if key in answers]
                answer = answers[known[0]] if known else "{tag} BAD unknown\r\n"
                text = answer.replace("{tag}", words[0]).replace("{last}", last)
                for place, part in enumerate(text.removesuffix("{hang up}").removesuffix("{tls}").split("{pause}")):
                    time.sleep(0.05 if place else 0)
                    line.sendall(part.encode())
                if text.endswith(("{hang up}", "{tls}")):
                    return text.endswith("{tls}")
        return False

    with _answering(greet) as script.port:
        yield script


@contextmanager
def server_that_says(greeting: bytes) -> Iterator[int]:
    """Says this and hangs up. Gives its port."""

    def talk(line: socket.socket) -> None:
        line.sendall(greeting)
        line.close()

    with _answering(talk) as port:
        yield port


@contextmanager
def endless_server(greeting: bytes, begun: dict[bytes, bytes], forever: bytes) -> Iterator[Scripted]:
    """Says ``greeting``, answers lines that hold a key of ``begun``, and to any other goes on with ``forever`` until
    nobody listens. ``{tag}`` is the first word of the line. ``heard`` has a line for each time it said that."""
    script = Scripted()

    def talk(line: socket.socket) -> None:
        with line, suppress(OSError), line.makefile("rb") as lines:
            line.sendall(greeting)
            for heard in lines:
                known = [answer for key, answer in begun.items() if key in heard.upper()]
                if known:
                    line.sendall(known[0].replace(b"{tag}", heard.split()[0]))
                    continue
                while True:
                    line.sendall(forever)
                    script.heard.append(heard.decode())

    with _answering(talk) as script.port:
        yield script


@contextmanager
def hanging_up_at(word: str) -> Iterator[int]:
    """An SMTP server that says yes until a line begins with ``word`` (``.``: the mail's end); then it is gone."""

    def talk(line: socket.socket) -> None:
        with line, line.makefile("rb") as lines:
            line.sendall(b"220 hello\r\n")
            in_mail = False
            for heard in lines:
                if heard.decode().strip().startswith(word) and in_mail == (word == "."):
                    return
                if not in_mail:
                    in_mail = heard.startswith(b"DATA")
                    line.sendall(b"354 go on\r\n" if in_mail else b"250 ok\r\n")

    with _answering(talk) as port:
        yield port


def unused_port() -> int:
    return free_port(HOST)
