"""A storage that speaks the few words of S3 that letters need: put, get, head and delete of an object in one bucket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass
class S3:
    """``objects`` by their key. ``answer`` is a status and a code that every request gets from now on."""

    port: int
    bucket: str = "letters"
    objects: dict[str, bytes] = field(default_factory=dict)
    answer: tuple[int, str] | None = None

    @property
    def options(self) -> dict[str, Any]:
        """The options of django-storages for this server."""
        return {
            "bucket_name": self.bucket,
            "endpoint_url": f"http://127.0.0.1:{self.port}",
            "access_key": "key",
            "secret_key": "secret",
            "region_name": "eu-central-1",
            "addressing_style": "path",
        }


@contextmanager
def s3_server() -> Iterator[S3]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    store = S3(server.server_port)
    server.store = store  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self._body()
        if not self._refused():
            self._store.objects[self._key] = body
            self._say(200)

    def do_GET(self) -> None:
        if not self._refused():
            self._object()

    def do_HEAD(self) -> None:
        if not self._refused():
            self._object()

    def do_DELETE(self) -> None:
        if not self._refused():
            self._store.objects.pop(self._key, None)
            self._say(204)

    def log_message(self, format: str, *arguments: object) -> None:
        """Silence."""

    @property
    def _store(self) -> S3:
        return self.server.store  # type: ignore[attr-defined,no-any-return]

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{self._store.bucket}/")

    def _object(self) -> None:
        content = self._store.objects.get(self._key)
        if content is None:
            self._error(404, "NoSuchKey")
        else:
            self._say(200, content)

    def _refused(self) -> bool:
        if self._store.answer:
            self._error(*self._store.answer)
        return bool(self._store.answer)

    def _error(self, status: int, code: str) -> None:
        self._say(status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def _say(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _body(self) -> bytes:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        return _unchunked(raw) if "aws-chunked" in self.headers.get("Content-Encoding", "") else raw


def _unchunked(raw: bytes) -> bytes:
    """The bytes of a body that is sent in chunks, each with its length in hexadecimal before it."""
    content = b""
    while raw:
        length, _, rest = raw.partition(b"\r\n")
        size = int(length.split(b";")[0], 16)
        if not size:
            break
        content += rest[:size]
        raw = rest[size + 2 :]
    return content
