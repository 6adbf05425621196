from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.exchange import export_set
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_template
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
LIST = "/supervisor/reply-templates/"
PAGE = f"{LIST}exchange/"


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


@pytest.fixture
def alpine_set(alpina: Tenant) -> bytes:
    make_template(alpina, "Gipfelgruß", internal_name="gipfelgruss", html="<p>Grüezi</p>")
    with in_scope(alpina):
        return export_set(alpina)


def _posted(browser: Browser, tenant: Tenant, content: bytes, **entered: Any) -> Any:
    file = SimpleUploadedFile("set.zip", content)
    return browser.post(PAGE, {"tenant": tenant.pk, "file": file, **entered})


def _names() -> set[str]:
    with everywhere():
        return set(ReplyTemplate.objects.values_list("tenant__code", "internal_name"))  # type: ignore[arg-type]


def _names_in(answer: Any) -> set[str]:
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as unpacked:
        return {name.split("/")[1] for name in unpacked.namelist() if name.startswith("templates/")}


def test_export_all_or_chosen_ones(browser: Browser, nordlicht: Tenant) -> None:
    one = make_template(nordlicht, internal_name="eins")
    make_template(nordlicht, internal_name="zwei")

    everything = browser.get(f"{LIST}export/{nordlicht.pk}/")
    chosen = browser.post(f"{LIST}export/", {"selected": [one.pk]})

    assert (_names_in(everything), _names_in(chosen)) == ({"eins", "zwei"}, {"eins"})


def test_templates_of_two_tenants_are_no_set(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    ids = [make_template(nordlicht).pk, make_template(alpina).pk]

    browser = client_for(ada, nordlicht, alpina)
    browser.get(LIST)

    page = browser.post(f"{LIST}export/", {"selected": ids}, follow=True).content.decode()

    assert "Choose templates of one tenant: a template set belongs to one." in page


def test_a_set_is_looked_at_and_only_then_taken_in(browser: Browser, nordlicht: Tenant, alpine_set: bytes) -> None:
    assert browser.get(PAGE).status_code == 200
    page = _posted(browser, nordlicht, alpine_set, take="1").content.decode()
    assert "Gipfelgruß" in page
    assert len(_names()) == 1
    seen = page.split('name="seen" value="')[1].split('"')[0]

    changed = _posted(browser, nordlicht, alpine_set + b"\0", take="1", seen=seen)
    assert (changed.status_code, len(_names())) == (200, 1)
    taken = _posted(browser, nordlicht, alpine_set, take="1", seen=seen)

    assert taken["Location"] == LIST
    assert len(_names()) == 2
    again = _posted(browser, nordlicht, alpine_set).content.decode()
    assert "Everything is there already." in again


def test_what_is_no_set_is_refused(browser: Browser, nordlicht: Tenant, alpina: Tenant, alpine_set: bytes) -> None:
    answers = [
        browser.post(PAGE, {"tenant": nordlicht.pk}),
        _posted(browser, nordlicht, b"no zip"),
        _posted(browser, alpina, alpine_set),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "Choose a file first." in answers[0].content.decode()


def test_another_tenants_set_is_not_given_out(browser: Browser, alpina: Tenant) -> None:
    template = make_template(alpina)

    assert browser.get(f"{LIST}export/{alpina.pk}/").status_code == 404
    answer = browser.post(f"{LIST}export/", {"selected": [template.pk]}, follow=True)
    assert answer["Content-Type"].startswith("text/html")
