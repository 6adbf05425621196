"""The desk felt: from the key to the picture, in Chromium, at whatever number of tickets the house has.

Two agents in two windows type in turn: the next ticket, a ticket from the list, an answer. Yardstick of the same run: a
key whose listener fetches ``/health/`` and puts the answer on the page.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.calls import web_server
from benchmarks.figures import Row, milliseconds, percentile
from benchmarks.fill import House
from benchmarks.pages import signed_in
from benchmarks.sending import letter_paper
from tests.support.chromium import installed

ROUNDS, WARM = 25, 2
"""Of each of the two agents; each round opens the next ticket twice, and two from the list."""

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FLOOR, NEXT = "floor (key, /health/, painted)", "next ticket (g n)"
OPENED, SENT = "open from the list (j, Enter)", "send (Ctrl+Enter), to the list"
PATIENCE = 60_000


@dataclass(frozen=True)
class Felt:
    """Seconds from the key until it was painted, and until keys were heard again; what processors worked for it until
    then, which does not depend on what else they do."""

    painted: float
    heard: float
    server: float
    database: float
    page: float


Figures = dict[str, list[Felt]]


def measure(house: House, size: int) -> list[Row]:
    for tenant in house.tenants:
        letter_paper(tenant)
    cookies = [
        signed_in(user, tenants).cookies[settings.SESSION_COOKIE_NAME].value
        for user, tenants in ((house.one, house.tenants[:1]), (house.ten, house.tenants))
    ]
    connection.close()
    figures: Figures = defaultdict(list)
    with web_server() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        agents = [_Agent(_page(browser, f"http://127.0.0.1:{port}", cookie), figures) for cookie in cookies]
        for place in range(WARM + ROUNDS):
            if place == WARM:
                figures.clear()
            for agent in agents:
                agent.work()
        browser.close()
    floor = percentile([felt.painted for felt in figures[FLOOR]], 0.95)
    return [_row(f"{size:,} tickets: {what}", values, floor) for what, values in figures.items()]


def _page(browser: Browser, url: str, cookie: str) -> Page:
    context = browser.new_context(base_url=url, locale="de", viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    context.add_init_script(SCRIPT)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


class _Agent:
    """A window and somebody who types in it."""

    def __init__(self, page: Page, figures: Figures) -> None:
        self.page, self.figures = page, figures
        self._go("/desk/inbox/")

    def work(self) -> None:
        """The next ticket is answered; then two are looked at in the list of those that wait."""
        self._timed(FLOOR, "floor", "F9")
        self._timed(NEXT, "ticket", "g", "n")
        self.page.keyboard.press("r")
        self.page.wait_for_selector("#editor .tiptap:focus")
        self.page.keyboard.type("Ihr Paket kommt morgen an. ")
        self._timed(SENT, "list", "Control+Enter")
        self._go("/desk/inbox/?folder=queue")
        for _ticket in range(2):
            self.page.keyboard.press("j")
            self._timed(OPENED, "ticket", "Enter")
        self._timed(NEXT, "ticket", "g", "n")

    def _go(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("html[data-started]")

    def _timed(self, what: str, wanted: str, *keys: str) -> None:
        self.page.evaluate("what => feltArm(what)", wanted)
        before = _worked()
        for key in keys:
            self.page.keyboard.press(key)
        there = self.page.wait_for_selector("html[data-felt]", state="attached")
        told = there and there.get_attribute("data-felt")
        painted, heard = (float(one) / 1000 for one in (told or "").split())
        worked = [now - then for now, then in zip(_worked(), before, strict=True)]
        self.figures[what].append(Felt(painted, heard, *worked))


def _worked() -> list[float]:
    """Seconds of processor of web server, database, and the browser's pages."""
    sums = [0.0, 0.0, 0.0]
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            place = _place(process)
            if place is not None:
                times = process.cpu_times()
                sums[place] += times.user + times.system
    return sums


@cache
def _place(process: psutil.Process) -> int | None:
    words = process.cmdline()
    if process.name() == "postgres":
        return 1
    if "kontor.host.command" in words:
        return 0
    return 2 if "--type=renderer" in words else None


def _row(what: str, values: list[Felt], floor: float) -> Row:
    painted = [felt.painted for felt in values]
    p95 = percentile(painted, 0.95)
    worked = ", ".join(
        f"{name} {milliseconds(sum(getattr(felt, name) for felt in values) / len(values))}"
        for name in ("server", "database", "page")
    )
    return Row(
        what,
        f"p50 {milliseconds(percentile(painted, 0.5))}, p95 {milliseconds(p95)}",
        f"p95 {p95 / floor:.1f} of the floor; keys heard again p95 "
        f"{milliseconds(percentile([felt.heard for felt in values], 0.95))}; processor, mean: {worked}",
    )
