"""The agents on the board: who is there, and where their names lead."""

from __future__ import annotations

import re
from collections.abc import Callable

from kontor.org.models import AgentGroup, Category
from kontor.people.domain.availability import talk
from kontor.people.models import User
from kontor.supervisor.board.figures import FEW_OUT
from kontor.tenants.models import Tenant
from tests.factories.org import make_member
from tests.factories.people import make_absence, make_user
from tests.factories.tickets import make_ticket
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
BOARD = "/supervisor/board/"


def test_agents_who_are_away_by_plan_are_said_to_be(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    absence = make_absence(anna, begins=0)
    make_absence(bela, begins=1)

    page = client_for(sven, nordlicht).get("/supervisor/board/").content.decode()

    assert page.count("Away until ") == 1
    assert f"Away until {absence.until_words}" in page.split("Anna Arndt</a></span>")[1].split("</tr>")[0]


def test_a_name_leads_to_what_the_person_is_given(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    browser = client_for(sven, nordlicht)

    url = re.search(r'href="([^"]*)">Anna Arndt</a>', browser.get(BOARD).content.decode())[1]  # type: ignore[index]

    assert '<h2 class="card__title" id="person-title">Anna Arndt</h2>' in browser.get(url).content.decode()


def test_a_name_leads_nowhere_where_one_may_not_look(client_of_both: ClientFor, anna: User, carla: User) -> None:
    page = client_of_both("board.read").get(BOARD).content.decode()

    assert [f">{person.name}</a>" in page for person in (anna, carla)] == [True, False]
    assert carla.name in page


def test_of_many_who_are_signed_out_only_those_with_something_to_do_stand_in_sight(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, nordlicht_service: AgentGroup, billing: Category
) -> None:
    make_ticket(billing, owner=anna)
    browser = client_for(sven, nordlicht)
    others = [make_member(make_user(), nordlicht_service).user for _ in range(FEW_OUT)]
    few = browser.get(BOARD)
    others.append(make_member(make_user(), nordlicht_service).user)

    many = browser.get(BOARD)

    assert [len(few.context[name]) for name in ("agents", "agents_out")] == [FEW_OUT + 1, 0]
    assert [line.agent.name for line in many.context["agents"] if not line.agent.state] == [anna.name]
    assert {line.agent.id for line in many.context["agents_out"]} == {user.pk for user in others}
    assert f"{len(others)} signed out" in many.content.decode()


def test_who_is_on_the_phone_is_counted(client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant) -> None:
    client_for(anna, nordlicht)
    talk(anna)

    assert "On the phone" in client_for(sven, nordlicht).get(BOARD).content.decode()
