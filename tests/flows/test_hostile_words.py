"""What administrators type is text wherever it stands, whatever they type.

A house is furnished with names that would be markup, a placeholder or a formula. Every page of it is opened, and each
of its forms sent as it stands; with ``--soak`` once more for each field, with something senseless in it: a NUL, 10,000
signs, a number that no column holds. Without it, one address in fifteen is asked.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils.html import escape

from kontor.people.permissions import ADMINISTRATOR, AGENT, SUPERVISOR
from tests.architecture.addresses import every_address
from tests.factories.people import make_role
from tests.flows.asking import NOT_ASKED, everything_in, urls_of
from tests.flows.house import House, furnish
from tests.flows.rights import give_every_right
from tests.support.client import Browser
from tests.support.forms import Form, forms_of

HOSTILE = "=7*191'\"><b onclick=x()>{{7*191}}{%x%}"
NAMED = {
    *("account", "administrator", "agent", "agentgroup", "alarm", "calendar", "category", "closingcode", "company"),
    *("customer", "description", "escalation", "exception", "expert", "keywordset", "libraryfile", "maincategory"),
    *("module", "modulegroup", "noreplyname", "note", "reason", "rule", "sendername", "servicelevel", "setting"),
    *("stylesheet", "subject", "supervisor", "supervisorgroup", "systemgroup", "template", "templatesubject"),
    *("tenant", "trunk", "waitreason"),
}
"""Of what the names are hostile: what people may call as they like."""
SENSELESS = ("a\0b", "x" * 10_000, "9" * 20, "-1", "\u202e\ufeff\ud7ff😀")


@pytest.fixture
def house(db: None) -> House:
    roles = {"agent": AGENT, "supervisor": SUPERVISOR, "administrator": ADMINISTRATOR}
    made = furnish(
        lambda kind: f"{HOSTILE}{kind}" if kind in NAMED else f"our{kind}",
        code="EVIL",
        **{name: make_role(name.title(), rights) for name, rights in roles.items()},
    )
    give_every_right(made.agent, made)
    return made


@pytest.fixture
def browser(house: House, client_for: Callable[..., Browser]) -> Iterator[Browser]:
    logging.disable(logging.CRITICAL)
    made = client_for(house.agent, house.tenant)
    made.raise_request_exception = False
    yield made
    logging.disable(logging.NOTSET)


def test_hostile_words_are_text_on_every_page_and_after_every_form(house: House, browser: Browser, soak: bool) -> None:
    wrong, met, sent, seen = [], 0, 0, set[tuple[str, frozenset[str]]]()
    for url in _urls(house)[:: 1 if soak else 15]:
        page = _asked(browser, url)
        wrong += [(url, each) for each in _wrong(page)]
        met += escape(HOSTILE).encode() in everything_in(page)
        for form in _forms(page, url):
            key = (form.action, frozenset(form.offered))
            if key not in seen:
                seen.add(key)
                for values in _filled(form, soak=soak):
                    sent += 1
                    wrong += [(form.action, each) for each in _wrong(_asked(browser, form.action, values))]

    assert wrong == []
    assert met > 5
    assert sent > 5


def test_what_finds_it_finds_it() -> None:
    """Else nothing is proved."""
    answer = HttpResponse(f"<p title='{HOSTILE}'>1337</p><iframe srcdoc='&lt;b onclick=x>'></iframe>")

    assert _wrong(answer) == ["b onclick", "b onclick", "1337"]
    assert _wrong(HttpResponse(f"a,{HOSTILE}", content_type="text/csv")) == ["formula"]
    assert _wrong(HttpResponse(status=500)) == ["500"]


def _urls(house: House) -> list[str]:
    return [url for each in every_address() if each.name not in NOT_ASKED for url in urls_of(each, [house.places])]


def _asked(browser: Browser, url: str, values: dict[str, list[str]] | None = None) -> HttpResponse:
    """Whatever it changes is rolled back."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        english = {"accept-language": "en"}
        answer = browser.get(url, headers=english) if values is None else browser.post(url, values, headers=english)
        if values is not None and answer.status_code == 302:
            answer = browser.get(answer["Location"], headers=english)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def _forms(page: HttpResponse, url: str) -> list[Form]:
    if page.streaming or "html" not in page.headers.get("Content-Type", ""):
        return []
    return [form for form in forms_of(page.content.decode(), url) if form.method == "post"]


def _filled(form: Form, *, soak: bool) -> Iterator[dict[str, list[str]]]:
    yield form.filled
    for place, name in enumerate(form.filled if soak else ()):
        yield form.filled | {name: [SENSELESS[place % len(SENSELESS)]]}


def _wrong(answer: HttpResponse) -> list[str]:
    """What the answer does with the words."""
    if answer.status_code >= 500:
        return [str(answer.status_code)]
    kind, text = answer.headers.get("Content-Type", ""), everything_in(answer).decode("utf-8", "replace")
    if "html" in kind:
        page = _Page()
        page.feed(text)
        return [*page.live, *re.findall(r"(?<!\w)1337(?!\w)", text)]
    return ["formula"] if "csv" in kind and re.search(r'^=7|[,;\t"]=7', text, re.MULTILINE) else []


class _Page(HTMLParser):
    """Which elements would do something."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.live += [f"{tag} {name}" for name, _value in attributes if name.startswith("on")]
        for name, value in attributes:
            if name == "srcdoc":
                inside = _Page()
                inside.feed(value or "")
                self.live += inside.live
