"""What the board is made of: sight, people, promises that were kept, where it goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.domain.availability import set_state, talk
from kontor.people.enums import Availability, Module
from kontor.people.models import AgentState, BreakReason, Role, User
from kontor.reports.domain.board import Board, board_of
from kontor.reports.domain.hours import day_of
from kontor.reports.domain.outlook import outlook_of
from kontor.reports.domain.promises_kept import Kept, kept_since
from kontor.reports.domain.samples import take_sample
from kontor.reports.domain.sight import sight_of
from kontor.tenants.models import Tenant
from kontor.tickets.domain.backlog import Backlog, By, add_up
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_category, make_grant
from tests.factories.reports import settle
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, sign_in
from tests.support.scoping import in_scope

HOUR = timedelta(hours=1)


def board_for(user: User, *tenants: Tenant) -> Board:
    ids = tuple(tenant.pk for tenant in tenants)
    return board_of(sight_of(load_access(user, ids)))


def test_a_supervisor_sees_the_categories_of_their_groups(
    sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, nordlicht_service: AgentGroup
) -> None:
    with in_scope(nordlicht, alpina):
        sight = sight_of(load_access(sven, (nordlicht.pk, alpina.pk)))

    assert (sight.tenant_ids, sight.category_ids, sight.everything) == ([nordlicht.pk], [billing.pk], False)
    assert sight.groups == {nordlicht_service.pk}
    assert sight.narrowed_to == [billing.pk]


def test_of_one_tenant_only_its_categories_and_groups_are_seen(
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    supervisor_role: Role,
    nordlicht_service: AgentGroup,
    alpina_system: SystemGroup,
) -> None:
    make_grant(sven, supervisor_role, alpina_system)
    with in_scope(nordlicht, alpina):
        access = load_access(sven, (nordlicht.pk, alpina.pk))
        both, one = sight_of(access), sight_of(access, tenant_id=nordlicht.pk)

    assert sorted(both.category_ids) == sorted([billing.pk, claims.pk])
    assert (one.tenant_ids, one.category_ids, one.groups) == ([nordlicht.pk], [billing.pk], {nordlicht_service.pk})


def test_who_has_the_right_everywhere_sees_everything(
    ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    with in_scope(nordlicht, alpina):
        access = load_access(ada, (nordlicht.pk, alpina.pk))

        assert sight_of(access).narrowed_to is None
        assert sight_of(access, tenant_id=alpina.pk).tenant_ids == [alpina.pk]
        assert sight_of(access, tenant_id=0).tenant_ids == []


def test_agents_have_state_desk_and_what_they_have_done(
    sven: User, anna: User, bela: User, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    now = clock.now()
    reason = BreakReason.objects.create(name="Mittag", sort_key="mittag")
    AgentState.objects.create(
        user=anna, module=Module.MAIL, availability=Availability.PAUSE, reason=reason, since=now - HOUR
    )
    AgentState.objects.create(user=bela, module=Module.MAIL, availability=Availability.READY, since=now - HOUR)
    signed_in(anna, nordlicht)
    make_ticket(billing, owner=anna)
    make_ticket(billing, state=TicketState.CLOSED, closed_at=now, last_owner=anna)
    make_ticket(billing, state=TicketState.CLOSED, closed_at=now - timedelta(days=2), last_owner=anna)

    with in_scope(nordlicht):
        board = board_for(sven, nordlicht)

    found = {agent.id: agent for agent in board.agents}
    mine, other = found[anna.pk], found[bela.pk]
    assert (mine.state, mine.since, mine.reason, mine.tenants, mine.done) == (
        Availability.PAUSE,
        now - HOUR,
        "Mittag",
        (nordlicht.pk,),
        1,
    )
    assert board.over_tenants(By.OWNER, anna.pk).open == 1
    assert (other.state, other.since, other.done) == ("", None, 0)
    assert set(found) == {anna.pk, bela.pk}


def test_agents_have_done_what_was_closed_in_the_categories_one_sees(
    dora: User,
    anna: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    billing: Category,
    supervisor_role: Role,
    frozen: Frozen,
) -> None:
    make_grant(dora, supervisor_role, nordlicht_service)
    repairs = make_category(make_agent_group(nordlicht_service.supervisor_group, "Technik"), "Reparatur")
    for category in (billing, repairs, repairs):
        make_ticket(category, state=TicketState.CLOSED, closed_at=clock.now(), last_owner=anna)

    with in_scope(nordlicht):
        board = board_for(dora, nordlicht)

    assert ([agent.done for agent in board.agents if agent.id == anna.pk], board.went) == ([1], 1)


def test_agents_of_a_borrower_have_done_what_they_closed_of_lent_tickets(
    dora: User,
    carla: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    nordlicht_supervisors: SupervisorGroup,
    alpina_supervisors: SupervisorGroup,
    supervisor_role: Role,
    frozen: Frozen,
) -> None:
    for group in (nordlicht_supervisors, alpina_supervisors):
        make_grant(dora, supervisor_role, group)
    ticket, other = make_ticket(billing), make_ticket(billing)
    for each in (ticket, other):
        lend_ticket(each, claims)
    with in_scope(nordlicht, alpina):
        for each in (ticket, other):
            change_state(lock(each), TicketState.ASSIGNED, owner_id=carla.pk)
        close_ticket(Ticket.objects.get(pk=ticket.pk), by=carla)
        change_state(lock(other), TicketState.SPAM, owner_id=None)

    def done(*tenants: Tenant) -> list[int]:
        with in_scope(*tenants):
            return [agent.done for agent in board_for(dora, *tenants).agents if agent.id == carla.pk]

    assert (done(alpina), done(nordlicht, alpina)) == ([1], [1])
    frozen.move(days=2)
    assert done(alpina) == [0]


def test_on_the_phone_no_reason_of_a_break_is_shown_that_goes_on_afterwards(
    sven: User, anna: User, nordlicht: Tenant
) -> None:
    reason = BreakReason.objects.create(name="Mittag", sort_key="mittag")
    signed_in(anna, nordlicht)
    set_state(anna, None, Availability.PAUSE, reason=reason, by=anna)
    talk(anna)

    with in_scope(nordlicht):
        (mine,) = [agent for agent in board_for(sven, nordlicht).agents if agent.id == anna.pk]

    assert (mine.state, mine.state_label, mine.reason) == (Availability.TALKING, "On the phone", "")


def signed_in(user: User, *tenants: Tenant) -> None:
    sign_in(Browser(), user, *tenants)


def test_whose_desk_something_lies_on_is_shown_though_they_belong_to_no_group(
    sven: User, dora: User, nordlicht: Tenant, billing: Category
) -> None:
    make_ticket(billing, owner=dora)

    with in_scope(nordlicht):
        assert [agent.id for agent in board_for(sven, nordlicht).agents] == [dora.pk]


def test_promises_settled_today_are_counted(
    sven: User, nordlicht: Tenant, billing: Category, moving: Category, frozen: Frozen
) -> None:
    now = clock.now()
    for category, kept, at in (
        (billing, True, now),
        (billing, False, now),
        (billing, None, now),
        (billing, True, now - timedelta(days=2)),
        (moving, True, now),
    ):
        settle(make_ticket(category), kept=kept, at=at)

    with in_scope(nordlicht):
        found = kept_since({nordlicht.pk: now - timedelta(days=1)})
        narrowed = kept_since({nordlicht.pk: now - timedelta(days=1)}, categories=[moving.pk])
        board = board_for(sven, nordlicht)

    assert found == {(nordlicht.pk, billing.pk): Kept(1, 2), (nordlicht.pk, moving.pk): Kept(1, 1)}
    assert narrowed == {(nordlicht.pk, moving.pk): Kept(1, 1)}
    assert (board.kept_in_all, board.kept_of(nordlicht.pk).percent) == (Kept(2, 3), 66)
    assert Kept().percent is None


def test_promises_of_one_tenant_are_not_those_of_another(
    ada: User, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, frozen: Frozen
) -> None:
    for category, kept in ((billing, True), (claims, False), (claims, False)):
        settle(make_ticket(category), kept=kept, at=clock.now())

    with in_scope(nordlicht, alpina):
        board = board_for(ada, nordlicht, alpina)

    assert [board.kept_of(tenant.pk) for tenant in (nordlicht, alpina)] == [Kept(1, 1), Kept(0, 2)]


def test_the_day_begins_on_the_tenants_clock(nordlicht: Tenant) -> None:
    nordlicht.time_zone = "America/New_York"
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)

    assert day_of(nordlicht, now) == datetime(2026, 11, 22, tzinfo=ZoneInfo("America/New_York"))


def test_backlogs_add_up() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)

    found = add_up([Backlog(3, 2, 1, 1, now, (1, 1, 0, 0)), Backlog(2, 0, 0, 0, None, (0, 1, 1, 0))])

    assert found == Backlog(5, 2, 1, 1, now, (1, 2, 1, 0))
    assert add_up([]) == Backlog()


def test_outlook_says_how_many_and_which_limit_falls_when(
    sven: User, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    """Three came in three hours: one an hour more, in working time round the clock."""
    frozen.at = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)
    now = clock.now()
    for age in (1, 2, 3):
        make_ticket(billing, received_at=now - age * HOUR)

    with in_scope(nordlicht):
        sight = sight_of(load_access(sven, (nordlicht.pk,)))
        found = outlook_of(sight, {nordlicht.pk: Backlog(open=3)}, {nordlicht.pk: 5}, now=now)

    assert found.later == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert found.open_later == 5
    assert found.reached == {nordlicht.pk: (5, now + 2 * HOUR)}


def test_samples_of_today_and_of_a_week_ago_are_drawn(
    sven: User, nordlicht: Tenant, billing: Category, frozen: Frozen
) -> None:
    frozen.at = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    make_ticket(billing)
    with in_scope(nordlicht):
        take_sample(nordlicht.pk)
        frozen.move(days=7)
        take_sample(nordlicht.pk)
        frozen.move(minutes=10)
        board = board_for(sven, nordlicht)

    assert [(point.at.hour, point.open) for point in board.points[nordlicht.pk]] == [(9, 1)]
    assert [(point.at.day, point.open) for point in board.before[nordlicht.pk]] == [(16, 1)]
