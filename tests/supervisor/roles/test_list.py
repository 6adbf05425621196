"""The list of roles, that of the deleted ones, and what a mask of a role shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.people.models import Role, User
from kontor.people.permissions import PERMISSIONS, SUPERVISOR
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
LIST = "/supervisor/roles/"


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def test_a_row_counts_the_rights_of_its_role(browser: Browser) -> None:
    make_role("Ärztin", {"desk.access", "tickets.read"}, description="Sieht nach.")

    (row,) = [row for row in rows_of(browser.get(LIST)) if row["name"] == "Ärztin"]

    assert row == {"name": "Ärztin", "description": "Sieht nach.", "rights": 2}


def test_roles_stand_in_the_order_of_the_alphabet_or_of_their_description(browser: Browser) -> None:
    for name, description in (("Zoll", "a"), ("Ärztin", "c"), ("Bote", "b")):
        make_role(name, description=description)

    orders = ordered(browser, LIST, "", "-name", "description")

    assert [name for name in orders[""] if name != "Administrator"] == ["Ärztin", "Bote", "Zoll"]
    assert orders["-name"] == orders[""][::-1]
    assert [name for name in orders["description"] if name != "Administrator"] == ["Zoll", "Bote", "Ärztin"]


def test_roles_are_found_by_name_and_by_description(browser: Browser) -> None:
    make_role("Leser", description="sieht alles")
    make_role("Schreiber", description="liest nichts")

    assert narrowed(browser, LIST, name="SCHREI", description="alles") == {
        "name": ["Schreiber"],
        "description": ["Leser"],
    }


def test_deleted_roles_stand_with_the_last_one_first(browser: Browser) -> None:
    for days, name in enumerate(("Eben", "Gestern", "Vorgestern")):
        make_role(name, deleted_at=clock.now() - timedelta(days=days))

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern", "Vorgestern"], ["Restore"])
    assert "Eben" not in column(browser.get(LIST), "name")


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 role is deleted.", "1 role is restored."]),
        (2, ["2 roles are deleted.", "2 roles are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(browser: Browser, count: int, sentences: list[str]) -> None:
    chosen = {"selected": [make_role().pk for _ in range(count)]}

    answers = [browser.post(f"{LIST}{verb}/", chosen) for verb in ("delete", "restore")]

    assert [sentence for answer in answers for sentence in said(answer)] == sentences
    assert [answer["Location"] for answer in answers] == [LIST, LIST]


def test_one_role_in_use_keeps_all_that_were_chosen(
    client_for: ClientFor, ada: User, anna: User, agent_role: Role, nordlicht: Tenant
) -> None:
    free = make_role("Frei")

    answer = client_for(ada, nordlicht).post(f"{LIST}delete/", {"selected": [free.pk, agent_role.pk]})

    assert ["still given to Anna Arndt" in sentence for sentence in said(answer)] == [True]
    assert Role.objects.filter(deleted_at=None, pk__in=[free.pk, agent_role.pk]).count() == 2


def test_only_what_is_chosen_is_deleted_and_restored(browser: Browser) -> None:
    chosen, other = make_role("Gewählt"), make_role("Andere")
    gone = make_role("Längst", deleted_at=clock.now())

    browser.post(f"{LIST}delete/", {"selected": chosen.pk})
    assert column(browser.get(f"{LIST}deleted/", {"sort": "name"}), "name") == ["Gewählt", "Längst"]
    browser.post(f"{LIST}restore/", {"selected": chosen.pk})

    assert column(browser.get(f"{LIST}deleted/"), "name") == [gone.name]
    assert other.name in column(browser.get(LIST), "name")


@pytest.mark.parametrize("verb", ["delete", "restore"])
def test_with_nothing_chosen_nothing_is_said_to_be_done(browser: Browser, verb: str) -> None:
    answer = browser.post(f"{LIST}{verb}/", {"selected": "999999999"})

    assert said(answer) == ["Nothing was changed: choose at least one line that is still in the list."]


def test_whoever_has_the_right_in_one_tenant_only_is_offered_nothing(
    client_for: ClientFor, dora: User, nordlicht: Tenant, nordlicht_supervisors: object
) -> None:
    role = make_role("Teamleitung", {*SUPERVISOR, "roles.read", "roles.write"})
    make_grant(dora, role, nordlicht_supervisors)  # type: ignore[arg-type]
    browser = client_for(dora, nordlicht)

    page = browser.get(LIST)

    assert (offered(page), page.context["new_url"], page.context["restore_url"]) == ([], "", "")
    assert browser.get(f"{LIST}{role.pk}/").context["may_write"] is False
    answers = [browser.post(f"{LIST}{verb}/", {"selected": role.pk}) for verb in ("delete", "restore")]
    assert [each.status_code for each in (*answers, browser.get(f"{LIST}deleted/"))] == [403, 403, 403]


def test_an_administrator_is_led_to_a_new_role_and_to_the_deleted_ones(browser: Browser) -> None:
    page = browser.get(LIST)

    assert (page.context["new_url"], page.context["restore_url"]) == (f"{LIST}new/", f"{LIST}deleted/")
    assert offered(page) == ["Delete"]


def test_the_mask_ticks_what_the_role_has_and_no_more(browser: Browser) -> None:
    role = make_role("Leser", {"tickets.read", "desk.access"})

    form = browser.get(f"{LIST}{role.pk}/").context["mask"].form

    ticked = [right for name in form.fields if name.startswith("rights-") for right in form.fields[name].initial]
    assert sorted(ticked) == ["desk.access", "tickets.read"]
    assert (form.initial["name"], form.initial["description"]) == ("Leser", "")


def test_every_right_stands_once_below_its_area(browser: Browser) -> None:
    form = browser.get(f"{LIST}new/").context["mask"].form

    boxes = {name: [right for right, _ in field.choices] for name, field in form.fields.items() if "-" in name}
    assert sorted(right for rights in boxes.values() for right in rights) == sorted(PERMISSIONS)
    assert {
        name for name, rights in boxes.items() for right in rights if f"rights-{right.split('.')[0]}" != name
    } == set()


def test_a_right_is_named_by_what_it_allows_and_its_area_by_the_words_before(browser: Browser) -> None:
    field = browser.get(f"{LIST}new/").context["mask"].form.fields["rights-roles"]

    area, _dash, allows = str(PERMISSIONS["roles.read"]).partition(" – ")
    assert (field.label, dict(field.choices)["roles.read"]) == (area, allows)
    assert allows


def test_a_new_role_has_no_tab_of_its_holders(browser: Browser) -> None:
    role = make_role()

    masks = [browser.get(url).context["mask"] for url in (f"{LIST}new/", f"{LIST}{role.pk}/")]

    assert [[link.url for link in mask.links] for mask in masks] == [
        [f"{LIST}new/"],
        [f"{LIST}{role.pk}/", f"{LIST}{role.pk}/holders/"],
    ]


def test_the_name_of_another_role_is_refused_and_ones_own_is_kept(browser: Browser, agent_role: Role) -> None:
    role = make_role("Leser", {"desk.access"})
    url = f"{LIST}{role.pk}/"

    taken = browser.post(url, {"name": "Agent", "version": 1})
    kept = browser.post(url, {"name": "Leser", "description": "neu", "version": 1})

    assert list(taken.context["mask"].form.errors) == ["name"]
    assert said(kept) == ["The role Leser is saved."]
    role.refresh_from_db()
    assert (role.description, role.permissions, role.version) == ("neu", [], 2)


def test_creating_a_role_says_its_name_and_opens_its_mask(browser: Browser) -> None:
    answer = browser.post(f"{LIST}new/", {"name": " Leser ", "description": "liest", "rights-desk": "desk.access"})

    role = Role.objects.get(name="Leser")
    assert (answer["Location"], said(answer)) == (f"{LIST}{role.pk}/", ["The role Leser is created."])
    assert (role.description, role.permissions) == ("liest", ["desk.access"])


def test_a_role_that_is_gone_is_not_there(browser: Browser) -> None:
    gone = make_role("Weg", deleted_at=clock.now())

    urls = (f"{LIST}{gone.pk}/", f"{LIST}{gone.pk}/holders/", f"{LIST}999999999/")
    assert [browser.get(url).status_code for url in urls] == [404, 404, 404]


def test_an_agent_sees_no_mask_of_a_role(
    client_for: ClientFor, anna: User, agent_role: Role, nordlicht: Tenant
) -> None:
    assert client_for(anna, nordlicht).get(f"{LIST}{agent_role.pk}/").status_code == 403
