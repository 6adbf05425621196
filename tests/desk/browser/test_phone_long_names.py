"""Calls with long names and numbers: nothing covers anything, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kontor.calls.enums import Question
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import ended, integration, talking
from tests.support.scoping import everywhere

pytestmark = pytest.mark.browser
Window = Callable[..., Page]

ADDRESS = "sip:ein.sehr.langer.anschluss@telefonanlage.example"
OVERLAPS = """([one, other]) => {
    const [a, b] = [one, other].map((each) => document.querySelector(each).getBoundingClientRect());
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""
CUT = "number => number.scrollWidth > number.clientWidth"


def test_a_long_code_leaves_the_state_of_a_call_and_its_duration_readable(
    anna: User, nordlicht: Tenant, window: Window
) -> None:
    integration()
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(code="NORDLICH")
    talking(nordlicht, anna, remote=ADDRESS, remote_normal="")
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")
    page.wait_for_selector("html[data-started]")

    expect(page.locator(".phone__timer")).not_to_be_empty()

    assert not page.evaluate(OVERLAPS, [".phone__state .badge", ".phone__timer"])
    assert not page.locator(".phone__number").evaluate(CUT)


def test_what_makes_a_call_small_stands_at_the_edge(anna: User, nordlicht: Tenant, window: Window) -> None:
    integration()
    ended(nordlicht, anna, question=Question.ASKED)
    page = window(anna, nordlicht)
    page.goto("/desk/inbox/")

    fold, head = (page.locator(name).bounding_box() for name in (".phone__fold", ".phone__head"))

    assert fold and head
    assert fold["x"] + fold["width"] == pytest.approx(head["x"] + head["width"], abs=1)
    assert fold["y"] < head["y"] + 10
