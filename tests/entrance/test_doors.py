"""For whom a view is open; and whose address a request has: that of the last one whom nobody of ours has passed on."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kontor.entrance.doors import before_new_password, client_address, public, without_tenant

FIRST, SECOND = "10.0.0.1", "10.0.0.2"


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.3", "192.0.2.7"),  # whoever is no proxy of ours may say what they like
        (FIRST, None, FIRST),
        (FIRST, "198.51.100.3", "198.51.100.3"),
        (FIRST, "203.0.113.9, 198.51.100.3", "198.51.100.3"),  # the first was said by the client
        (FIRST, f"203.0.113.9, 198.51.100.3, {SECOND}", "198.51.100.3"),
        (FIRST, f" , {SECOND} ,", SECOND),
    ],
)
def test_proxies_are_believed_only_when_the_settings_name_them(
    monkeypatch: pytest.MonkeyPatch, remote: str, forwarded: str | None, expected: str
) -> None:
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", [FIRST, SECOND], raising=False)
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}

    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == expected


def view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("opened", "marks"),
    [
        (public, {"public": True, "before_new_password": True}),
        (without_tenant, {"needs_tenant": False}),
        (before_new_password, {"before_new_password": True}),
    ],
)
def test_a_view_is_opened_as_far_as_it_says(opened: Callable[..., object], marks: dict[str, bool]) -> None:
    made = copy_of(view)

    assert opened(made) is made
    assert vars(made) == marks


def copy_of(function: FunctionType) -> FunctionType:
    return FunctionType(function.__code__, function.__globals__)
