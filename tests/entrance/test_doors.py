"""Whose address a request has: that of the last one whom nobody of ours has passed on."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import RequestFactory

from kontor.entrance.doors import client_address

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
