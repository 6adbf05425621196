"""What somebody deletes while another one writes in its mask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kontor.org.domain.closing_codes import create_closing_code, delete_closing_code
from kontor.org.models import ClosingCode
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.flows.browsing import started
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser
LUNCH, A_SENTENCE = 45 * 60_000, 15_000


@pytest.fixture
def code(nordlicht: Tenant) -> ClosingCode:
    with in_scope(nordlicht):
        return create_closing_code(nordlicht, code="E1", name="Erledigt", by=None)


@pytest.fixture
def mask(site: Web, window: Chromium, client_for: Callable[..., Browser], ada: User, code: ClosingCode) -> Page:
    """Of the code; its clock is moved by hand."""
    page = page_of(site, window, client_for(ada))
    page.clock.install()
    page.goto(reverse("supervisor:closing_codes:edit", args=[code.pk]))
    started(page)
    return page


def test_what_is_saved_twice_in_a_row_is_sent_once_and_what_is_filled_in_stays_when_its_page_is_deleted_meanwhile(
    mask: Page, code: ClosingCode
) -> None:
    mask.get_by_label("Name").fill("Ganz erledigt")
    mask.clock.fast_forward(A_SENTENCE)
    sent: list[str] = []
    mask.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)

    with mask.expect_navigation():
        mask.evaluate("""() => { const form = document.querySelector("[data-behaviour~=unsaved]");
            form.requestSubmit(); form.requestSubmit(); }""")

    expect(mask.get_by_label("Name")).to_have_value("Ganz erledigt")
    assert sent == ["POST"]

    started(mask)
    mask.get_by_label("Name").fill("Lange überlegt")
    with in_scope(code.tenant_id):
        delete_closing_code(code, by=None)
    warning = mask.locator(".toast--near", has_text="This is no longer here, or not yours.")
    for time in (A_SENTENCE, LUNCH):
        mask.clock.fast_forward(time)
        mask.keyboard.press("Control+s")
        expect(warning).to_be_visible()
        expect(mask.get_by_label("Name")).to_have_value("Lange überlegt")
        warning.evaluate("toast => toast.remove()")
