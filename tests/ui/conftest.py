"""The example site: ui's templates and patterns with content, on a small URL table of its own; no database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from playwright.sync_api import Browser, Page

from kontor.ui import context, navigation, reasons
from kontor.ui.navigation import Place, Section
from tests.support.chromium import chromium
from tests.ui.site.middleware import chosen_tenants

NETWORK = ("Failed to load resource", "Response Status Error")
MIDDLEWARE = [
    "kontor.ui.csp.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kontor.ui.messages.Messages",
    "tests.ui.site.middleware.SignedIn",
    "kontor.ui.refusals.Refusals",
]
PLACES = (
    Place("inbox", "Posteingang", "rows", "desk", keywords="inbox requests", icon="inbox", hotkey="g i"),
    Place(
        "users",
        "Benutzer",
        "sign-in",
        "administration",
        group="Stammdaten",
        keywords="Mandanten",
        order=1,
        seeks="name",
    ),
    Place("list", "Mandanten", "list", "administration", group="System", keywords="tenants", order=2, hotkey="g m"),
    Place("board", "Rückstand", "rows", "supervision", permission="nothing"),
    Place("new", "Mandant anlegen", "rows", "administration", keywords="create tenant", icon="plus", command=True),
    Place("dial", "Anrufen", "rows", "desk", keywords="call phone", icon="phone", command=True, takes="number"),
    Place("profile", "Profil", "rows", "account", icon="person"),
    Place("out", "Abmelden", "delete", "account", icon="lock", post=True),
)


def register() -> None:
    """The navigation of the example site, and nothing else."""
    navigation._sections.clear()
    navigation._places.clear()
    context.provide_tenants(chosen_tenants)
    navigation.register_section(Section("desk", "Desk", "inbox", 10))
    navigation.register_section(Section("supervision", "Aufsicht", "board", 20))
    navigation.register_section(Section("administration", "Administration", "sliders", 30))
    navigation.register_places(*PLACES)
    navigation.provide_jump("ticket")


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests of this test meet the example site."""
    settings.ROOT_URLCONF = "tests.ui.site.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.ALLOWED_HOSTS = ["*"]
    settings.LANGUAGE_CODE = "en"
    settings.STATIC_URL = "/static/"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "site/templates"]}]
    monkeypatch.setattr(navigation, "_sections", {})
    monkeypatch.setattr(navigation, "_places", {})
    monkeypatch.setattr(navigation, "_jump", [])
    monkeypatch.setattr(context, "_tenants_of", [])
    monkeypatch.setattr(context, "_beside_of", [])
    monkeypatch.setattr(reasons, "_asks", frozenset)
    register()


@pytest.fixture
def visitor(site: None) -> Client:
    return Client(headers={"accept-language": "en"})


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    """Closed, it waits for what it still answers: the next test's settings are not met by a request of this one."""


@pytest.fixture
def address(site: None) -> Iterator[str]:
    """The example site on a port of its own."""
    with make_server("127.0.0.1", 0, WSGIHandler(), server_class=Server, handler_class=Quiet) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the example site that fails the test when a script fails."""
    context = browser.new_context(base_url=address, locale="en", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    # What the network does is the test's own affair.
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [trouble for trouble in troubles if not trouble.startswith(NETWORK)] == []
