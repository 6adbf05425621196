from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.answers.models import AcknowledgementText
from kontor.answers.preferences import ACKNOWLEDGE
from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.answers import make_text, prefer
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/acknowledgements/"


def _all() -> list[AcknowledgementText]:
    with everywhere():
        return list(AcknowledgementText.objects.select_related("category").order_by("id"))


def _values(place: str, **more: Any) -> dict[str, Any]:
    return {"place": place, "language": "de", "subject": "Eingang [#{number}]", "text": "Danke, {name}.", **more}


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    make_text(nordlicht, billing, subject="Unsere Bestätigung")
    make_text(alpina, subject="Deren Bestätigung")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Unsere Bestätigung" in page
    assert "Deren Bestätigung" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("tenant_wishes", "category_wishes", "states"),
    [
        (None, None, ["No", "No"]),
        (True, None, ["Yes", "Yes"]),
        (True, False, ["Yes", "No"]),
        (None, True, ["No", "Yes"]),
    ],
)
def test_list_says_where_acknowledgements_are_switched_on(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    tenant_wishes: bool | None,
    category_wishes: bool | None,
    states: list[str],
) -> None:
    make_text(nordlicht, subject="Tenant")
    make_text(nordlicht, billing, subject="Category")
    if tenant_wishes is not None:
        prefer(nordlicht, ACKNOWLEDGE, tenant_wishes)
    if category_wishes is not None:
        prefer(billing, ACKNOWLEDGE, category_wishes)

    response = client_for(sven, nordlicht).get(f"{LIST}?sort=subject")

    shown = {row.item.subject: row.cells[-1].value for row in response.context["listing"].rows}
    assert [shown["Tenant"], shown["Category"]] == states


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    make_text(nordlicht, billing)
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_text(nordlicht)
    make_text(nordlicht, language="en")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_create_for_a_category_and_for_the_tenant(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200

    first = browser.post(f"{LIST}new/", _values(f"category-{billing.pk}"))
    second = browser.post(f"{LIST}new/", _values(f"tenant-{nordlicht.pk}"))
    again = browser.post(f"{LIST}new/", _values(f"tenant-{nordlicht.pk}"))

    assert (first.status_code, second.status_code, again.status_code) == (302, 302, 422)
    assert "There is a text in this language already." in again.content.decode()
    assert [(row.tenant_id, row.category, row.language) for row in _all()] == [
        (nordlicht.pk, billing, "de"),
        (nordlicht.pk, None, "de"),
    ]
    with in_scope(nordlicht):
        assert AuditEntry.objects.filter(actor_id=sven.pk, action="created").count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": "Hallo {vorname}"}, "There is no placeholder {vorname}."),
        ({"subject": "Eingang {number"}, "A brace belongs to no placeholder."),
        ({"text": "}"}, "A brace belongs to no placeholder."),
        ({"text": "   "}, "An acknowledgement needs a text."),
        ({"subject": ""}, "An acknowledgement needs a subject."),
        ({"language": "xx"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client_for: ClientFor, sven: User, nordlicht: Tenant, values: dict[str, str], sentence: str
) -> None:
    response = client_for(sven, nordlicht).post(f"{LIST}new/", _values(f"tenant-{nordlicht.pk}", **values))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert _all() == []


def test_no_text_is_made_for_another_tenant_or_its_category(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, claims: Category
) -> None:
    browser = client_for(sven, nordlicht)

    answers = [
        browser.post(f"{LIST}new/", _values(place)) for place in (f"tenant-{alpina.pk}", f"category-{claims.pk}")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert _all() == []


def test_edit_shows_how_a_customer_gets_it(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    row = make_text(nordlicht, billing, subject="Eingang {number}", text="Guten Tag {name}")

    page = client_for(sven, nordlicht).get(f"{LIST}{row.pk}/").content.decode()

    assert "Guten Tag Käthe Kunde" in page
    assert "Eingang 2647\N{NO-BREAK SPACE}109\N{NO-BREAK SPACE}358" in page


def test_edit_saves(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    row = make_text(nordlicht)

    response = client_for(sven, nordlicht).post(
        f"{LIST}{row.pk}/", {"subject": "Neu", "text": "Neuer Text", "version": 1}
    )

    (saved,) = _all()
    assert response.status_code == 302
    assert (saved.subject, saved.text, saved.version) == ("Neu", "Neuer Text", 2)


def test_edit_overwrites_nothing_that_somebody_else_saved(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    row = make_text(nordlicht)
    with in_scope(nordlicht):
        AcknowledgementText.objects.update(version=2, subject="Von Ada")

    response = client_for(sven, nordlicht).post(f"{LIST}{row.pk}/", {"subject": "Neu", "text": "Text", "version": 1})

    assert response.status_code == 409
    assert [saved.subject for saved in _all()] == ["Von Ada"]


def test_edit_of_another_tenants_text_is_not_found(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    row = make_text(alpina)
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{row.pk}/").status_code == 404
    assert browser.post(f"{LIST}{row.pk}/", {"subject": "x", "text": "x", "version": 1}).status_code == 404


def test_text_of_a_deleted_category_is_gone_from_the_list(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    row = make_text(nordlicht, billing)
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())

    assert client_for(sven, nordlicht).get(f"{LIST}{row.pk}/").status_code == 404


def test_delete(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    rows = [make_text(nordlicht, language=language) for language in ("de", "en", "fr")]

    response = client_for(sven, nordlicht).post(f"{LIST}delete/", {"selected": [rows[0].pk, rows[2].pk]})

    assert response.status_code == 302
    assert [row.language for row in _all()] == ["en"]


def test_delete_leaves_another_tenants_texts(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    row = make_text(alpina)

    client_for(sven, nordlicht).post(f"{LIST}delete/", {"selected": [row.pk]})

    assert _all() == [row]


def test_tabs_of_tenant_and_category_show_their_own_texts(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_text(nordlicht, subject="Für alle")
    make_text(nordlicht, billing, subject="Für Abrechnung")
    browser = client_for(ada)

    pages = [
        browser.get(f"/supervisor/{place}/acknowledgements/").content.decode()
        for place in (f"tenants/{nordlicht.pk}", f"categories/{billing.pk}", f"categories/{moving.pk}")
    ]

    shown = [[subject for subject in ("Für alle", "Für Abrechnung") if subject in page] for page in pages]
    assert shown == [["Für alle"], ["Für Abrechnung"], []]
    assert f"place=category-{moving.pk}" in pages[2]


def test_new_text_begins_with_the_place_one_comes_from(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    page = client_for(sven, nordlicht).get(f"{LIST}new/?place=category-{billing.pk}").content.decode()

    assert f'value="category-{billing.pk}" selected' in page


def test_tab_saves_nothing(client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category) -> None:
    response = client_for(ada).post(f"/supervisor/categories/{billing.pk}/acknowledgements/", {"version": 1})

    assert response.status_code == 405
