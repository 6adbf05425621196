"""Groups, agents, categories and rules."""

from __future__ import annotations

import pytest

from kontor.channels.enums import AccountKind
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, SupervisorGroup
from kontor.people.models import User
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.spelling.preferences import LANGUAGES
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from tests.factories.answers import prefer
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.org import make_agent_group, make_category
from tests.factories.routing import activate, make_rule
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.texts import make_include, make_template
from tests.host.released import READY
from tests.readiness.domain.looking.conftest import GREEN, OPEN, WRONG, fall_back, fetched, found, looked, state
from tests.support.scoping import in_scope


def test_a_new_tenant_lacks_group_agents_category_and_accounts(nordlicht: Tenant) -> None:
    readiness = looked(nordlicht)

    assert [line.sentence for line in readiness.of(WRONG)] == []
    assert [line.key for line in readiness.lines if line.needed and line.state == OPEN] == [
        "system_group",
        "agents",
        "categories",
        "incoming",
        "sending",
        "no_reply",
    ]
    assert not readiness.is_ready


def test_a_furnished_tenant_is_green_line_by_line(nordlicht: Tenant, billing: Category, anna: User) -> None:
    account = make_account(nordlicht)
    fetched(account)
    fall_back(account, billing)
    make_no_reply_address(nordlicht)
    make_account(nordlicht, kind=AccountKind.SECOND_LEVEL, fetched_at=clock.now(), last_sent_at=clock.now())
    make_account(nordlicht, kind=AccountKind.REPLY, fetched_at=clock.now(), last_sent_at=clock.now())
    for part in (IncludePart.LAYOUT, IncludePart.LETTERHEAD, IncludePart.FOOTER):
        make_include(nordlicht, part, "<p>x</p>")
    make_template(nordlicht, categories=(billing,))
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht))
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    prefer(nordlicht, LANGUAGES, ["de"])

    readiness = looked(nordlicht)

    assert [line.sentence for line in readiness.lines if line.state != GREEN and line.key != "trial"] == []
    assert readiness.is_ready
    assert {line.key for line in readiness.lines} == READY
    assert (readiness.green, readiness.total) == (20, 21)


@pytest.mark.usefixtures("nordlicht_system")
def test_agent_groups_are_wanted_below_the_system_group(nordlicht: Tenant) -> None:
    assert state(nordlicht, "system_group") == GREEN
    assert (state(nordlicht, "agents"), found(nordlicht, "agents").place) == (OPEN, "new_supervisor_group")


def test_an_agent_group_is_created_below_a_supervisor_group(
    nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup
) -> None:
    line = found(nordlicht, "agents")

    assert (line.place, line.row) == ("new_agent_group", nordlicht_supervisors.pk)


def test_an_agent_group_without_agents_is_named(
    nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup, anna: User
) -> None:
    assert state(nordlicht, "agents") == GREEN
    empty = make_agent_group(nordlicht_supervisors, "Abend")

    line = found(nordlicht, "agents")

    assert (line.state, line.row) == (OPEN, empty.pk)
    assert "“Abend”" in line.sentence


def test_an_inactive_agent_is_none(nordlicht: Tenant, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(active=False)

    assert state(nordlicht, "agents") == WRONG


def test_a_category_whose_groups_are_deleted_is_worked_by_nobody(
    nordlicht: Tenant, billing: Category, nordlicht_supervisors: SupervisorGroup
) -> None:
    assert state(nordlicht, "worked") == GREEN
    evening = make_agent_group(nordlicht_supervisors, "Abend")
    late = make_category(evening, "Spät")
    with in_scope(nordlicht):
        AgentGroup.objects.filter(pk=evening.pk).update(deleted_at=clock.now())

    line = found(nordlicht, "worked")

    assert (line.state, line.row, line.place) == (WRONG, late.pk, "category_groups")


def test_many_names_are_cut_short(nordlicht: Tenant, nordlicht_supervisors: SupervisorGroup, anna: User) -> None:
    for number in range(5):
        make_agent_group(nordlicht_supervisors, f"Gruppe {number}")

    assert found(nordlicht, "agents").sentence.endswith("“Gruppe 0”, “Gruppe 1”, “Gruppe 2” and 2 more.")


def test_rules_count_when_they_are_in_force(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    assert state(nordlicht, "rules") == OPEN
    make_rule(billing, "Rechnung", in_force=False)
    assert state(nordlicht, "rules") == WRONG

    activate(nordlicht)

    assert state(nordlicht, "rules") == GREEN


def test_a_single_category_needs_no_rules(nordlicht: Tenant, billing: Category) -> None:
    assert state(nordlicht, "rules") == GREEN
