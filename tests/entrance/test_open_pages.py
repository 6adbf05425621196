"""Pages that stayed open while one was signed out: the token that their forms send."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.people import PASSWORD


@pytest.fixture
def browser(anna: User, bela: User, nordlicht: Tenant) -> Client:
    return Client(enforce_csrf_checks=True)


def signed_in(browser: Client, name: str) -> str:
    """The token of the pages that come then."""
    browser.get("/sign-in/")
    token = browser.cookies["csrftoken"].value
    browser.post("/sign-in/", {"name": name, "password": PASSWORD, "csrfmiddlewaretoken": token})
    return browser.cookies["csrftoken"].value


def sign_out(browser: Client, token: str) -> int:
    return browser.post("/sign-out/", {"csrfmiddlewaretoken": token}).status_code


def test_the_same_person_goes_on_with_them(browser: Client) -> None:
    token = signed_in(browser, "anna")
    assert sign_out(browser, token) == 302

    signed_in(browser, "anna")

    assert sign_out(browser, token) == 302


def test_another_person_does_nothing_with_them(browser: Client) -> None:
    token = signed_in(browser, "anna")
    sign_out(browser, token)

    others = signed_in(browser, "bela")

    assert sign_out(browser, token) == 403
    sign_out(browser, others)
    signed_in(browser, "anna")
    assert sign_out(browser, token) == 403


def test_a_token_that_somebody_planted_is_not_kept(browser: Client) -> None:
    sign_out(browser, signed_in(browser, "anna"))
    planted = "p" * 32
    browser.cookies["csrftoken"] = planted

    browser.post("/sign-in/", {"name": "anna", "password": PASSWORD, "csrfmiddlewaretoken": planted})

    assert browser.cookies["csrftoken"].value != planted
