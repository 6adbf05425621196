"""A Postfix of our own in front of Dovecot. Its master wants to be root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from string import Template
from typing import Any

from kontor.channels.servers import SmtpServer
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import free_port, wait_for_greeting

HOST = "127.0.0.1"
PACKAGES = ("postfix",)
CONFIGURATION = Path(__file__).parent / "conf"
LISTENERS = ("smtp", "submission", "smtps")


class Postfix:
    """Takes mail for ``service…@….mail.example`` into Dovecot's mailboxes and hands all other to ``world``. Nobody
    may send as ``stranger…@``, and no line of a mail may begin with "unwanted". What is late is told at once."""

    def __init__(self, dovecot: Dovecot, world: int) -> None:
        self.dovecot = dovecot
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-postfix-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.ports = {name: free_port(HOST) for name in LISTENERS}
        self.world = world

    def server(self, user: str, *, security: str = "tls", **changes: Any) -> SmtpServer:
        """How to send as this user; ``plain`` is the port at which foreign servers deliver."""
        port = self.ports[{"tls": "smtps", "starttls": "submission", "plain": "smtp"}[security]]
        values: dict[str, Any] = {
            "host": HOST,
            "port": port,
            "username": "" if security == "plain" else user,
            "password": PASSWORD,
            "security": security,
            "ca_file": self.dovecot.ca_file,
            "timeout": 10.0,
        }
        return SmtpServer(**(values | changes))

    def start(self) -> None:
        for name in ("queue", "data", "etc"):
            (self.folder / name).mkdir()
        os.chown(self.folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
        self._write_configuration()
        started = self._postfix("start")
        try:
            if started.returncode != 0:
                raise TimeoutError
            for port in self.ports.values():
                if port != self.ports["smtps"]:
                    wait_for_greeting(HOST, port)
        except TimeoutError as error:
            log = self.folder / "maillog"
            raise RuntimeError(started.stdout + started.stderr + (log.read_text() if log.exists() else "")) from error

    def remove(self) -> None:
        self._postfix("stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _postfix(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["postfix", "-c", str(self.folder / "etc"), command], capture_output=True, text=True)

    def _write_configuration(self) -> None:
        certificate, key = self.dovecot.authority.issue("postfix", hosts=("localhost", HOST))
        values = {
            "run": self.folder,
            "host": self.dovecot.host,
            "lmtp": self.dovecot.ports["lmtp"],
            "auth": self.dovecot.ports["auth"],
            "world": self.world,
            "certificate": certificate,
            "key": key,
            **self.ports,
        }
        etc = self.folder / "etc"
        for name in ("main.cf", "master.cf"):
            (etc / name).write_text(Template((CONFIGURATION / f"{name}.in").read_text()).substitute(values))
        (etc / "domains").write_text("/\\.mail\\.example$/ x\n")
        (etc / "mailboxes").write_text("/^service[0-9]*@/ x\n")
        (etc / "senders").write_text("/^stranger[0-9]*@/ 553 5.7.1 not owned by user\n")
        (etc / "bodies").write_text("/^unwanted/ REJECT 5.7.1 unwanted content\n")


def installed() -> bool:
    return shutil.which("postfix") is not None
