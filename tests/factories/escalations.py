from __future__ import annotations

from typing import Any

from kontor.escalations.domain.content import OWNER, SUPERVISORS, Action, Condition, Content
from kontor.escalations.domain.replaying import start
from kontor.escalations.domain.rules import create_rule
from kontor.escalations.domain.versions import put_in_force
from kontor.escalations.enums import ActionKind, ConditionKind, ReplayKind
from kontor.escalations.models import EscalationRule, EscalationVersion, Replay
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope

TAGS = Action(ActionKind.TAG, values=("eilig",))
TELLS_SUPERVISORS = Action(ActionKind.NOTIFY, values=(SUPERVISORS,))
TELLS_OWNER = Action(ActionKind.NOTIFY, values=(OWNER,))


def waits(minutes: int) -> Condition:
    return Condition(ConditionKind.WAITING, minutes)


def is_overdue(minutes: int = 0) -> Condition:
    return Condition(ConditionKind.OVERDUE, minutes)


def is_due_in(minutes: int) -> Condition:
    return Condition(ConditionKind.DUE_IN, minutes)


def one_of(kind: ConditionKind, *values: object) -> Condition:
    return Condition(kind, values=tuple(map(str, values)))


def make_rule(
    tenant: Tenant,
    *conditions: Condition,
    do: tuple[Action, ...] = (TAGS,),
    again: int | None = None,
    name: str = "",
) -> EscalationRule:
    """A draft."""
    with in_scope(tenant):
        content = Content(conditions, do, again)
        return create_rule(tenant, name or f"Regel {next_number()}", content, by=None)


def rule_in_force(
    tenant: Tenant,
    *conditions: Condition,
    do: tuple[Action, ...] = (TAGS,),
    again: int | None = None,
    name: str = "",
) -> EscalationVersion:
    """Put in force and switched on."""
    rule = make_rule(tenant, *conditions, do=do, again=again, name=name)
    with in_scope(tenant):
        return put_in_force(rule, version=rule.version, by=None)


def make_replay(tenant: Tenant, *, name: str = "Neues Servicelevel", **values: Any) -> Replay:
    """A dry run of a service level that waits for its turn."""
    with in_scope(tenant):
        content = {"name": name, "first_response": 60, **values}
        return start(tenant, ReplayKind.SERVICE_LEVEL, None, content, by=None)
