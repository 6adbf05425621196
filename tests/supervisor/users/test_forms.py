"""What the mask of a user starts with, takes and refuses, tab by tab; roles and sign-ins given and taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.org.models import AgentGroup, Grant
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.people import PASSWORD, make_role, make_user
from tests.supervisor.listed import said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/users/"
FIRST = "a long first password for Ina"


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def entered(**more: Any) -> dict[str, Any]:
    return {"name": "Ina Ab", "username": "ina", "email": "ina@kontor.example", "active": "on", **more}


def url_of(user: User, tab: str = "") -> str:
    return f"{LIST}{user.pk}/{tab and f'{tab}/'}"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "Enter a name."),
        ({"username": ""}, "username", "Enter a user name."),
        ({"username": "u" * 81}, "username", "At most 80 characters"),
        ({"email": ""}, "email", "Enter an e-mail address."),
        ({"email": "ina@"}, "email", "Enter a complete e-mail address, for example name@company.example."),
        ({"password": ""}, "password", "Enter a first password."),
        ({"password": "short"}, "password", ""),
        ({"password": "ina@kontor.example"}, "password", ""),
        ({"language": "xx"}, "language", "What was chosen is not there any more."),
        ({"location": "L" * 81}, "location", "At most 80 characters"),
        ({"role": "0"}, "role", "What was chosen is not there any more."),
        ({"groups": ["0"]}, "groups", "What was chosen is not there any more."),
    ],
)
def test_what_a_new_user_lacks_is_said_at_its_field(
    browser: Browser, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    answer = browser.post(f"{LIST}new/", entered(password=FIRST) | wrong)

    errors = answer.context["form"].errors
    assert (answer.status_code, list(errors), sentence in errors[field][0]) == (422, [field], True)
    assert not User.objects.filter(username_key="ina").exists()


@pytest.mark.parametrize("taken", ["username", "email"])
def test_a_user_name_and_an_address_belong_to_one_person(browser: Browser, ada: User, taken: str) -> None:
    answer = browser.post(f"{LIST}new/", entered(password=FIRST, **{taken: getattr(ada, taken).upper()}))

    assert list(answer.context["form"].errors) == [taken]


def test_ones_own_name_and_address_may_stay(browser: Browser, anna: User) -> None:
    answer = browser.post(url_of(anna), entered(name="Anna A.", username="anna", email=anna.email, version=1))

    anna.refresh_from_db()
    assert (answer.status_code, anna.name, anna.check_password(PASSWORD)) == (302, "Anna A.", True)


def test_creating_says_the_name_and_opens_the_mask(
    browser: Browser, nordlicht_service: AgentGroup, alpina_service: AgentGroup, agent_role: Role
) -> None:
    more = {"groups": [nordlicht_service.pk], "role": agent_role.pk, "language": "de", "location": "Kiel"}

    answer = browser.post(f"{LIST}new/", entered(password=FIRST, **more))

    user = User.objects.get(username="ina")
    assert (said(answer), answer["Location"]) == (["The user Ina Ab is created."], url_of(user))
    assert (user.language, user.location, user.must_change_password, user.active) == ("de", "Kiel", True, True)
    with everywhere():
        assert [row.agent_group_id for row in user.memberships.all()] == [nordlicht_service.pk]
        assert [(row.role_id, row.agent_group_id) for row in user.grants.all()] == [
            (agent_role.pk, nordlicht_service.pk)
        ]


def test_a_new_user_without_a_group_gets_no_role(browser: Browser, agent_role: Role) -> None:
    browser.post(f"{LIST}new/", entered(password=FIRST, role=agent_role.pk))

    with everywhere():
        assert not Grant.objects.filter(user__username="ina").exists()


def test_a_new_user_may_sign_in_unless_one_says_otherwise(browser: Browser, nordlicht_service: AgentGroup) -> None:
    form = browser.get(f"{LIST}new/").context["form"]
    browser.post(f"{LIST}new/", entered(password=FIRST, active=""))

    assert form.initial["active"] is True
    assert form.fields["groups"].choices == [(str(nordlicht_service.pk), "NORD · Nordlicht Kundenservice")]
    assert User.objects.get(username="ina").active is False


def test_a_lead_has_to_choose_a_group_of_theirs(client_for: ClientFor, lead: User, nordlicht: Tenant) -> None:
    answer = client_for(lead, nordlicht).post(f"{LIST}new/", entered(password=FIRST))

    assert answer.context["form"].errors == {
        "groups": ["Choose at least one of your groups, so that you see the user afterwards."]
    }


def test_tags_are_words_between_commas_of_at_most_forty_letters(browser: Browser, anna: User) -> None:
    url = url_of(anna, "routing")

    long = browser.post(url, {"tags": f"ok, {'t' * 41}", "version": 1})
    fits = browser.post(url, {"tags": f" Technik ,, {'t' * 40} ", "languages": ["de"], "version": 1})

    anna.refresh_from_db()
    assert long.context["mask"].form.errors == {
        "tags": ["A tag may have at most 40 characters. Separate tags with commas."]
    }
    assert (fits.status_code, anna.tags, anna.languages) == (302, ["Technik", "t" * 40], ["de"])


def test_a_language_that_is_not_offered_stays_with_who_speaks_it(browser: Browser, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(languages=["el", "de"], tags=["Technik", "Recht"])

    form = browser.get(url_of(anna, "routing")).context["mask"].form

    assert dict(form.fields["languages"].choices)["el"] == "Greek"
    assert form.initial == {"languages": ["el", "de"], "tags": "Technik, Recht"}


def test_the_tab_of_groups_ticks_those_of_the_person_by_tenant(
    browser: Browser, anna: User, nordlicht_service: AgentGroup, alpina_service: AgentGroup
) -> None:
    fields = dict(browser.get(url_of(anna, "groups")).context["mask"].form.fields)

    assert fields.pop("roles_too").initial
    assert {field.label: (len(field.choices), field.initial) for field in fields.values()} == {
        "Alpina Versicherung": (1, []),
        "Nordlicht Energie": (1, [str(nordlicht_service.pk)]),
    }


@pytest.mark.parametrize("missing", ["role", "place"])
def test_a_role_needs_a_place_and_a_place_a_role(
    browser: Browser, anna: User, agent_role: Role, nordlicht_service: AgentGroup, missing: str
) -> None:
    posted = {"role": agent_role.pk, "place": f"agent-{nordlicht_service.pk}"}
    del posted[missing]

    answer = browser.post(f"{url_of(anna)}rights/give/", posted)

    assert said(answer) == ["Choose a role and where it counts. Nothing was changed."]


def test_giving_and_taking_a_role_name_it_and_lead_back_to_the_rights(
    browser: Browser, anna: User, nordlicht_service: AgentGroup
) -> None:
    role = make_role("Sonderrolle", {"tickets.read"})

    given = browser.post(f"{url_of(anna)}rights/give/", {"role": role.pk, "place": f"agent-{nordlicht_service.pk}"})
    with everywhere():
        grant = Grant.objects.get(role=role)
    taken = browser.post(f"{url_of(anna)}rights/{grant.pk}/take/")
    again = browser.post(f"{url_of(anna)}rights/{grant.pk}/take/")

    assert said(given) == ["Anna Arndt has the role Sonderrolle now."]
    assert said(taken) == ["The role Sonderrolle is taken away."]
    assert (given["Location"], taken["Location"]) == (url_of(anna, "rights"), url_of(anna, "rights"))
    assert again.status_code == 404


def test_a_role_of_somebody_else_is_not_taken_from_here(browser: Browser, anna: User, bela: User) -> None:
    with everywhere():
        grant = bela.grants.first()
    assert grant is not None

    assert browser.post(f"{url_of(anna)}rights/{grant.pk}/take/").status_code == 404


def test_places_are_indented_like_the_tree_with_the_installation_first(
    browser: Browser, anna: User, nordlicht_service: AgentGroup
) -> None:
    places = browser.get(url_of(anna, "rights")).context["give_form"].fields["place"].choices

    assert [label for _key, label in places] == [
        "The whole installation",
        "NORD Nordlicht",
        "NORD – Nordlicht Leitung",
        "NORD – – Nordlicht Kundenservice",
    ]


def test_a_lead_is_not_offered_the_whole_installation(
    client_for: ClientFor, lead: User, anna: User, nordlicht: Tenant
) -> None:
    context = client_for(lead, nordlicht).get(url_of(anna, "rights")).context

    assert "installation" not in dict(context["give_form"].fields["place"].choices)
    assert [given.grant.role.name for given in context["given"]] == ["Agent"]


def test_ending_sign_ins_says_so(browser: Browser, anna: User) -> None:
    ways = ("sessions/end", "sessions/end-all")

    one, everything = [browser.post(f"{url_of(anna)}{way}/", {"session": "x"}) for way in ways]

    assert said(one) == ["The sign-in is ended."]
    assert said(everything) == ["Anna Arndt is signed out everywhere."]
    assert {one["Location"], everything["Location"]} == {url_of(anna, "sessions")}


@pytest.mark.parametrize("way", ["sessions/end", "sessions/end-all"])
def test_a_lead_ends_no_sign_ins_of_who_also_works_elsewhere(
    client_for: ClientFor, lead: User, bela: User, nordlicht: Tenant, way: str
) -> None:
    answer = client_for(lead, nordlicht).post(f"{url_of(bela)}{way}/")

    assert ["also works where you do not administer users" in sentence for sentence in said(answer)] == [True]


def test_an_administrator_who_sets_their_own_password_need_not_change_it(browser: Browser, ada: User) -> None:
    new = "another long password of Ada"
    kept = {"name": ada.name, "username": "ada", "email": ada.email}

    browser.post(url_of(ada), entered(password=new, version=1, **kept))

    ada.refresh_from_db()
    assert (ada.check_password(new), ada.must_change_password) == (True, False)


def test_whoever_is_gone_has_no_mask(browser: Browser) -> None:
    gone = make_user("Weg", deleted_at="2026-01-01T00:00Z")

    assert browser.get(url_of(gone)).status_code == 404
