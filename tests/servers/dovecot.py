"""A Dovecot of our own: IMAP, POP3 and LMTP, with every address as a mailbox."""

from __future__ import annotations

import base64
import grp
import hmac
import json
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template
from typing import Any

import psutil
from imapclient import IMAPClient

from kontor.channels.servers import MailServer
from kontor.channels.tls import tls_context
from tests.servers.certificates import Authority
from tests.servers.ports import free_port, wait_for_greeting

HOST = "127.0.0.9"
HOST_NAME = "localhost"
PASSWORD = "mailbox-secret"
UMLAUT_USER = "umlaut@mail.example"
UMLAUT_PASSWORD = "schön-geheim"
PACKAGES = ("dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd")
CONFIGURATION = Path(__file__).parent / "conf" / "dovecot.conf.in"
LISTENERS = ("imap", "imaps", "pop3", "pop3s", "lmtp", "auth")


class Dovecot:
    """``deliver`` puts a mail into a mailbox, ``mailbox`` reads it, ``server`` says how to reach it."""

    host = HOST

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-mail-", dir="/tmp"))  # short: it holds sockets
        self.folder.chmod(0o755)
        self.authority = Authority(self.folder)
        self.ports = {name: free_port(HOST) for name in LISTENERS}
        self._token_key = os.urandom(32)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def ca_file(self) -> str:
        return str(self.authority.file)

    def server(self, user: str, *, protocol: str = "imap", security: str = "tls", **changes: Any) -> MailServer:
        """How to reach the user's mailbox."""
        port = self.ports[f"{protocol}s" if security == "tls" else protocol]
        values: dict[str, Any] = {
            "host": HOST,
            "port": port,
            "username": user,
            "password": PASSWORD,
            "protocol": protocol,
            "security": security,
            "ca_file": self.ca_file,
            "timeout": 10.0,
        }
        return MailServer(**(values | changes))

    def token(self, user: str, *, lifetime: int = 3600) -> str:
        """A token with which the user's mailbox can be opened (XOAUTH2). A negative time: expired."""
        now = int(time.time())
        claims = {"sub": user, "email": user, "iat": now - 7200, "exp": now + lifetime, "jti": os.urandom(6).hex()}
        signed = ".".join(_base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return f"{signed}.{_base64url(hmac.digest(self._token_key, signed.encode(), 'sha256'))}"

    def deliver(self, user: str, *mails: bytes, sender: str = "customer@customer.example") -> None:
        """Put the mails into the user's mailbox, as a mail server does it (LMTP)."""
        with smtplib.LMTP(HOST, self.ports["lmtp"]) as line:
            for mail in mails:
                line.sendmail(sender, [user], mail)

    def mailbox(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The mails in the user's folder, oldest first."""
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
        return [found[uid][b"BODY[]"] for uid in sorted(found)]

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """Signed in, for whatever else a test wants of the server."""
        server = self.server(user)
        with IMAPClient(HOST, self.ports["imaps"], ssl_context=tls_context(server), timeout=10) as client:
            client.login(user, PASSWORD)
            yield client

    def start(self) -> None:
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._write_configuration(account)
        out = self.folder / "out"
        with out.open("wb") as output:
            self._process = subprocess.Popen(
                ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **_dropping_to(account),
            )
        try:
            for name in LISTENERS:
                if name not in ("imaps", "pop3s", "auth"):
                    wait_for_greeting(HOST, self.ports[name])
        except TimeoutError as error:
            raise RuntimeError(out.read_text()[-3000:] + self.log()[-3000:]) from error

    def stop(self) -> None:
        """End the server with all its processes, one of which might keep a port; the mails stay."""
        if self._process is not None and self._process.poll() is None:
            others = psutil.Process(self._process.pid).children(recursive=True)
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            for process in others:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(others, timeout=10)

    def suspend(self) -> None:
        """The server answers nobody, not even by hanging up, until ``resume``."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        root = psutil.Process(self._process.pid)
        for process in [root, *root.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""

    def _write_configuration(self, account: pwd.struct_passwd) -> None:
        certificate, key = self.authority.issue("server", hosts=(HOST_NAME, HOST, "127.0.0.1"))
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir(exist_ok=True)
        (self.folder / "users").write_text(f"{UMLAUT_USER}:{{PLAIN}}{UMLAUT_PASSWORD}::::::\n")
        self._write_token_key()
        values = {
            "run": self.folder,
            "name": self.folder.name,
            "host": HOST,
            "user": account.pw_name,
            "group": grp.getgrgid(account.pw_gid).gr_name,
            "password": PASSWORD,
            "certificate": certificate,
            "key": key,
            **self.ports,
        }
        text = Template(CONFIGURATION.read_text()).substitute(values)
        (self.folder / "dovecot.conf").write_text(text)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid)

    def _write_token_key(self) -> None:
        keys = self.folder / "keys"
        (keys / "default" / "HS256").mkdir(parents=True, exist_ok=True)
        (keys / "default" / "HS256" / "default").write_text(base64.b64encode(self._token_key).decode())
        (self.folder / "oauth2.conf").write_text(
            "introspection_mode = local\nactive_attribute =\nactive_value =\nusername_attribute = email\n"
            f"local_validation_key_dict = fs:posix:prefix={keys}/\n"
        )


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def installed() -> bool:
    return shutil.which("dovecot") is not None and Path("/usr/lib/dovecot/lmtp").exists()


def _dropping_to(account: pwd.struct_passwd) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
