"""A service that gives out tokens by OAuth 2.0, in the test's own process: the customer's Microsoft or Google."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from tests.servers.dovecot import Dovecot

HOST = "127.0.0.1"


@dataclass
class TokenServer:
    """Gives tokens that open ``user``'s mailbox at ``dovecot``. Behaviour can be changed at any time.

    ``asked`` holds every request. With ``rotates`` a refresh token works once. ``codes``: code -> hash of the verifier.
    ``answer``: (status, body) instead of the usual one. ``slow``: seconds before an answer.
    """

    dovecot: Dovecot
    user: str
    client_id: str = "kontor"
    client_secret: str = "secret of the application"
    lifetime: int = 3600
    rotates: bool = False
    codes: dict[str, str] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=lambda: {"refresh-0"})
    answer: tuple[int, str] | None = None
    location: str = ""
    slow: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))
    _lock: Any = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/token"

    def start(self) -> TokenServer:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.dovecot.authority.issue("tokens", hosts=("localhost", HOST)))
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def agree(self, challenge: str) -> str:
        """A person has agreed in the browser: the code they go back with."""
        code = f"code-{next(self._numbers)}"
        self.codes[code] = challenge
        return code

    def _answer(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.asked.append(asked)
            if (asked.get("client_id"), asked.get("client_secret")) != (self.client_id, self.client_secret):
                return 401, {"error": "invalid_client", "error_description": "unknown application"}
            granted = getattr(self, f"_{asked.get('grant_type')}", lambda _asked: False)(asked)
            if not granted:
                return 400, {"error": "invalid_grant", "error_description": "no longer valid"}
            answer = {
                "access_token": self.dovecot.token(self.user, lifetime=self.lifetime),
                "token_type": "Bearer",
                "expires_in": self.lifetime,
                "scope": "another scope than was asked for",
            }
            if asked["grant_type"] == "authorization_code" or self.rotates:
                answer["refresh_token"] = f"refresh-{next(self._numbers)}"
                self.refresh_tokens.add(answer["refresh_token"])
            return 200, answer

    def _authorization_code(self, asked: dict[str, str]) -> bool:
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return self.codes.pop(asked.get("code", ""), None) == proof

    def _refresh_token(self, asked: dict[str, str]) -> bool:
        known = asked.get("refresh_token") in self.refresh_tokens
        if known and self.rotates:
            self.refresh_tokens.discard(asked["refresh_token"])
        return known

    def _client_credentials(self, asked: dict[str, str]) -> bool:
        return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                fields = parse_qs(self.rfile.read(length).decode())
                time.sleep(service.slow)
                status, told = service._answer({name: values[0] for name, values in fields.items()})
                status, body = service.answer or (status, json.dumps(told))
                self.send_response(status)
                if service.location:
                    self.send_header("Location", service.location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
