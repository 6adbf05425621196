"""A file with every section and every field, and what it takes to apply it."""

from __future__ import annotations

import re
from pathlib import Path

from kontor.people.permissions import AGENT, SUPERVISOR
from kontor.tenant_files.domain.planning import Plan
from tests.factories.org import make_category, make_group_tree, make_member
from tests.factories.people import make_role, make_user
from tests.factories.phone_systems import make_phone_system
from tests.factories.sla import make_calendar
from tests.factories.tenants import make_tenant

FULL = Path(__file__).with_name("full.yaml").read_text()


def surroundings() -> None:
    """People, a telephone system and another tenant, which the file names and does not create."""
    make_role("Agent", AGENT)
    make_role("Supervisor", SUPERVISOR)
    anna = make_user("Anna Arndt", username="anna")
    make_user("Sven Sommer", username="sven")
    make_phone_system("Anlage", all_tenants=True)
    alpina = make_tenant("Alpina Versicherung", code="ALPI", colour=2)
    team = make_group_tree(alpina, "Alpina")
    make_member(anna, team)
    make_category(team, "Schaden")
    make_calendar(alpina, "Alpina Büro")


def secrets_for(plan: Plan) -> dict[tuple[str, str], str]:
    return {(each.way, each.name): f"secret of {each.name}" for each in plan.needed}


def without_comments(text: str) -> str:
    return re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
