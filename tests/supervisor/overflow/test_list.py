"""The list of agreements: rows, order, what is found and said; who may do what with which side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.escalations.models import Agreement
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.org import make_agent_group, make_category
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/overflow/"


@pytest.fixture(autouse=True)
def _somebody_works_in_both(bela: User) -> None:
    """Else nothing is lent into a category."""


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def gone(agreement: Agreement, *, days: int = 0) -> Agreement:
    with everywhere():
        Agreement.objects.filter(pk=agreement.pk).update(deleted_at=clock.now() - timedelta(days=days))
    return agreement


def test_a_row_says_who_lends_to_whom_and_how_many_are_lent(
    browser: Browser, nordlicht: Tenant, claims: Category, ada: User
) -> None:
    agreement = make_agreement(nordlicht, claims, name="Aushilfe", confirmed_by=ada)

    page = browser.get(LIST)

    (cells,) = rows_of(page)
    assert (cells["name"], cells["lender"].name, cells["borrower"].name, cells["lent"]) == (
        "Aushilfe",
        "Nordlicht Energie",
        "Alpina Versicherung",
        0,
    )
    (row,) = page.context["listing"].rows
    assert (row.url, row.colour, offered(page)) == (f"{LIST}{agreement.pk}/", nordlicht.colour, ["Delete"])


def test_agreements_are_ordered_and_found_by_either_side(
    browser: Browser, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    make_agreement(nordlicht, claims, name="Zuviel")
    make_agreement(alpina, billing, name="Ärger")

    assert ordered(browser, LIST, "", "lender", "borrower") == {
        "": ["Ärger", "Zuviel"],
        "lender": ["Ärger", "Zuviel"],
        "borrower": ["Zuviel", "Ärger"],
    }
    assert narrowed(browser, LIST, name="ZU", lender="alpina", borrower="ALPINA") == {
        "name": ["Zuviel"],
        "lender": ["Ärger"],
        "borrower": ["Zuviel"],
    }


def test_deleted_agreements_stand_with_the_last_one_first(
    browser: Browser, nordlicht: Tenant, claims: Category, alpina_service: AgentGroup
) -> None:
    gone(make_agreement(nordlicht, claims, name="Gestern"), days=1)
    gone(make_agreement(nordlicht, make_category(alpina_service), name="Eben"))

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])
    assert column(browser.get(LIST), "name") == []


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 agreement is deleted.", "1 agreement is restored and switched off."]),
        (2, ["2 agreements are deleted.", "2 agreements are restored and switched off."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(
    browser: Browser, nordlicht: Tenant, alpina_service: AgentGroup, count: int, sentences: list[str]
) -> None:
    targets = [make_category(alpina_service) for _ in range(count + 1)]
    stays, *chosen = [make_agreement(nordlicht, category) for category in targets]
    posted = {"selected": [agreement.pk for agreement in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = column(browser.get(LIST), "name")
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (left, deleted["Location"], restored["Location"]) == ([stays.name], LIST, LIST)


def test_who_answers_for_one_side_only_confirms_but_does_not_change(
    client_of_both: ClientFor, nordlicht: Tenant, claims: Category
) -> None:
    agreement = make_agreement(nordlicht, claims, name="Aushilfe")
    browser = client_of_both("overflow.read")

    page = browser.get(f"{LIST}{agreement.pk}/")
    deleted = browser.post(f"{LIST}delete/", {"selected": agreement.pk})

    opened = page.context["opened"]
    assert (opened.may_change, opened.to_confirm) == (False, {nordlicht.pk})
    assert browser.get(f"{LIST}{agreement.pk}/terms/").status_code == 403
    assert said(deleted) == [
        "Only who answers for Nordlicht Energie and Alpina Versicherung can do this with “Aushilfe”."
    ]
    assert len(column(browser.get(LIST), "name")) == 1


def test_what_is_done_with_an_agreement_is_said(browser: Browser, nordlicht: Tenant, claims: Category) -> None:
    agreement = make_agreement(nordlicht, claims)
    url = f"{LIST}{agreement.pk}/"
    deeds: list[tuple[str, dict[str, Any]]] = [("confirm", {"terms": agreement.terms}), ("on", {}), ("off", {})]

    answers = [browser.post(f"{url}{deed}/", data) for deed, data in (*deeds, ("withdraw", {}))]

    assert [said(answer) for answer in answers] == [
        ["Confirmed for Nordlicht Energie, Alpina Versicherung."],
        ["The agreement is switched on; it is looked at every minute."],
        ["The agreement is switched off. What waited at the borrower is back."],
        ["The confirmation is taken back and the agreement is switched off."],
    ]
    assert {answer["Location"] for answer in answers} == {url}


@pytest.mark.parametrize("terms", ["", "x", "9" * 10, "99"])
def test_terms_that_were_not_read_are_not_confirmed(
    browser: Browser, nordlicht: Tenant, claims: Category, terms: str
) -> None:
    agreement = make_agreement(nordlicht, claims)

    browser.post(f"{LIST}{agreement.pk}/confirm/", {"terms": terms})

    opened = browser.get(f"{LIST}{agreement.pk}/").context["opened"]
    assert opened.to_confirm == {nordlicht.pk, claims.tenant_id}


def test_a_new_agreement_begins_with_terms_to_be_filled_in(
    browser: Browser, nordlicht: Tenant, claims: Category
) -> None:
    answer = browser.post(f"{LIST}new/", {"name": "Aushilfe", "lender": nordlicht.pk, "category": claims.pk})

    with everywhere():
        agreement = Agreement.objects.get()
    assert said(answer) == ["The agreement “Aushilfe” is created. Now say what is agreed."]
    assert answer["Location"] == f"{LIST}{agreement.pk}/terms/"
    assert (agreement.threshold, agreement.after, agreement.active) == (100, 240, False)


def test_whoever_has_created_an_agreement_may_type_at_once(
    browser: Browser, nordlicht: Tenant, claims: Category
) -> None:
    url = browser.post(f"{LIST}new/", {"name": "Aushilfe", "lender": nordlicht.pk, "category": claims.pk})["Location"]
    begun = _first_field(browser.get(url))
    with everywhere():
        Agreement.objects.update(version=2)

    assert ["autofocus" in field for field in (begun, _first_field(browser.get(url)))] == [True, False]


def _first_field(page: Any) -> str:
    return str(page.context["mask"].form["name"])


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, "An agreement needs a name."),
        ({"name": "N" * 121}, "At most 120 characters"),
        ({"lender": ""}, "Choose the tenant that lends."),
        ({"category": ""}, "Choose the category the tickets are lent into."),
        ({"lender": "0"}, "What was chosen is not there any more."),
    ],
)
def test_what_a_new_agreement_lacks_is_said(
    browser: Browser, nordlicht: Tenant, claims: Category, wrong: dict[str, str], error: str
) -> None:
    entered = {"name": "Aushilfe", "lender": nordlicht.pk, "category": claims.pk}

    answer = browser.post(f"{LIST}new/", {**entered, **wrong})

    assert (answer.status_code, error in answer.content.decode()) == (422, True)
    with everywhere():
        assert Agreement.objects.count() == 0


def test_only_a_category_into_which_tickets_may_be_lent_is_offered(
    browser: Browser,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_service: AgentGroup,
    billing: Category,
    moving: Category,
    claims: Category,
) -> None:
    """Of another tenant than the lender, moved into and answered there, and worked by somebody."""
    make_category(alpina_service, "Zu", recategorization_destination=False)
    closed = make_category(alpina_service, "Stumm", answer_allowed=False)
    make_category(make_agent_group(alpina_service.supervisor_group, "Niemand"), "Leer")

    def named(page: Any) -> list[str]:
        field = page.context["form"].fields["category"]
        with everywhere():
            return [field.label_from_instance(each) for each in field.queryset.select_related("tenant")]

    assert named(browser.get(f"{LIST}new/")) == [
        "Alpina Versicherung: Schaden",
        "Nordlicht Energie: Abrechnung",
        "Nordlicht Energie: Umzug",
    ]
    own = browser.post(f"{LIST}new/", {"name": "A", "lender": alpina.pk, "category": claims.pk})
    assert (own.status_code, "Choose a category of one." in own.content.decode()) == (422, True)
    assert named(own) == ["Nordlicht Energie: Abrechnung", "Nordlicht Energie: Umzug"]

    agreement = make_agreement(nordlicht, claims)
    with everywhere():
        Agreement.objects.filter(pk=agreement.pk).update(category=closed)
    form = browser.get(f"{LIST}{agreement.pk}/terms/").context["mask"].form
    with everywhere():
        assert [each.name for each in form.fields["category"].queryset] == ["Schaden", "Stumm"]


def test_terms_offer_the_lenders_categories_and_the_borrowers(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category, claims: Category
) -> None:
    with everywhere():
        Category.objects.filter(pk=moving.pk).update(recategorization_source=False)
    agreement = make_agreement(nordlicht, claims)

    form = browser.get(f"{LIST}{agreement.pk}/terms/").context["mask"].form

    assert form.fields["source_categories"].choices == [(billing.pk, "Abrechnung")]
    with everywhere():
        assert list(form.fields["category"].queryset) == [claims]
