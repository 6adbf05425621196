"""Call records in a real browser, in English: narrowed by days, saved as a file by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kontor.calls.enums import CallState, Outcome
from kontor.calls.models import Call
from kontor.channels.telephony.events import EventKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls, make_party, make_record, tell
from tests.supervisor.accounts.test_in_browser import signed_in
from tests.support.axe import breaches, breaches_in_both_themes
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.settled import too_wide

pytestmark = pytest.mark.browser
LIST = "/supervisor/calls/"


@pytest.fixture
def call(nordlicht: Tenant, anna: User) -> Call:
    """One of today that was missed, one that goes on, one of three days ago."""
    connect_calls()
    make_record(nordlicht, started_at=clock.now() - timedelta(days=3), agent=anna)
    make_record(nordlicht, state=CallState.TALKING)
    call = make_record(nordlicht, outcome=Outcome.MISSED, remote_normal="+491712000000", agent=anna)
    make_party(call, anna)
    tell(call, EventKind.BEGUN, caller="0171 2000000", dialled="5550")
    return call


def test_records_by_keyboard_and_on_a_phone(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    sven: User,
    nordlicht: Tenant,
    call: Call,
    tmp_path: Path,
) -> None:
    page = signed_in(window, site, client_for(sven, nordlicht)).new_page()
    page.goto(f"{LIST}?filter=1")
    expect(page.locator("html[data-started]")).to_be_attached()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    assert breaches_in_both_themes(page) == []

    page.get_by_label("First day").fill(timezone.localdate(call.started_at).isoformat())
    page.get_by_label("First day").press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    expect(page.locator(".tools__sums")).to_have_text("2 calls, 1 missed, 0:00 talked")
    page.get_by_label("Number contains").fill("0171 200")
    page.get_by_label("Number contains").press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(1)

    export = page.get_by_role("button", name="Export")
    export.focus()
    page.keyboard.press("Enter")
    with page.expect_download() as coming:
        page.get_by_role("button", name="For a spreadsheet (CSV)").press("Enter")
    coming.value.save_as(tmp_path / "calls.csv")
    assert len((tmp_path / "calls.csv").read_text(encoding="utf-8-sig").splitlines()) == 2

    page.goto(f"{LIST}{call.pk}/")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("heading", level=1)).to_contain_text("Call from 0171 2000000")
    assert too_wide(page) == 0
    assert breaches(page) == []
