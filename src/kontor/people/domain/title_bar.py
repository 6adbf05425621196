"""What the menu of states in the title bar needs, in one statement: it stands on every page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection

from kontor.kernel import clock
from kontor.people.enums import Module
from kontor.people.models import Absence, AgentState, BreakReason, User
from kontor.people.preferences import STATES_PER_MODULE
from kontor.preferences.models import SystemValues
from kontor.preferences.types import Holder


@dataclass(frozen=True)
class TitleBar:
    """The person's states by module, the reasons for breaks, whether modules have states of their own, and the absence
    that goes on."""

    states: dict[Module, AgentState]
    reasons: list[BreakReason]
    per_module: bool
    absence: Absence | None


def title_bar_of(user: User) -> TitleBar:
    with connection.cursor() as cursor:
        cursor.execute(_BAR, {"user": user.pk, "now": clock.now()})
        preferences, reasons, states, until = (_plain(value) for value in cursor.fetchone())
    system = cast(Holder, SystemValues(id=1, preferences=preferences or {}))
    return TitleBar(
        {Module(state["module"]): _state(user, state) for state in states or ()},
        [BreakReason(id=reason["id"], name=reason["name"]) for reason in reasons or ()],
        STATES_PER_MODULE.get(system, cast(Holder, user)),
        Absence(user=user, until=until) if until else None,
    )


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _state(user: User, found: dict[str, Any]) -> AgentState:
    reason = BreakReason(id=found["reason_id"], name=found["reason"]) if found["reason_id"] else None
    until = datetime.fromisoformat(found["until"]) if found["until"] else None
    values = {name: found[name] for name in ("module", "availability", "resumes")}
    return AgentState(user=user, **values, reason=reason, until=until)


_BAR = """
SELECT (SELECT preferences FROM preferences_systemvalues WHERE id = 1),
       (SELECT json_agg(json_build_object('id', id, 'name', name) ORDER BY sort_key)
        FROM people_breakreason WHERE deleted_at IS NULL),
       (SELECT json_agg(json_build_object('module', s.module, 'availability', s.availability, 'until', s.until,
                                          'resumes', s.resumes, 'reason_id', s.reason_id, 'reason', r.name))
        FROM people_agentstate s LEFT JOIN people_breakreason r ON r.id = s.reason_id WHERE s.user_id = %(user)s),
       (SELECT until FROM people_absence WHERE user_id = %(user)s AND since <= %(now)s AND until > %(now)s)
"""
