"""Telephones and the far ends of trunks: sipp, which does what a scenario says, and a baresip with sound."""

from __future__ import annotations

import math
import os
import secrets
import shutil
import socket
import struct
import subprocess
import time
import wave
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
PACKAGES = ("sip-tester", "baresip-core")
HOSTS = {"phone1": "127.0.0.1", "phone3": "127.0.0.1", "north": "127.0.0.2", "alps": "127.0.0.3"}
"""Extensions 1001 and 1003, and the far ends of both trunks: a trunk is known by its address."""


PORTS = range(25000, 32000)
"""Below those that the system itself gives away, so that nobody takes one while its telephone is switched off."""
COME_UP = 60.0
STARTS = 3


def free_udp_port(host: str) -> int:
    while True:
        port = secrets.choice(PORTS)
        with socket.socket(type=socket.SOCK_DGRAM) as listener, suppress(OSError):
            listener.bind((host, port))
            return port


def installed() -> bool:
    return all(shutil.which(program) for program in ("sipp", "baresip"))


@dataclass(frozen=True)
class Invite:
    """What a telephone was told when it was called: the number that was dialled, and who is said to call."""

    uri: str
    caller: str
    asserted: str

    @property
    def dialled(self) -> str:
        return self.uri.removeprefix("sip:").partition("@")[0]

    @property
    def shown(self) -> str:
        """The number of the caller; both headers agree, or it is not one."""
        numbers = {header.partition("sip:")[2].partition("@")[0] for header in (self.caller, self.asserted) if header}
        return numbers.pop() if len(numbers) == 1 else f"differing: {sorted(numbers)}"


class Phones:
    """``serve("north", "busy")`` makes the far end of a trunk busy; ``call`` is a customer who calls."""

    def __init__(self, folder: Path, sip_port: int, secret: str) -> None:
        self.folder = folder
        self.sip_port = sip_port
        self.secret = secret
        self.ports = {name: free_udp_port(host) for name, host in HOSTS.items()}
        self._serving: dict[str, subprocess.Popen[bytes]] = {}
        self._calling: list[subprocess.Popen[bytes]] = []
        self._softphone: subprocess.Popen[bytes] | None = None
        self._runs = 0

    def serve(self, who: str, scenario: str = "answers", *, talk: float = 0.5) -> None:
        """From now on, until something else is said, this telephone behaves so (``scenarios/``)."""
        self.switch_off(who)
        self._log(who).unlink(missing_ok=True)
        host, port = HOSTS[who], self.ports[who]
        words = ["-p", str(port), "-d", str(int(talk * 1000)), "-trace_logs", "-log_file", str(self._log(who))]
        for _start in range(STARTS):
            running = self._serving[who] = self._sipp(scenario, host, *words)
            if _listens(running, host, port):
                return
        raise AssertionError(f"The telephone {who} does not come up at {host}:{port}:\n{self._last_words()}")

    def switch_off(self, who: str) -> None:
        if running := self._serving.pop(who, None):
            running.kill()
            running.wait(COME_UP)

    def call(
        self, trunk: str, *, caller: str, dialled: str, talk: float = 0.5, scenario: str = "calls", calls: int = 1
    ) -> Calling:
        """A customer calls over a trunk; goes on by itself."""
        host = HOSTS[trunk]
        words = ["-m", str(calls), "-r", str(min(calls, 30)), "-d", str(int(talk * 1000))]
        words += ["-timeout", "60", "-timeout_error", "-key", "caller", caller, "-s", dialled]
        process = self._sipp(scenario, host, *words)
        self._calling.append(process)
        return Calling(process)

    def invites(self, who: str) -> list[Invite]:
        """What this telephone was told since ``serve``."""
        return [Invite(*(part.strip() for part in line.split("|")[1:4])) for line in self._lines(who, "INVITE|")]

    def byes(self, who: str) -> int:
        """How many calls the other side has ended since ``serve``."""
        return len(self._lines(who, "BYE|"))

    def softphone(self) -> None:
        """A baresip as extension 1002: it registers, answers by itself and plays a tone."""
        home = self.folder / "baresip"
        home.mkdir(exist_ok=True)
        _write_tone(home / "tone.wav")
        modules = next(Path("/usr/lib").glob("**/baresip/modules"))
        values = {"tone": home / "tone.wav", "modules": modules, "sip_port": self.sip_port, "secret": self.secret}
        for name in ("config", "accounts"):
            template = Template((HERE / f"conf/baresip-{name}.in").read_text())
            (home / name).write_text(template.substitute(values))
        (home / "contacts").touch()
        with (home / "log").open("wb") as log:
            self._softphone = subprocess.Popen(
                ["baresip", "-f", str(home)], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def stop(self) -> None:
        for who in list(self._serving):
            self.switch_off(who)
        for process in self._calling:
            process.kill()
            process.wait(COME_UP)
        self._calling.clear()
        if self._softphone is not None:
            self._softphone.terminate()  # it takes its registration back
            self._softphone.wait(COME_UP)
            self._softphone = None

    def _sipp(self, scenario: str, host: str, *more: str) -> subprocess.Popen[bytes]:
        """Ports that are not given it looks for itself until it finds one that is free."""
        self._runs += 1
        words = ["sipp", "-sf", str(HERE / "scenarios" / f"{scenario}.xml"), "-i", host, "-mi", host]
        words += ["-nostdin", *more, f"127.0.0.1:{self.sip_port}"]
        with (self.folder / f"log/sipp-{self._runs}").open("wb") as log:
            return subprocess.Popen(
                words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def _last_words(self) -> str:
        """What the sipp that was started last has said."""
        return (self.folder / f"log/sipp-{self._runs}").read_text(errors="replace")[-3000:]

    def _log(self, who: str) -> Path:
        return self.folder / f"log/heard-{who}"

    def _lines(self, who: str, start: str) -> list[str]:
        log = self._log(who)
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return [line for line in lines if line.startswith(start)]


@dataclass(frozen=True)
class Calling:
    """A customer at the telephone."""

    process: subprocess.Popen[bytes]

    def wait(self, seconds: float = 90) -> bool:
        """Until the customer has hung up; whether all went as the scenario says."""
        return self.process.wait(seconds) == 0


def _listens(process: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Until sipp has its port; False when it has ended instead. Only looked for: whoever tries to take
    the port to see whether it is taken takes it away from sipp."""
    end = time.monotonic() + COME_UP
    while time.monotonic() < end and process.poll() is None:
        if (host, port) in _udp_sockets_of(process.pid):
            return True
        time.sleep(0.02)
    process.kill()
    process.wait(COME_UP)
    return False


def _udp_sockets_of(pid: int) -> set[tuple[str, int]]:
    """Address and port of each, as the kernel lists them (proc(5), ``/proc/net/udp``)."""
    try:
        own = {os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:  # it has just ended, or closes a file at this moment
        return set()
    lines = (line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:])
    found = (words[1].split(":") for words in lines if f"socket:[{words[9]}]" in own)
    return {(socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(port, 16)) for address, port in found}


def _write_tone(file: Path) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        samples = (int(8000 * math.sin(2 * math.pi * 440 * at / 8000)) for at in range(8000))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
