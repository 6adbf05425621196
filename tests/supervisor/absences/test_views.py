"""Who is away, planned by a supervisor: works, invalid, refused, strangers, other tenants, statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kontor.answers.domain.drafts import open_draft
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Absence, Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.org import make_grant, make_member
from tests.factories.people import make_absence, make_role, make_user
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
PAGE = "/supervisor/absences/"
MONDAY = datetime(2020, 11, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(frozen: Frozen) -> None:
    frozen.at = MONDAY


def entered(user: User, substitute: User | None = None, **values: str) -> dict[str, object]:
    return {
        "user": user.pk,
        "first": "2020-12-02",
        "last": "2020-12-03",
        "substitute": substitute.pk if substitute else "",
        **values,
    }


def test_an_absence_is_planned_and_stands_in_the_list_by_day(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    answer = browser.post(f"{PAGE}new/", entered(anna, bela, note="Urlaub"))

    page = browser.get(PAGE).content.decode()
    absence = Absence.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert (absence.user, absence.substitute, absence.by, absence.note) == (anna, bela, sven, "Urlaub")
    assert (absence.since_words, absence.until_words) == ("12/02/2020", "12/03/2020")
    assert page.count("(substitute: Bela Brand)") == 2
    assert page.count("nobody is away</span></td>") == 12


def test_whoever_calls_in_sick_is_entered_with_one_key(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant
) -> None:
    browser = client_for(sven, nordlicht)
    about = browser.get(f"/supervisor/distribution/?agent={anna.pk}").content.decode()

    page = browser.get(re.search(r'href="([^"]*absences/new/[^"]*)"', about)[1]).content.decode()  # type: ignore[index]

    assert re.findall(r'<option value="(\d+)" selected', page) == [str(anna.pk)]
    assert re.findall(r'name="(\w+)" value="2020-11-30"', page) == ["first", "last"]
    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["user"]


def test_whoever_is_away_from_now_on_has_an_empty_desk_at_once_and_it_is_said_where_it_went(
    client_for: ClientFor,
    sven: User,
    anna: User,
    bela: User,
    billing: Category,
    alpina_service: AgentGroup,
    claims: Category,
    agent_role: Role,
    nordlicht: Tenant,
) -> None:
    make_member(anna, alpina_service, agent_role)
    first, second, theirs = (make_ticket(category, owner=anna) for category in (billing, billing, claims))
    with in_scope(nordlicht):
        open_draft(first, author=anna)
    browser = client_for(sven, nordlicht)

    browser.post(f"{PAGE}new/", entered(anna, first="2020-11-30"))

    with everywhere():
        desks = [Ticket.objects.get(pk=ticket.pk).owner for ticket in (first, second, theirs)]
    page = browser.get(PAGE).content.decode()
    assert desks == [None, None, None]
    assert "The absence is saved. 2 tickets went back to the queue. 1 begun answer can be read by whoever" in page


def test_it_is_said_to_whom_the_desk_went(
    client_for: ClientFor, sven: User, anna: User, bela: User, billing: Category, nordlicht: Tenant
) -> None:
    make_ticket(billing, owner=anna)
    browser = client_for(sven, nordlicht)

    browser.post(f"{PAGE}new/", entered(anna, bela, first="2020-11-30"))

    assert "The absence is saved. 1 ticket went to Bela Brand." in browser.get(PAGE).content.decode()


def test_a_substitute_who_is_away_too_is_marked_with_who_gets_it_then(
    client_for: ClientFor,
    sven: User,
    anna: User,
    bela: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    frozen: Frozen,
) -> None:
    third = make_user("Dritte Person")
    make_member(third, nordlicht_service)
    make_absence(anna, bela, begins=0)
    frozen.move(hours=1)
    make_absence(bela, begins=0, days=1)
    browser = client_for(sven, nordlicht)

    alone = browser.get(PAGE).content.decode()
    Absence.objects.filter(user=bela).update(substitute=third)
    passed = browser.get(PAGE).content.decode()

    assert ("away too: to the queue" in alone, "away too: Dritte Person" in passed) == (True, True)


def test_who_is_away_later_works_on(
    client_for: ClientFor, sven: User, anna: User, billing: Category, nordlicht: Tenant
) -> None:
    ticket = make_ticket(billing, owner=anna)

    client_for(sven, nordlicht).post(f"{PAGE}new/", entered(anna))

    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).owner == anna


def test_the_days_end_with_next_week(client_for: ClientFor, sven: User, nordlicht: Tenant, frozen: Frozen) -> None:
    frozen.at = datetime(2020, 12, 6, 9, tzinfo=UTC)  # a Sunday

    page = client_for(sven, nordlicht).get(PAGE).content.decode()

    assert page.count("nobody is away</span></td>") == 8
    assert "Sun 12/13/2020" in page


def test_days_may_have_times(client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant) -> None:
    times = {"begins": "12:00", "last": "2020-12-02", "ends": "14:30"}

    client_for(sven, nordlicht).post(f"{PAGE}new/", entered(anna, **times))

    absence = Absence.objects.get()
    assert (absence.since, absence.until) == (
        datetime(2020, 12, 2, 11, tzinfo=UTC),
        datetime(2020, 12, 2, 13, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"user": ""}, "Choose who is away."),
        ({"first": ""}, "Enter the first day."),
        ({"last": "9999-12-31"}, "Enter a day of the years 2000 to 2100."),
        ({"last": "2020-12-01"}, "An absence ends after it begins."),
        ({"first": "2020-11-01", "last": "2020-11-02"}, "This time is over. Choose a later one."),
    ],
)
def test_what_makes_no_absence_is_said_and_kept(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, values: dict[str, str], said: str
) -> None:
    answer = client_for(sven, nordlicht).post(f"{PAGE}new/", entered(anna, note="Meer") | values)

    assert (answer.status_code, Absence.objects.count()) == (422, 0)
    assert said in answer.content.decode()
    assert "Meer" in answer.content.decode()


def test_what_is_refused_as_a_whole_has_the_focus(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant
) -> None:
    answer = client_for(sven, nordlicht).post(f"{PAGE}new/", entered(anna, last="2020-12-01"))

    notice = answer.content.decode().partition('role="alert"')[2].partition("</div>")[0]
    assert "autofocus" in notice and "An absence ends after it begins." in notice


def test_people_of_another_tenant_can_neither_be_away_nor_stand_in(
    client_for: ClientFor, sven: User, anna: User, carla: User, nordlicht: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    answers = [
        browser.post(f"{PAGE}new/", entered(carla)),
        browser.post(f"{PAGE}new/", entered(anna, carla)),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Carla" not in browser.get(f"{PAGE}new/").content.decode()
    assert not Absence.objects.exists()


def test_an_absence_of_another_tenant_is_not_found_and_a_substitute_of_it_has_no_name(
    client_for: ClientFor, sven: User, bela: User, carla: User, nordlicht: Tenant
) -> None:
    theirs, shared = make_absence(carla, begins=5), make_absence(bela, carla)
    browser = client_for(sven, nordlicht)

    pages = [browser.get(PAGE).content.decode(), browser.get(f"{PAGE}{shared.pk}/").content.decode()]

    assert [("Carla" in page, "somebody of another tenant" in page) for page in pages] == [(False, True)] * 2
    assert browser.get(f"{PAGE}{theirs.pk}/").status_code == 404
    assert browser.post(f"{PAGE}{theirs.pk}/end/").status_code == 404
    assert Absence.objects.count() == 2


def test_who_may_plan_in_one_tenant_only_meets_nobody_of_another_that_they_work_for(
    client_for: ClientFor, sven: User, carla: User, nordlicht: Tenant, alpina: Tenant, alpina_service: AgentGroup
) -> None:
    """Both tenants are in the scope: row security would show Carla."""
    make_grant(sven, make_role(permissions=["supervisor.access"]), alpina_service)
    theirs = make_absence(carla)
    browser = client_for(sven, nordlicht, alpina)

    assert "Carla" not in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}{theirs.pk}/").status_code == 404


def test_a_substitute_without_a_name_stays_when_something_else_is_changed(
    client_for: ClientFor, sven: User, bela: User, carla: User, nordlicht: Tenant
) -> None:
    shared = make_absence(bela, carla)

    values = entered(bela, carla, note="geändert", version="1")
    assert client_for(sven, nordlicht).post(f"{PAGE}{shared.pk}/", values).status_code == 302

    shared.refresh_from_db()
    assert (shared.substitute, shared.note, shared.version) == (carla, "geändert", 2)


def test_what_somebody_else_changed_is_not_overwritten(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant
) -> None:
    absence = make_absence(anna)
    browser = client_for(sven, nordlicht)
    browser.post(f"{PAGE}{absence.pk}/", entered(anna, version="1", note="zuerst"))

    answer = browser.post(f"{PAGE}{absence.pk}/", entered(anna, version="1", note="zu spät"))

    assert answer.status_code == 422
    assert "Somebody else has changed this absence" in answer.content.decode()
    assert Absence.objects.get().note == "zuerst"


def test_one_is_called_off_and_one_that_runs_is_ended(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    planned, running = make_absence(anna, begins=2), make_absence(bela, begins=-1, days=3)
    browser = client_for(sven, nordlicht)

    browser.post(f"{PAGE}{planned.pk}/end/")
    browser.post(f"{PAGE}{running.pk}/end/")

    assert [(row.user, row.until) for row in Absence.objects.all()] == [(bela, frozen.at)]
    assert "No absence is planned." in browser.get(PAGE).content.decode()


def test_the_list_costs_the_same_with_one_row_and_with_many(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(sven, nordlicht)
    make_absence(anna, bela)
    browser.get(PAGE)
    with statements() as one:
        browser.get(PAGE)
    for week in range(1, 4):
        make_absence(anna, bela, begins=week * 7)

    with statements() as many:
        browser.get(PAGE)

    assert len(one) == len(many)
