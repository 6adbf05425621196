from __future__ import annotations

import errno
import re
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from kontor import __version__
from kontor.entrance.views import errors
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import FilesAway
from tests.support.client import Browser
from tests.support.statements import statements

SAID = re.compile(r'<h1>([^<]+)</h1><p class="soft">([^<]+)</p>')


def test_health_is_open_and_plain(anybody: Browser) -> None:
    response = anybody.get("/health/")

    assert (response.status_code, response.content.decode()) == (200, f"ok: kontor {__version__}\n")


def test_health_says_when_a_migration_is_missing(anybody: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _recorder: {("people", "0001_initial"): None})

    assert anybody.get("/health/").content == b"database: migrations missing\n"


def test_health_says_when_the_database_does_not_answer(anybody: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: MigrationRecorder) -> None:
        raise DatabaseError

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)

    assert anybody.get("/health/").status_code == 503


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.csrf_failed, 403),
        (errors.not_found, 404),
        (errors.not_allowed, 405),
        (errors.too_large, 413),
        (errors.no_room, 507),
        (errors.broken, 500),
    ],
)
def test_error_pages_ask_nothing(db: None, view: Callable[..., object], status: int) -> None:
    request = RequestFactory().get("/")

    with statements() as sent:
        response = view(request)

    assert response.status_code == status  # type: ignore[attr-defined]
    assert b"<h1>" in response.content  # type: ignore[attr-defined]
    assert sent == []


@pytest.mark.parametrize(("language", "way_back"), [("en", "To the start page"), ("de", "Zur Startseite")])
def test_each_error_page_says_in_both_languages_what_happened_and_leads_back(language: str, way_back: str) -> None:
    views = (
        errors.bad_request,
        errors.forbidden,
        errors.csrf_failed,
        errors.not_found,
        errors.not_allowed,
        errors.too_large,
        errors.no_room,
    )
    with translation.override(language):
        pages = [view(RequestFactory().get("/")).content.decode() for view in views]
        pages += [_broken_by(RuntimeError()), _broken_by(OperationalError("the connection is lost"))]

    assert [f'href="/">{way_back}</a>' in page for page in pages] == [True] * 9
    assert [f'<html lang="{language}"' in page for page in pages] == [True] * 9
    said = [SAID.findall(page)[0] for page in pages]
    assert len(set(said)) == 9
    assert [text for _title, text in said if not text.endswith(".")] == []
    assert (said[3][0] == "There is nothing here") is (language == "en")


def test_what_a_form_sends_too_much_of_is_said_to_be_too_large(anybody: Browser) -> None:
    text = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    answer = anybody.post("/sign-in/", {"name": text})

    assert (answer.status_code, "This is too large" in answer.content.decode()) == (413, True)


def test_what_broke_while_it_was_loaded_can_be_loaded_again() -> None:
    asked, sent = RequestFactory().get("/desk/?sort=due&x=<"), RequestFactory().post("/desk/")
    away = OperationalError("the connection is lost")
    pages = [_broken_by(error, asked) for error in (RuntimeError(), away)]

    assert ['href="/desk/?sort=due&amp;x=%3C">Reload</a>' in page for page in pages] == [True, True]
    assert "Reload" not in _broken_by(away, sent)


def test_a_full_disk_is_no_fault_of_ours() -> None:
    files, database = OSError(errno.ENOSPC, "No space left on device"), OperationalError("could not extend file")
    database.__cause__ = psycopg.errors.DiskFull("could not extend file")

    assert "The disk on which Kontor keeps files is full." in _broken_by(files)
    assert "The disk of the database is full." in _broken_by(database)


def test_a_folder_of_files_that_is_not_mounted_is_no_fault_of_ours() -> None:
    page = _broken_by(FilesAway("The kept file 1/ab/cd cannot be read."))

    assert "The folder of large files is not there or does not answer." in page
    assert "1/ab/cd" not in page


def test_what_was_sent_from_an_old_page_leads_back_to_it() -> None:
    """Loading what stands in the address would send it once more, and fail once more."""
    sent = {"HTTP_REFERER": "http://testserver/desk/contacts/7/"}
    own = errors.csrf_failed(RequestFactory().post("/desk/contacts/7/erase/", **sent)).content.decode()
    foreign = errors.csrf_failed(RequestFactory().post("/desk/", HTTP_REFERER="https://elsewhere.example/")).content

    assert 'href="/desk/contacts/7/">Reload</a>' in own
    assert b"Reload" not in foreign


def _broken_by(error: Exception, request: HttpRequest | None = None) -> str:
    try:
        raise error
    except Exception:
        return errors.broken(request or RequestFactory().get("/")).content.decode()


def test_missing_pages_and_forbidden_ones(client_for: Callable[..., Browser], anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    assert b"There is nothing here" in browser.get("/nowhere/").content
    assert b"You may not do this" in browser.get("/supervisor/users/").content


def test_an_address_that_only_takes_what_is_sent_says_so(anybody: Browser) -> None:
    page = anybody.get("/sign-out/", HTTP_ACCEPT="text/html,*/*;q=0.8")
    program = anybody.get("/sign-out/")

    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "<h1>This address cannot be opened</h1>" in page.content.decode()
    assert (program.status_code, program.content) == (405, b"")
