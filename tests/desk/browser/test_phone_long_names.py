"""Calls with long names and numbers: nothing covers anything, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from kontor.calls.enums import Question
from kontor.customers.enums import AddressKind
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import REMOTE, ended, integration, ringing, talking
from tests.factories.customers import make_address, make_customer
from tests.support.narrow import faults
from tests.support.processes import Web
from tests.support.scoping import everywhere

pytestmark = pytest.mark.browser
Window = Callable[..., Page]

ADDRESS = "sip:ein.sehr.langer.anschluss@telefonanlage.example"
OVERLAPS = """([one, other]) => {
    const [a, b] = [one, other].map((each) => document.querySelector(each).getBoundingClientRect());
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""
CUT = "number => number.scrollWidth > number.clientWidth"


def test_a_long_code_leaves_the_head_of_a_call_readable(
    site: Web, anna: User, nordlicht: Tenant, window: Window
) -> None:
    integration()
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(code="NORDLICH")
    talking(nordlicht, anna, remote=ADDRESS, remote_normal="")
    page = window(anna, nordlicht)
    for language in ("en", "de"):
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}])
        page.goto("/desk/inbox/")
        page.wait_for_selector(f"html[data-started][lang={language}]")

        expect(page.locator(".phone__timer")).not_to_be_empty()

        assert not page.evaluate(OVERLAPS, [".phone__state .badge", ".phone__timer"]), language
        assert not page.locator(".phone__number").evaluate(CUT), language
        assert _stands_at_the_edge(page), language


def test_whom_one_chooses_as_the_caller_stays_in_the_call_and_what_makes_it_small_at_its_edge(
    anna: User, nordlicht: Tenant, window: Window
) -> None:
    integration()
    make_address(make_customer(nordlicht, name="Rechtsschutz" * 9), REMOTE, kind=AddressKind.PHONE)
    call = ringing(nordlicht, anna)
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")

    assert page.locator(".phone__choices button").count() == 1
    assert faults(page) == []

    with everywhere():
        call.delete()
    ended(nordlicht, anna, question=Question.ASKED)
    page.goto("/desk/inbox/")

    assert _stands_at_the_edge(page)


def _stands_at_the_edge(page: Page) -> bool:
    fold, head = (page.locator(name).bounding_box() for name in (".phone__fold", ".phone__head"))
    assert fold and head
    return fold["x"] + fold["width"] == pytest.approx(head["x"] + head["width"], abs=1)
