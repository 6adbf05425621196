"""What the lists of users say row by row, in which order, what is found; what is said after each deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kontor.kernel import clock
from kontor.org.models import AgentGroup, SupervisorGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_agent_group, make_grant, make_member
from tests.factories.people import make_role, make_user
from tests.supervisor.listed import column, narrowed, offered, ordered, rows_of, said
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/users/"


@pytest.fixture
def browser(client_for: ClientFor, ada: User) -> Browser:
    return client_for(ada)


def only(browser: Browser, user: User) -> dict[str, object]:
    (row,) = rows_of(browser.get(LIST, {"filter-username": user.username}))
    return row


def test_a_row_says_where_somebody_works_and_with_which_roles(
    browser: Browser, bela: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    row = only(browser, bela)

    assert (row["name"], row["username"], row["email"]) == ("Bela Brand", "bela", "bela@kontor.example")
    assert row["tenants"] == [alpina, nordlicht]
    assert (row["groups"], row["roles"], row["active"]) == (
        "Alpina Kundenservice, Nordlicht Kundenservice",
        "Agent",
        "Yes",
    )


def test_a_role_for_the_whole_installation_counts_in_no_tenant(browser: Browser, ada: User) -> None:
    row = only(browser, ada)

    assert (row["tenants"], row["groups"], row["roles"]) == ([], "", "Administrator")


def test_a_group_that_is_gone_counts_no_more(
    browser: Browser, anna: User, nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup
) -> None:
    make_member(anna, make_agent_group(nordlicht_supervisors, "Weg", deleted_at=clock.now()))

    assert only(browser, anna)["groups"] == "Nordlicht Kundenservice"


def test_a_lead_reads_of_other_tenants_nothing(
    client_for: ClientFor, lead: User, bela: User, nordlicht: Tenant
) -> None:
    row = only(client_for(lead, nordlicht), bela)

    assert (row["tenants"], row["groups"]) == ([nordlicht], "Nordlicht Kundenservice")


def test_users_are_ordered_by_name_user_name_mail_and_sign_in(browser: Browser) -> None:
    now = clock.now()
    people = (("Zoe Zahn", "m", "b", 3), ("Änne Amt", "k", "c", 1), ("Bodo Bach", "n", "a", 2))
    for name, username, mail, hours in people:
        make_user(
            name,
            username=f"x{username}",
            email=f"{mail}@order.example",
            location="Kiel",
            last_login=now - timedelta(hours=hours),
        )

    asked = {"columns-set": "1", "columns": ["username", "email", "last_login"]}
    browser.get(LIST, asked)

    assert ordered(browser, LIST, "", "username", "email", "last_login", email="order.example") == {
        "": ["Änne Amt", "Bodo Bach", "Zoe Zahn"],
        "username": ["Änne Amt", "Zoe Zahn", "Bodo Bach"],
        "email": ["Bodo Bach", "Zoe Zahn", "Änne Amt"],
        "last_login": ["Zoe Zahn", "Bodo Bach", "Änne Amt"],
    }


def test_who_cannot_sign_in_is_found_by_that(browser: Browser, ada: User) -> None:
    make_user("Ina Ab", active=False)

    page = browser.get(LIST, {"filter-active": "False"})

    assert (column(page, "name"), column(page, "active")) == (["Ina Ab"], ["No"])
    assert column(browser.get(LIST, {"filter-active": "True"}), "name") == ["Ada Ahrens"]


def test_users_are_found_by_name_user_name_and_mail(browser: Browser, ada: User) -> None:
    make_user("Ina Ab", username="chef", email="post@office.example")

    assert narrowed(browser, LIST, name="INA", username="che", email="OFFICE") == {
        "name": ["Ina Ab"],
        "username": ["Ina Ab"],
        "email": ["Ina Ab"],
    }


def test_deleted_users_stand_with_the_last_one_first(browser: Browser) -> None:
    for days, name in enumerate(("Eben", "Gestern")):
        make_user(name, deleted_at=clock.now() - timedelta(days=days))

    page = browser.get(f"{LIST}deleted/")

    assert (column(page, "name"), offered(page)) == (["Eben", "Gestern"], ["Restore"])


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (1, ["1 user is deleted.", "1 user is restored."]),
        (2, ["2 users are deleted.", "2 users are restored."]),
    ],
)
def test_how_many_were_deleted_and_restored_is_said(browser: Browser, count: int, sentences: list[str]) -> None:
    stays, *chosen = [make_user() for _ in range(count + 1)]
    posted = {"selected": [user.pk for user in chosen]}

    deleted = browser.post(f"{LIST}delete/", posted)
    left = set(User.objects.filter(deleted_at=None).values_list("pk", flat=True))
    restored = browser.post(f"{LIST}restore/", posted)

    assert [*said(deleted), *said(restored)] == sentences
    assert (stays.pk in left, left & {user.pk for user in chosen}) == (True, set())
    assert (deleted["Location"], restored["Location"]) == (LIST, LIST)


def test_one_who_also_works_elsewhere_keeps_all_that_were_chosen(
    client_for: ClientFor, lead: User, anna: User, bela: User, nordlicht: Tenant
) -> None:
    answer = client_for(lead, nordlicht).post(f"{LIST}delete/", {"selected": [anna.pk, bela.pk]})

    assert said(answer) == [
        "Bela Brand also works where you do not administer users. Only an administrator can do this."
    ]
    assert User.objects.filter(pk__in=[anna.pk, bela.pk], deleted_at=None).count() == 2


def test_with_nobody_chosen_nobody_is_deleted(browser: Browser) -> None:
    answers = [browser.post(f"{LIST}{verb}/", {"selected": "999999999"}) for verb in ("delete", "restore")]

    sentence = "Nothing was changed: choose at least one line that is still in the list."
    assert [said(answer) for answer in answers] == [[sentence], [sentence]]


def test_who_may_only_look_is_offered_nothing(client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    page = browser.get(LIST)

    assert (offered(page), page.context["new_url"], page.context["restore_url"]) == ([], "", "")
    posted = [browser.post(f"{LIST}{verb}/", {"selected": anna.pk}) for verb in ("delete", "restore")]
    assert [answer.status_code for answer in (*posted, browser.get(f"{LIST}deleted/"))] == [403, 403, 403]
    assert "Anna Arndt" in column(page, "name")


def test_a_role_is_a_filter_where_one_sees_who_has_it(
    client_for: ClientFor, lead: User, carla: User, nordlicht: Tenant, alpina_service: AgentGroup
) -> None:
    role = make_role("Sonderrolle", {"tickets.read"})
    make_grant(carla, role, alpina_service)

    page = client_for(lead, nordlicht).get(LIST, {"filter-roles": role.pk})

    assert column(page, "name") == []


def test_somebody_of_a_role_twice_has_it_once_in_the_row(
    browser: Browser, anna: User, agent_role: Role, nordlicht_supervisors: SupervisorGroup
) -> None:
    make_grant(anna, agent_role, nordlicht_supervisors)

    assert only(browser, anna)["roles"] == "Agent"
    with everywhere():
        assert anna.grants.count() == 2
