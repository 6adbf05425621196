"""System group, agent groups, agents: without them nobody works for the tenant."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kontor.org.models import AgentGroup, SupervisorGroup, SystemGroup
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed, missing
from kontor.readiness.enums import LineState, Topic


def groups(facts: Facts) -> Iterator[Line]:
    yield _system_group(facts)
    yield _agents(facts)


def _system_group(facts: Facts) -> Line:
    if facts.steps["system_group"].done:
        return line("system_group", Topic.GROUPS, LineState.GREEN, _("The tenant is chosen on a system group."))
    sentence = _("The tenant is chosen on no system group, so nobody works for it. Choose it on one.")
    return missing("system_group", Topic.GROUPS, sentence, place="system_group")


def _agents(facts: Facts) -> Line:
    member = Q(memberships__user__deleted_at=None, memberships__user__active=True)
    rows = AgentGroup.objects.filter(tenant=facts.tenant, deleted_at=None)
    counted = rows.annotate(people=Count("memberships", filter=member)).order_by("sort_key")
    found = list(counted.values_list("id", "name", "people"))
    empty = [Named(pk, name) for pk, name, people in found if not people]
    if not found:
        return _no_agent_group(facts)
    if len(empty) == len(found):
        sentence = _("No agent group of the tenant has an agent. Add members to %(groups)s.")
        words = {"groups": listed([group.name for group in empty])}
        return line("agents", Topic.GROUPS, LineState.WRONG, sentence % words, place="agent_group", rows=empty)
    if empty:
        sentence = _("These agent groups have no agent: %(groups)s.")
        words = {"groups": listed([group.name for group in empty])}
        return line("agents", Topic.GROUPS, LineState.OPEN, sentence % words, place="agent_group", rows=empty)
    return line("agents", Topic.GROUPS, LineState.GREEN, _("Every agent group of the tenant has agents."))


def _no_agent_group(facts: Facts) -> Line:
    """Its place is below a supervisor group; where there is none, that one comes first, before it a system group."""
    sentence = _("There is no agent group below the tenant's system group. Create one.")
    parents = (("new_agent_group", SupervisorGroup.objects), ("new_supervisor_group", SystemGroup.objects))
    for place, groups in parents:
        rows = groups.living().filter(tenant=facts.tenant).order_by("sort_key").values_list("id", "name")
        if found := [Named(pk, name) for pk, name in rows[:1]]:
            return missing("agents", Topic.GROUPS, sentence, place=place, rows=found)
    return missing("agents", Topic.GROUPS, sentence, place="system_group")
