"""The calls a person is in now, and those whose wrap-up or question waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection

from kontor.calls.enums import CallState, Direction, Outcome, PartyState, Question
from kontor.calls.models import Call, CallParty
from kontor.kernel import clock
from kontor.people.models import User

LONGEST = timedelta(days=1)
"""A call that began earlier is no longer shown."""
ASKED_FOR = timedelta(hours=1)
"""So long a question about a call that has ended is asked."""
TOLD_FOR = timedelta(minutes=2)
"""So long an outgoing call that came to nothing is shown, unless the person puts it away."""


class Phase(StrEnum):
    """What a call is to the person."""

    RINGING = "ringing"
    DIALLING = "dialling"
    TALKING = "talking"
    HELD = "held"
    WRAP_UP = "wrap_up"
    OVER = "over"
    """It has ended, and a question about it waits, or it came to nothing and the person shall know."""


@dataclass(frozen=True)
class Presence:
    """A call, what it is to the person, and since when."""

    call: Call
    phase: Phase
    since: datetime


def calls_of(user: User) -> list[Presence]:
    """In the request's scope, in three statements at most: what rings first, then what is spoken, then what is left."""
    with connection.cursor() as cursor:
        now = clock.now()
        since = {"after": now - LONGEST, "asked": now - ASKED_FOR, "told": now - TOLD_FOR}
        cursor.execute(_IDS, {"user": user.pk, "now": now, **since})
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return []
    calls = Call.objects.filter(pk__in=ids).select_related("tenant", "customer", "ticket", "system")
    parties = {party.call_id: party for party in CallParty.objects.filter(call__in=ids, user=user)}
    found = [_presence(call, parties.get(call.pk)) for call in calls]
    order = list(Phase)
    return sorted(found, key=lambda one: (order.index(one.phase), one.since, one.call.pk))


def call_of(user: User, call_id: int) -> Presence | None:
    """This one of the person's calls."""
    return next((one for one in calls_of(user) if one.call.pk == call_id), None)


def _presence(call: Call, party: CallParty | None) -> Presence:
    if call.state == CallState.ENDED:
        wraps = call.wrap_up_until is not None and call.wrapped_up_at is None
        return Presence(call, Phase.WRAP_UP if wraps else Phase.OVER, call.ended_at or call.started_at)
    if party is None or call.state == CallState.DIALLING:
        return Presence(call, Phase.DIALLING, call.started_at)
    if party.state == PartyState.HELD or call.state == CallState.HELD:
        return Presence(call, Phase.HELD, party.answered_at or call.started_at)
    if party.state == PartyState.TALKING and call.answered_at:
        return Presence(call, Phase.TALKING, _talks_since(call, party))
    return Presence(call, Phase.DIALLING if call.direction == Direction.OUT else Phase.RINGING, call.started_at)


def _talks_since(call: Call, party: CallParty) -> datetime:
    """With an outgoing call the agent's phone is picked up before the other side's."""
    return max(party.answered_at or call.started_at, call.answered_at or call.started_at)


_IDS = f"""
SELECT call_id FROM calls_callparty WHERE user_id = %(user)s AND state <> '{PartyState.LEFT.value}'
UNION
SELECT id FROM calls_call
WHERE agent_id = %(user)s AND started_at > %(after)s
  AND (state <> '{CallState.ENDED.value}'
       OR wrapped_up_at IS NULL AND (wrap_up_until > %(now)s
                                     OR direction = '{Direction.OUT.value}' AND outcome <> '{Outcome.ANSWERED.value}'
                                        AND ended_at > %(told)s))
UNION
SELECT c.id FROM calls_call c JOIN calls_callparty p ON p.call_id = c.id AND p.user_id = %(user)s
WHERE c.question = '{Question.ASKED.value}' AND c.started_at > %(asked)s
"""
