"""The list of automatic replies: rows, order, what is found, what is said; what the mask offers and shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from tests.factories.org import make_category
from tests.factories.reviews import make_automatic
from tests.factories.texts import make_template
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/automatic/"
ANSWER, CLOSE = AutomaticAction.ANSWER, AutomaticAction.ANSWER_AND_CLOSE


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


def test_a_row_says_what_happens_and_whether_it_is_on(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_automatic(billing, action=CLOSE, name="Eingang")
    make_automatic(moving, name="Umzug", active=False)

    page = browser.get(LIST)

    on, off = rows_of(page)
    assert (on["category"], on["action"], on["template"], on["active"]) == (
        "Abrechnung",
        CLOSE.label,
        "Eingang",
        "Yes",
    )
    assert (off["category"], off["active"], off["tenant"]) == ("Umzug", "No", "Nordlicht Energie")
    row = page.context["listing"].rows[0]
    assert (row.url, row.colour, offered(page)) == (f"{LIST}{row.item.pk}/", nordlicht.colour, ["Delete"])


def test_they_stand_by_tenant_and_category_unless_one_asks_for_another_order(
    client_for: ClientFor, ada: User, billing: Category, moving: Category, claims: Category
) -> None:
    make_automatic(billing, name="C", action=CLOSE)
    make_automatic(moving, name="A", active=False)
    make_automatic(claims, name="B")
    browser = client_for(ada)

    assert ordered(browser, LIST, "", "template", "active,template", "-category", key="template") == {
        "": ["B", "C", "A"],
        "template": ["A", "B", "C"],
        "active,template": ["A", "B", "C"],
        "-category": ["A", "B", "C"],
    }


def test_they_are_found_by_category_action_template_and_tenant(
    client_for: ClientFor, ada: User, billing: Category, claims: Category
) -> None:
    make_automatic(billing, name="Eingang", action=CLOSE)
    make_automatic(claims, name="Schadenmeldung")
    found = narrowed(
        client_for(ada),
        LIST,
        key="template",
        category="SCHAD",
        action=CLOSE,
        template="eing",
        tenant=claims.tenant_id,
    )

    assert found == {
        "category": ["Schadenmeldung"],
        "action": ["Eingang"],
        "template": ["Eingang"],
        "tenant": ["Schadenmeldung"],
    }


@pytest.mark.parametrize(
    ("count", "sentence"), [(1, "1 automatic reply is deleted."), (2, "2 automatic replies are deleted.")]
)
def test_how_many_were_deleted_is_said(
    browser: Browser, nordlicht_service: object, billing: Category, count: int, sentence: str
) -> None:
    more = [make_category(nordlicht_service) for _ in range(count)]  # type: ignore[arg-type]
    _stays, *chosen = [make_automatic(category) for category in (billing, *more)]

    answer = browser.post(f"{LIST}delete/", {"selected": [row.pk for row in chosen]})

    assert (said(answer), answer["Location"]) == ([sentence], LIST)
    assert column(browser.get(LIST), "category") == ["Abrechnung"]


def test_the_mask_shows_its_own_reply_and_saving_says_so(
    browser: Browser, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    make_automatic(billing)
    row = make_automatic(moving, action=CLOSE, active=False)
    url = f"{LIST}{row.pk}/"

    form = browser.get(url).context["mask"].form
    answer = browser.post(url, {"action": ANSWER, "template": row.template_id, "active": "on", "version": 1})

    assert form.initial == {"action": CLOSE, "template": row.template_id, "active": False, "forward_to": ""}
    assert said(answer) == ["The automatic reply is saved."]
    with everywhere():
        row.refresh_from_db()
    assert (row.action, row.active, row.category_id) == (ANSWER, True, moving.pk)


def test_creating_says_so_and_leads_to_the_list(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht)

    answer = browser.post(f"{LIST}new/", {"category": billing.pk, "action": ANSWER, "template": template.pk})

    with everywhere():
        row = AutomaticReply.objects.get()
    assert (row.category_id, row.template_id, row.active) == (billing.pk, template.pk, False)
    assert (said(answer), answer["Location"]) == (["The automatic reply is created."], LIST)


def test_addresses_outside_are_kept_for_forwards_only(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht)
    entered = {"category": billing.pk, "action": ANSWER, "template": template.pk, "forward_to": "no address at all"}

    answer = browser.post(f"{LIST}new/", entered)

    assert answer.status_code == 302
    with everywhere():
        assert AutomaticReply.objects.get().forward_to == []


def test_empty_lines_between_addresses_are_none(browser: Browser, nordlicht: Tenant, billing: Category) -> None:
    template = make_template(nordlicht, kind=TemplateKind.FORWARD)
    entered = {"category": billing.pk, "action": AutomaticAction.FORWARD, "template": template.pk}

    answer = browser.post(f"{LIST}new/", entered | {"forward_to": "a@werk.example\n\n ; b@werk.example\n"})

    assert said(answer) == ["The automatic reply is created."]
    with everywhere():
        assert [each[1] for each in AutomaticReply.objects.get().forward_to] == [
            "a@werk.example",
            "b@werk.example",
        ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": ""}, "category"),
        ({"action": "shout"}, "action"),
        ({"template": ""}, "template"),
        ({"forward_to": "f" * 4001}, "forward_to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: Browser, nordlicht: Tenant, billing: Category, wrong: dict[str, str], field: str
) -> None:
    entered = {"category": billing.pk, "action": ANSWER, "template": make_template(nordlicht).pk}

    answer = browser.post(f"{LIST}new/", {**entered, **wrong})

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, [field])


def test_a_category_of_a_tenant_where_one_may_only_look_is_not_offered(
    client_of_both: ClientFor, billing: Category, claims: Category, alpina: Tenant
) -> None:
    other = make_automatic(claims)
    browser = client_of_both("automatic.read")

    form = browser.get(f"{LIST}new/").context["mask"].form
    deleted = browser.post(f"{LIST}delete/", {"selected": other.pk})

    with everywhere():
        assert list(form.fields["category"].queryset) == [billing]
    assert said(deleted) == [f"You may not do this with: {other}. Nothing was changed."]
    assert browser.get(f"{LIST}{other.pk}/").context["may_write"] is False
    assert browser.post(f"{LIST}{other.pk}/", {"action": ANSWER, "template": other.template_id}).status_code == 403


def test_who_has_one_tenant_reads_names_without_its_code(
    browser: Browser, nordlicht: Tenant, billing: Category
) -> None:
    make_template(nordlicht, "Eingang")

    page = browser.get(f"{LIST}new/").content.decode()

    assert ("Eingang" in page, "(NORD)" in page) == (True, False)
