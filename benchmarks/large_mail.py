"""The memory that one mail of 49 MB takes on its way to a ticket, in a process of its own."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
import time

import psutil

from benchmarks.figures import Row

MEGABYTES = 49


def measure(tenant_id: int, account_id: int) -> list[Row]:
    """Peak of the resident set while the mail is stored, read and filed, above what the process held before."""
    command = [sys.executable, "-m", "benchmarks.large_mail", str(tenant_id), str(account_id)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout.split()
    before, peak, seconds = (float(word) for word in told[-3:])
    return [
        Row(
            f"a mail of {MEGABYTES} MB",
            f"{peak - before:.0f} MB above {before:.0f} MB",
            f"{(peak - before) / MEGABYTES:.1f} times the mail; {seconds:.1f} s",
        )
    ]


def _mail() -> bytes:
    content = base64.encodebytes(os.urandom(MEGABYTES * 1_000_000 * 72 // 100))
    head = (
        "From: Kunde <kunde@large.example>\r\nTo: service@t0.example\r\nSubject: Unterlagen\r\n"
        f"Message-ID: <{time.time_ns()}@large.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAnbei.\r\n"
        "--b\r\nContent-Type: application/zip; name=unterlagen.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + content + b"\r\n--b--\r\n"


def _process(tenant_id: int, account_id: int) -> None:
    """Prints what was resident before, the peak (both MB) and the seconds."""
    from benchmarks.server import use

    use(os.environ["KONTOR_DATABASE_URL"])
    from kontor.channels.fetched import Batch, FetchedMail
    from kontor.channels.models import MailAccount
    from kontor.intake.domain.arrivals import store_arrivals
    from kontor.intake.domain.processing import drain
    from kontor.tenants.scope import scope

    raw = _mail()
    before = psutil.Process().memory_info().rss / 1e6
    peak = _Peak()
    start = time.perf_counter()
    with scope(tenant_id):
        account = MailAccount.objects.get(pk=account_id)
        mail = FetchedMail(key=f"9:{time.time_ns()}", uidvalidity=9, uid=1, size=len(raw), raw=raw)
        store_arrivals(account, Batch(9, 1, (mail,)))
    assert drain(tenant_id, most=1) == 1
    took = time.perf_counter() - start
    print(before, peak.stop(), took)


class _Peak(threading.Thread):
    """Looks at the resident set every few milliseconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.highest, self._done = 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        process = psutil.Process()
        while not self._done.wait(0.005):
            self.highest = max(self.highest, process.memory_info().rss / 1e6)

    def stop(self) -> float:
        self._done.set()
        self.join()
        return self.highest


if __name__ == "__main__":
    _process(int(sys.argv[1]), int(sys.argv[2]))
