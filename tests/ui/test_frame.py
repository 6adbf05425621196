"""The frame of every page: headers, theme, language, messages, no script of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from kontor import ui
from kontor.ui import context, refusals
from kontor.ui.sheets import sheets_of
from tests.ui.site.rows import COMPANIES

pytestmark = pytest.mark.usefixtures("site")
PAGES = ["/", "/?filter=1", "/?empty=1", "/edit/7/general/", "/edit/7/settings/", "/sign-in/", "/rows/"]
ROOT = Path(ui.__file__).parent


@pytest.mark.parametrize("url", PAGES)
def test_pages_hold_no_inline_script_or_style(visitor: Client, url: str) -> None:
    page = visitor.get(url).content.decode()

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page) == []


def test_policy_allows_nothing_from_elsewhere(visitor: Client) -> None:
    headers = visitor.get("/").headers

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_theme_is_remembered_without_scripts(visitor: Client) -> None:
    visitor.post("/ui/theme/", {"theme": "dark", "next": "/rows/"})
    assert '<html lang="en" data-theme="dark">' in visitor.get("/rows/").content.decode()

    visitor.post("/ui/theme/", {"theme": "system", "next": "/rows/"})
    assert '<html lang="en">' in visitor.get("/rows/").content.decode()


def test_theme_leads_nowhere_else(visitor: Client) -> None:
    assert (
        visitor.post("/ui/theme/", {"theme": "dark", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    )


def test_language_is_chosen_without_signing_in(visitor: Client) -> None:
    visitor.post("/ui/language/", {"language": "de", "next": "/sign-in/"})

    assert '<html lang="de">' in visitor.get("/sign-in/").content.decode()


def test_the_chosen_tenants_are_shown(visitor: Client) -> None:
    page = visitor.get("/rows/").content.decode()

    assert 'data-tenant-colour="1" title="Nordlicht Versand"' in page
    assert "scope-all" not in page


def test_many_chosen_tenants_are_listed_behind_one_button(visitor: Client) -> None:
    context.provide_tenants(lambda request: COMPANIES[:5])

    page = visitor.get("/rows/").content.decode()

    assert re.search(r'popovertarget="scope-all" aria-label="5 tenants"', page)
    assert len(re.findall(r'<li><abbr class="tenant tenant--full"', page)) == 5


def test_messages_come_with_an_htmx_answer(visitor: Client) -> None:
    visitor.post("/delete/", {"selected": ["1", "2"]})
    answer = visitor.get("/", headers={"hx-request": "true"})

    assert json.loads(answer.headers["HX-Trigger"]) == {
        "ui:messages": {"messages": [{"level": "success", "text": "2 gelöscht.", "undo": "/rows/"}]}
    }


def test_a_refusal_is_a_fragment_of_the_message_area(visitor: Client) -> None:
    answer = visitor.post("/refuse/", headers={"hx-request": "true"})

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")
    assert "Diese Anfrage ist schon abgeschlossen." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_refusal_leads_back_without_scripts(visitor: Client) -> None:
    answer = visitor.post("/refuse/", headers={"referer": "http://testserver/rows/"}, follow=True)

    assert answer.redirect_chain == [("/rows/", 302)]
    assert "Diese Anfrage ist schon abgeschlossen." in answer.content.decode()


def test_a_refusal_leads_nowhere_else(visitor: Client) -> None:
    assert visitor.post("/refuse/", headers={"referer": "https://elsewhere.example/"}).headers["Location"] == "/"


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="i-([a-z-]+)"', (ROOT / "static/ui/icons.svg").read_text()))
    templates = "".join(path.read_text() for path in ROOT.parent.glob("*/templates/**/*.html"))

    assert set(re.findall(r'{% icon "([a-z-]+)"', templates)) - sprite == set()


def test_every_behaviour_that_is_named_exists() -> None:
    here = {path.stem for path in (ROOT / "static/ui/js/behaviours").glob("*.js")}
    templates = "".join(path.read_text() for path in (ROOT / "templates").glob("**/*.html"))
    named = {name for names in re.findall(r'data-behaviour="([a-z /-]+)"', templates) for name in names.split()}

    assert named - here == set()


def test_every_sheet_is_linked() -> None:
    linked = set(sheets_of("ui"))
    sheets = {str(path.relative_to(ROOT / "static")) for path in (ROOT / "static/ui/css").glob("**/*.css")}

    assert linked == sheets


@pytest.mark.parametrize(
    ("referer", "leads"),
    [
        ("http://testserver/rows/?page=2", "/rows/?page=2"),
        ("http://testserver//elsewhere.example/", "/"),
        ("http://testserver/\\elsewhere.example/", "/"),
        ("http://testserver.elsewhere.example/rows/", "/"),
        ("", "/"),
    ],
)
def test_a_refusal_leads_back_to_a_page_of_ours_only(rf: RequestFactory, referer: str, leads: str) -> None:
    request = rf.post("/", headers={"Referer": referer} if referer else {})

    assert refusals.page_before(request) == leads
