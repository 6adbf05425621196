"""The server, the databases, the clock, the browser. The cast is in ``cast.py``, makers of rows in ``factories/``."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.utils import translation
from pytest_django import DjangoDbBlocker

from kontor.answers.preferences import UNDO_SECONDS
from kontor.host.languages import compile_languages
from kontor.kernel import clock
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests import cast
from tests.cast import *  # noqa: F403
from tests.factories import next_number
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.servers.fixtures import *  # noqa: F403
from tests.support import chromium, idling, order
from tests.support.client import Browser, HtmxBrowser, keep_contexts_of_pages_only, sign_in
from tests.support.databases import connected_to, create_database, drop_database, new_name, rows_in
from tests.support.prepared import keep_prepared
from tests.support.server import Server, shared_server

__all__ = ["cast"]
BEFORE = pytest.StashKey[tuple[int, int]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the race, kill and load tests at their full size")
    parser.addoption("--shuffle", type=int, metavar="SEED", help="run the tests in an order drawn from this number")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BEFORE] = idling.idle_and_all()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.SECRET_KEY = "a key for tests only, and as long as Django wants its keys to be"
    settings.PASSWORD_HASHERS = ["tests.support.passwords.QuickPasswordHasher"]
    settings.SECRETS_KEYS = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
    object.__setattr__(UNDO_SECONDS, "default", 0)
    keep_contexts_of_pages_only()
    connection_created.connect(keep_prepared)
    gc.disable()  # all that is imported and collected stays
    compile_languages()
    # The same examples at every run, and a busy machine is no error.
    hypothesis.settings.register_profile(
        "kontor",
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("kontor")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    seed = config.getoption("--shuffle")
    if seed is None:
        items[:] = order.longest_first(items, named=_name, processes=order.processes())
    else:
        items[:] = order.shuffled(items, seed, named=_name, stay=order.shares_with_its_file)


def _name(test: pytest.Item) -> str:
    return test.nodeid


def pytest_collection_finish() -> None:
    """What is there now stays for the run: who looks for garbage need not look at it, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """When the last fixture has gone."""
    chromium.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    idle = idling.share_since(config.stash[BEFORE])
    terminalreporter.write_line(f"The processors had nothing to do for {idle:.0%} of the run.")


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether this run is at full size."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The embedded PostgreSQL of this work tree."""
    with shared_server() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of its own for each process of the run; Django connects to it as the application role.

    Every test takes back what it has written there: at the end it is as it was.
    """
    name = new_name()
    with django_db_blocker.unblock():
        create_database(server, name)
        before = rows_in(server, name)
        with connected_to(server, name):
            yield
        after = rows_in(server, name)
        drop_database(server, name)
        assert after == before, "Some test of this process wrote without committed_db and left its rows to all others."


@pytest.fixture
def committed_db(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh database for a test that really commits, over several connections or processes; returns its address.

    The other fixtures work in it too.
    """
    name = new_name()
    with django_db_blocker.unblock():
        create_database(server, name)
        with connected_to(server, name):
            SystemValues.objects.create(id=1, preferences={UNDO_SECONDS.key: 0})  # for processes of their own
            yield server.url("kontor_app", name)
            connections.close_all()
        drop_database(server, name)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """What every fixture with rows stands on: the test's transaction, or the database that it brings along."""
    brought = [name for name in ("committed_db", "houses") if name in request.fixturenames]
    request.getfixturevalue(brought[0] if brought else "db")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences in tests are compared in English."""
    with translation.override("en"):
        yield


class Frozen:
    """The clock of the test; stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        """``move(minutes=5)``; returns the new time."""
        self.at += timedelta(**by)
        return self.at


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Frozen:
    """Time stands still for everything that asks ``kernel.clock``; ``frozen.move(hours=1)`` lets it pass."""
    frozen = Frozen(clock.now().replace(microsecond=0))
    monkeypatch.setattr(clock, "now", frozen)
    return frozen


@pytest.fixture
def client_for(database: None) -> Callable[..., Browser]:
    """``client_for(anna, nordlicht)``: a browser in which Anna has signed in for Nordlicht."""

    def make(user: User, *tenants: Tenant) -> Browser:
        browser = Browser(headers={"accept-language": "en"})
        sign_in(browser, user, *tenants)
        return browser

    return make


@pytest.fixture
def htmx_for(database: None) -> Callable[..., HtmxBrowser]:
    """The same, but each request is one of htmx."""

    def make(user: User, *tenants: Tenant) -> HtmxBrowser:
        browser = HtmxBrowser(headers={"accept-language": "en"})
        sign_in(browser, user, *tenants)
        return browser

    return make


@pytest.fixture
def client_of_both(
    client_for: Callable[..., Browser],
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_system: SystemGroup,
    alpina_system: SystemGroup,
) -> Callable[..., Browser]:
    """``client_of_both("tickets.read")``: a browser of somebody with every right in Nordlicht and these in Alpina."""

    def make(*rights: str) -> Browser:
        number = next_number()
        person = make_user("Uwe Unruh", username=f"uwe{number}", email=f"uwe{number}@kontor.example")
        make_grant(person, make_role(permissions=PERMISSIONS), nordlicht_system)
        make_grant(person, make_role(permissions=rights), alpina_system)
        return client_for(person, nordlicht, alpina)

    return make


@pytest.fixture
def anybody(database: None) -> Browser:
    """A browser in which nobody has signed in."""
    return Browser(headers={"accept-language": "en"})
