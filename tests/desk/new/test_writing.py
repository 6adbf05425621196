"""What the editor of a new process shares with that of an answer: pictures, files of the library."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.texts import make_library_file
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
PNG = b"\x89PNG\r\n\x1a\n and more"


@pytest.fixture
def page(anna: User, nordlicht: Tenant, nordlicht_account: MailAccount, client_for: ClientFor) -> Browser:
    return client_for(anna, nordlicht)


@pytest.fixture
def draft(page: Browser, billing: Category, customer: Customer, nordlicht: Tenant) -> Draft:
    page.post("/desk/new/", {"category": billing.pk, "to": "Käthe Kunde <kaethe@post.example>"})
    with in_scope(nordlicht):
        return Draft.objects.select_related("category__tenant").get()


def url(name: str, draft: Draft, *more: object) -> str:
    return reverse(f"desk:new:{name}", args=[draft.pk, *more])


def post(browser: Browser, name: str, draft: Draft, **data: Any) -> HttpResponse:
    return browser.post(url(name, draft), data)


def test_a_picture_is_kept_with_the_draft_and_shown(page: Browser, draft: Draft, nordlicht: Tenant) -> None:
    kept = post(page, "picture", draft, picture=SimpleUploadedFile("plan.png", PNG)).json()  # type: ignore[attr-defined]
    none = post(page, "picture", draft, picture=SimpleUploadedFile("plan.svg", b"<svg/>"))
    shown = page.get(url("shown-picture", draft, kept["src"].removeprefix("cid:")))

    assert kept["alt"] == "plan"
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    assert none.status_code == 422
    assert page.get(url("shown-picture", draft, "other@kontor")).status_code == 404


def test_files_of_the_library_are_found_and_attached(
    page: Browser, draft: Draft, nordlicht: Tenant, alpina: Tenant
) -> None:
    file = make_library_file(nordlicht, "Anleitung Zähler")
    strange = make_library_file(alpina, "Anleitung Dach")

    found = page.get(url("library", draft), {"q": "anleitung"}).content.decode()
    attached = page.post(url("attach-from-library", draft, file.pk)).content.decode()
    refused = page.post(url("attach-from-library", draft, strange.pk))

    assert "Anleitung Zähler" in found and "Anleitung Dach" not in found
    assert f'formaction="{url("attach-from-library", draft, file.pk)}"' in found
    assert file.filename in attached
    assert refused.status_code == 404
    with in_scope(nordlicht):
        assert [one.filename for one in draft.files.all()] == [file.filename]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plan.png", "plan"),
        ("Plan.JPEG", "Plan"),
        ("Foto.2026.jfif", "Foto.2026"),
        ("Abb. 3", "Abb. 3"),
        ("2. Etage", "2. Etage"),
        ("Stand 1.10.2026", "Stand 1.10.2026"),
    ],
)
def test_the_words_of_a_picture_are_its_name_without_the_ending_of_a_file(
    page: Browser, draft: Draft, name: str, words: str
) -> None:
    kept = post(page, "picture", draft, picture=SimpleUploadedFile(name, PNG)).json()  # type: ignore[attr-defined]

    assert kept["alt"] == words


def test_pictures_of_the_tenants_library_alone(page: Browser, draft: Draft, nordlicht: Tenant, alpina: Tenant) -> None:
    kind: dict[str, Any] = {"content": PNG, "content_type": "image/png", "purpose": FilePurpose.PICTURE}
    own = make_library_file(nordlicht, filename="logo.png", **kind)
    strange = make_library_file(alpina, filename="logo.png", **kind)

    assert page.get(url("library-picture", draft, own.pk)).content == PNG
    assert page.get(url("library-picture", draft, strange.pk)).status_code == 404


@pytest.mark.parametrize(("seconds", "said"), [(20, "leaves in 20 seconds."), (0, "is on its way.")])
def test_a_new_process_is_no_answer(page: Browser, draft: Draft, nordlicht: Tenant, seconds: int, said: str) -> None:
    prefer(nordlicht, UNDO_SECONDS, seconds)
    typed = {"version": draft.version, "to": "kaethe@post.example", "subject": "Termin", "text": "Am Montag."}

    post(page, "send", draft, category=draft.category_id, **typed)
    told = page.get(reverse("desk:inbox:list")).content.decode()

    with in_scope(nordlicht):
        number = format_number(Ticket.objects.get().number)
    assert f"What you have written about {number} {said}" in told
    assert "The answer to" not in told


def test_whoever_begins_a_process_may_choose_or_type_at_once(
    page: Browser, billing: Category, moving: Category
) -> None:
    pages = [page.get("/desk/new/"), page.post("/desk/new/", {"category": billing.pk, "to": "nobody"})]
    page.post("/desk/new/", {"category": billing.pk, "to": "kaethe@post.example"})
    pages.append(page.get("/desk/new/"))

    focused = [re.findall(r"<(?:input|select)[^>]* autofocus[^>]*>", each.content.decode()) for each in pages]
    names = [re.findall(r' name="(category|to)"', " ".join(fields)) for fields in focused]
    assert names == [["category"], ["to"], ["to"]]
