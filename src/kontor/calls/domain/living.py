"""The calls a person is in now, and those whose wrap-up or question waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models.expressions import RawSQL

from kontor.calls.domain.agent_states import wrap_up_seconds
from kontor.calls.enums import CallState, Direction, Outcome, PartyState, Question
from kontor.calls.models import Call, CallParty
from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.kernel.kept import Kept
from kontor.people.enums import Availability
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
    """A call, what it is to the person, and since when; ``until`` ends their wrap-up by itself."""

    call: Call
    phase: Phase
    since: datetime
    until: datetime | None = None


def calls_of(user: User) -> list[Presence]:
    """In the request's scope, in three statements at most: what rings first, then what is spoken, then what is left."""
    with connection.cursor() as cursor:
        now = clock.now()
        since = {"after": now - LONGEST, "asked": now - ASKED_FOR, "told": now - TOLD_FOR}
        cursor.execute(_IDS, {"user": user.pk, "now": now, **since})
        rows = cursor.fetchall()
    if not rows:
        return []
    ids = numbers([row[0] for row in rows])
    passed_on = {call_id for call_id, wraps in rows if wraps}
    parties = {party.call_id: party for party in _parties(ids, user.pk)}
    found = [_presence(call, parties.get(call.pk), wraps=call.pk in passed_on) for call in _calls(ids)]
    order = list(Phase)
    return sorted(filter(None, found), key=lambda one: (order.index(one.phase), one.since, one.call.pk))


def call_of(user: User, call_id: int) -> Presence | None:
    """This one of the person's calls."""
    return next((one for one in calls_of(user) if one.call.pk == call_id), None)


def _presence(call: Call, party: CallParty | None, *, wraps: bool) -> Presence | None:
    """None for a call that goes on without the person, when they are done with it."""
    if wraps and party and party.left_at:
        until = party.left_at + timedelta(seconds=wrap_up_seconds(call.tenant))
        if until > clock.now():
            return Presence(call, Phase.WRAP_UP, party.left_at, until)
    if call.state == CallState.ENDED:
        return _ended(call)
    if party and party.state == PartyState.LEFT and party.answered_at:
        return None
    if party is None or call.state == CallState.DIALLING:
        return Presence(call, Phase.DIALLING, call.started_at)
    if party.state == PartyState.HELD or call.state == CallState.HELD:
        return Presence(call, Phase.HELD, party.answered_at or call.started_at)
    if party.state == PartyState.TALKING and call.answered_at:
        return Presence(call, Phase.TALKING, _talks_since(call, party))
    return Presence(call, Phase.DIALLING if call.direction == Direction.OUT else Phase.RINGING, call.started_at)


def _ended(call: Call) -> Presence:
    since = call.ended_at or call.started_at
    if call.wrap_up_until and call.wrapped_up_at is None:
        return Presence(call, Phase.WRAP_UP, since, call.wrap_up_until)
    return Presence(call, Phase.OVER, since)


def _talks_since(call: Call, party: CallParty) -> datetime:
    """With an outgoing call the agent's phone is picked up before the other side's."""
    return max(party.answered_at or call.started_at, call.answered_at or call.started_at)


_calls: Kept[Call] = Kept(
    lambda ids: Call.objects.filter(pk__in=_each(ids)).select_related("tenant", "customer", "ticket", "system"), str
)
_parties: Kept[CallParty] = Kept(lambda ids, user_id: CallParty.objects.filter(call__in=_each(ids), user=user_id), str)


def _each(ids: str) -> RawSQL:
    return RawSQL("SELECT unnest(%s::bigint[])", [ids])


_IDS = f"""
SELECT call_id, false FROM calls_callparty WHERE user_id = %(user)s AND state <> '{PartyState.LEFT.value}'
UNION
SELECT id, false FROM calls_call
WHERE agent_id = %(user)s AND started_at > %(after)s
  AND (state <> '{CallState.ENDED.value}'
       OR wrapped_up_at IS NULL AND (wrap_up_until > %(now)s
                                     OR direction = '{Direction.OUT.value}' AND outcome <> '{Outcome.ANSWERED.value}'
                                        AND ended_at > %(told)s))
UNION
SELECT c.id, false FROM calls_call c JOIN calls_callparty p ON p.call_id = c.id AND p.user_id = %(user)s
WHERE c.question = '{Question.ASKED.value}' AND c.started_at > %(asked)s
UNION
SELECT c.id, true FROM calls_call c
WHERE c.id = (SELECT p.call_id FROM calls_callparty p WHERE p.user_id = %(user)s AND p.answered_at IS NOT NULL
                AND p.left_at > %(asked)s ORDER BY p.left_at DESC LIMIT 1)
  AND (c.state <> '{CallState.ENDED.value}' OR c.agent_id IS DISTINCT FROM %(user)s)
  AND EXISTS (SELECT FROM people_agentstate s WHERE s.user_id = %(user)s AND s.until > %(now)s
                AND s.availability = '{Availability.WRAP_UP.value}' AND s.resumes <> '')
"""
"""The last part: whoever has passed a call on wraps up while it goes on without them."""
