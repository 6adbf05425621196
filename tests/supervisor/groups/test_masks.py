"""What the masks of groups say after each deed, what they offer, and what stands beside their forms."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import User
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_category, make_member, make_system_group
from tests.factories.people import make_user
from tests.supervisor.groups.pages import Clients, url
from tests.supervisor.listed import said
from tests.support.client import Browser
from tests.support.scoping import everywhere


@pytest.fixture
def browser(client_for: Clients, ada: User) -> Browser:
    return client_for(ada)


def place_of(page: Any) -> Any:
    return page.context["mask"].form.fields["place"]


def test_a_group_is_created_below_the_place_of_its_address(
    browser: Browser, nordlicht_supervisors: SupervisorGroup
) -> None:
    here = f"{url('new', 'agent')}?parent={nordlicht_supervisors.pk}"
    assert browser.get(here).context["mask"].form.initial["place"] == str(nordlicht_supervisors.pk)

    answer = browser.post(here, {"name": "Zweite Linie", "place": nordlicht_supervisors.pk, "capacity": "7"})

    with everywhere():
        group = AgentGroup.objects.get(name="Zweite Linie")
    assert (said(answer), answer["Location"]) == (["“Zweite Linie” is created."], url("edit", "agent", group.pk))
    assert (group.supervisor_group_id, group.preferences) == (nordlicht_supervisors.pk, {CAPACITY.key: 7})


def test_without_a_capacity_the_group_has_none_of_its_own(
    browser: Browser, nordlicht_supervisors: SupervisorGroup
) -> None:
    browser.post(url("new", "agent"), {"name": "Zweite Linie", "place": nordlicht_supervisors.pk, "capacity": ""})

    with everywhere():
        group = AgentGroup.objects.get(name="Zweite Linie")
    assert (group.preferences, group.version) == ({}, 1)


@pytest.mark.parametrize("capacity", [str((CAPACITY.minimum or 0) - 1), str((CAPACITY.maximum or 0) + 1), "x"])
def test_a_capacity_stays_within_its_bounds(
    browser: Browser, nordlicht_supervisors: SupervisorGroup, capacity: str
) -> None:
    entered = {"name": "Zweite Linie", "place": nordlicht_supervisors.pk, "capacity": capacity}

    answer = browser.post(url("new", "agent"), entered)

    assert (answer.status_code, list(answer.context["mask"].form.errors)) == (422, ["capacity"])


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        ("system", "Choose the tenant this group works for."),
        ("supervisor", "Choose the system group it belongs to."),
        ("agent", "Choose the supervisor group it belongs to."),
    ],
)
def test_each_level_says_what_it_hangs_on(browser: Browser, level: str, sentence: str) -> None:
    answer = browser.post(url("new", level), {"name": "", "place": ""})

    assert answer.context["mask"].form.errors == {"name": ["A group needs a name."], "place": [sentence]}


def test_places_are_those_of_tenants_where_one_may_write_with_their_code(
    client_of_both: Clients, browser: Browser, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    pages = [each.get(url("new", "supervisor")) for each in (browser, client_of_both("groups.read"))]

    with everywhere():
        fields = [place_of(page) for page in pages]
        shown = [[field.label_from_instance(place) for place in field.queryset] for field in fields]
    assert shown == [["Alpina (ALPI)", "Nordlicht (NORD)"], ["Nordlicht (NORD)"]]


def test_a_saved_group_moves_within_its_tenant_only(
    browser: Browser,
    nordlicht: Tenant,
    nordlicht_supervisors: SupervisorGroup,
    alpina_system: SystemGroup,
) -> None:
    other = make_system_group(nordlicht, "Nordlicht Zwei")
    page = browser.get(url("edit", "supervisor", nordlicht_supervisors.pk))
    with everywhere():
        assert {place.name for place in place_of(page).queryset} == {"Nordlicht", "Nordlicht Zwei"}

    here = url("edit", "supervisor", nordlicht_supervisors.pk)
    strange = browser.post(here, {"name": "Leitung", "place": alpina_system.pk, "version": 1})
    moved = browser.post(here, {"name": "Leitung", "place": other.pk, "version": 1})

    with everywhere():
        nordlicht_supervisors.refresh_from_db()
    assert (strange.status_code, said(moved)) == (422, ["“Leitung” is saved."])
    assert nordlicht_supervisors.system_group_id == other.pk


def test_a_deleted_tenant_or_group_is_no_place(
    browser: Browser, nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    with everywhere():
        SupervisorGroup.objects.filter(pk=nordlicht_supervisors.pk).update(deleted_at="2026-01-01T00:00Z")

    page = browser.get(url("new", "agent"))

    with everywhere():
        assert list(place_of(page).queryset) == []


def test_the_mask_lists_what_is_directly_below(
    browser: Browser,
    nordlicht_system: SystemGroup,
    nordlicht_supervisors: SupervisorGroup,
    nordlicht_service: AgentGroup,
) -> None:
    pages = [
        browser.get(url("edit", level, group.pk))
        for level, group in (
            ("system", nordlicht_system),
            ("supervisor", nordlicht_supervisors),
            ("agent", nordlicht_service),
        )
    ]

    assert [[(line.name, line.url) for line in page.context["groups_below"]] for page in pages] == [
        [("Nordlicht Leitung", url("edit", "supervisor", nordlicht_supervisors.pk))],
        [("Nordlicht Kundenservice", url("edit", "agent", nordlicht_service.pk))],
        [],
    ]


def test_members_and_categories_stand_by_name_with_their_addresses(
    browser: Browser, nordlicht_service: AgentGroup
) -> None:
    zoe, amt = make_user("Zoe Zahn", username="zoe"), make_user("Änne Amt", username="amt")
    make_member(zoe, nordlicht_service)
    make_member(amt, nordlicht_service)
    make_member(make_user("Weg", deleted_at="2026-01-01T00:00Z"), nordlicht_service)
    zins, bau = make_category(nordlicht_service, "Zins"), make_category(nordlicht_service, "Bau")
    make_category(nordlicht_service, "Weg", deleted_at="2026-01-01T00:00Z")

    context = browser.get(url("edit", "agent", nordlicht_service.pk)).context

    assert [(line.name, line.note, line.url) for line in context["members"]] == [
        ("Änne Amt", "amt", f"/supervisor/users/{amt.pk}/"),
        ("Zoe Zahn", "zoe", f"/supervisor/users/{zoe.pk}/"),
    ]
    assert [(line.name, line.url) for line in context["categories"]] == [
        ("Bau", f"/supervisor/categories/{bau.pk}/"),
        ("Zins", f"/supervisor/categories/{zins.pk}/"),
    ]


def test_whoever_may_not_look_at_people_or_categories_reads_names_without_addresses(
    client_of_both: Clients, alpina_service: AgentGroup, carla: User, claims: Category
) -> None:
    context = client_of_both("groups.read").get(url("edit", "agent", alpina_service.pk)).context

    assert [(line.name, line.url) for line in context["members"]] == [("Carla Conrad", "")]
    assert [(line.name, line.url) for line in context["categories"]] == [("Schaden", "")]
    assert (context["members_form"], context["leaving_form"], context["new_category_url"]) == (None, None, "")
    assert (context["may_write"], context["may_add_people"]) == (False, False)


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 person is a member now.", "1 person is no longer a member."]),
        (2, ["2 people are members now.", "2 people are no longer members."]),
    ],
)
def test_how_many_came_and_went_is_said(
    browser: Browser, nordlicht_service: AgentGroup, count: int, sentences: list[str]
) -> None:
    people = [make_user().pk for _ in range(count)]

    came = browser.post(url("add-members", nordlicht_service.pk), {"members-people": people})
    went = browser.post(url("take-out-members", nordlicht_service.pk), {"leaving-people": people})

    assert [*said(came), *said(went)] == sentences
    here = url("edit", "agent", nordlicht_service.pk)
    assert (came["Location"], went["Location"]) == (here, here)


def test_those_who_are_members_are_not_offered_again(
    browser: Browser, nordlicht_service: AgentGroup, anna: User, ada: User
) -> None:
    make_user("Ina Ab", active=False)

    context = browser.get(url("edit", "agent", nordlicht_service.pk)).context

    assert [label for _key, label in context["members_form"].fields["people"].choices] == ["Ada Ahrens (ada)"]
    assert [label for _key, label in context["leaving_form"].fields["people"].choices] == ["Anna Arndt (anna)"]


def test_deleting_and_restoring_name_the_group(browser: Browser, nordlicht_supervisors: SupervisorGroup) -> None:
    group = make_agent_group(nordlicht_supervisors, "Zweite Linie")

    deleted = browser.post(url("delete", "agent", group.pk))
    rows = browser.get(url("deleted")).context["rows"]
    restored = browser.post(url("restore", "agent", group.pk))

    assert said(deleted) == ["“Zweite Linie” is deleted. It can be restored."]
    assert [(row["group"].name, row["level"], str(row["kind"])) for row in rows] == [
        ("Zweite Linie", "agent", "Agent group")
    ]
    assert said(restored) == ["“Zweite Linie” is restored."]
    assert (deleted["Location"], restored["Location"]) == (url("tree"), url("edit", "agent", group.pk))


def test_a_living_group_is_not_restored_and_a_deleted_one_not_deleted_again(
    browser: Browser, nordlicht_supervisors: SupervisorGroup
) -> None:
    living = make_agent_group(nordlicht_supervisors)
    gone = make_agent_group(nordlicht_supervisors, deleted_at="2026-01-01T00:00Z")

    answers = [browser.post(url("restore", "agent", living.pk)), browser.post(url("delete", "agent", gone.pk))]

    assert [answer.status_code for answer in answers] == [404, 404]
