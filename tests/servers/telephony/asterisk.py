"""An Asterisk of our own, with three telephones and two trunks. ``bin/asterisk`` has fetched it.

Extensions 1001 and 1003 are telephones at fixed addresses, 1002 is one that registers. Calls to the trunk ``north``
ring at 1001, those to ``alps`` at 1003. Prefix 71 goes out over ``north`` and shows ``NORTH``, 72 over ``alps`` and
shows ``ALPS``; no prefix shows ``HOUSE``; any other is refused.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from string import Template
from typing import Any

from kontor.channels.telephony.ami import AmiServer
from tests.servers.certificates import Authority
from tests.servers.ports import free_port
from tests.servers.telephony.phones import Phones, free_udp_port

HOST = "127.0.0.1"
USER = "kontor"
LISTENER = "listener"
"""A user that may listen only."""
NORTH, ALPS, HOUSE = "+4940111000", "+43512222000", "+4940999000"
CONFIGURATION = Path(__file__).parent / "conf"
FETCH = Path(__file__).parents[3] / "bin" / "asterisk"
COME_UP = 60.0


def unpacked() -> Path | None:
    """Where ``bin/asterisk`` has put it; None where it could not be fetched."""
    cache = (
        os.environ.get("KONTOR_TEST_CACHE")
        or f"{os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'}/kontor-tests"
    )
    folder = Path(cache) / "asterisk-sid"
    return folder if folder.exists() else None


class Asterisk:
    """``start`` and ``stop`` may follow each other: ports, secrets and the telephones stay the same."""

    host = HOST

    def __init__(self, root: Path, *, ring_seconds: int = 20, dial_seconds: int = 2) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-asterisk-", dir="/tmp"))  # short: it holds a socket
        self.folder.chmod(0o700)
        library = next((root / "usr/lib").glob("*-linux-gnu/asterisk")).parent
        loader = next(library.glob("ld-linux-*.so.*"))
        self._command = [str(loader), "--library-path", str(library), str(root / "usr/sbin/asterisk")]
        self._command += ["-C", str(self.folder / "etc/asterisk.conf")]
        self.secret = secrets.token_hex(12)
        self.authority = Authority(self.folder)
        certificate, key = self.authority.issue("ami", hosts=(HOST,))
        self.port, self.tls_port, self.sip_port = free_port(HOST), free_port(HOST), free_udp_port(HOST)
        self.phones = Phones(self.folder, self.sip_port, self.secret)
        self._process: subprocess.Popen[bytes] | None = None
        self._write_configuration(
            modules=library / "asterisk/modules",
            data=root / "usr/share/asterisk",
            certificate=certificate,
            key=key,
            ring_seconds=ring_seconds,
            dial_seconds=dial_seconds,
        )

    def start(self) -> None:
        """Until it takes calls (0.3 s)."""
        shutil.rmtree(self.folder / "run", ignore_errors=True)  # what a hard end leaves
        (self.folder / "run").mkdir()
        with (self.folder / "log/console").open("wb") as console:
            self._process = subprocess.Popen(
                [*self._command, "-f"], stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + COME_UP
        while "fully booted" not in self.cli("core waitfullybooted"):
            if self._process.poll() is not None or time.monotonic() > end:
                said = (self.folder / "log/console").read_text(errors="replace")[-3000:]
                raise AssertionError(f"Asterisk does not come up:\n{said}")
            time.sleep(0.05)

    def stop(self, *, hard: bool = False) -> None:
        """``hard``: as a power cut would; nobody is told that calls end."""
        if self._process is None:
            return
        if hard:
            self._process.kill()
        else:
            self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def start_again_if_stopped(self) -> None:
        if self._process is None:
            self.start()

    def hang_up_all(self) -> None:
        """Until there is no call any more."""
        self.cli("channel request hangup all")
        end = time.monotonic() + COME_UP
        while "0 active channels" not in self.cli("core show channels count"):
            if time.monotonic() > end:
                raise AssertionError("calls do not end")
            time.sleep(0.05)

    def hang_up(self, end: str) -> None:
        """End the calls of a trunk or a telephone, as if somebody had put the receiver down there."""
        for line in self.cli("core show channels concise").splitlines():
            if line.startswith(f"PJSIP/{end}-"):
                self.cli(f"channel request hangup {line.partition('!')[0]}")

    def remove(self) -> None:
        self.phones.stop()
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def server(self, **changes: Any) -> AmiServer:
        """How to reach the manager interface; with ``tls`` over the encrypted port."""
        values: dict[str, Any] = {
            "host": HOST,
            "port": self.tls_port if changes.get("tls") else self.port,
            "username": USER,
            "secret": self.secret,
            "ca_file": str(self.authority.file) if changes.get("tls") else None,
            "timeout": 5.0,
        }
        return AmiServer(**(values | changes))

    def cli(self, command: str) -> str:
        """What the console answers."""
        done = subprocess.run([*self._command, "-rx", command], capture_output=True, text=True, timeout=60, check=False)
        return done.stdout

    def log(self) -> str:
        return (self.folder / "log/asterisk.log").read_text(errors="replace")

    def _write_configuration(self, **values: object) -> None:
        for name in ("etc", "lib", "spool", "log"):
            (self.folder / name).mkdir()
        values |= {
            "folder": self.folder,
            "name": self.folder.name,
            "secret": self.secret,
            "ami_port": self.port,
            "ami_tls_port": self.tls_port,
            "sip_port": self.sip_port,
            **{f"{name}_port": port for name, port in self.phones.ports.items()},
        }
        for template in CONFIGURATION.glob("*.conf.in"):
            (self.folder / "etc" / template.stem).write_text(Template(template.read_text()).substitute(values))
