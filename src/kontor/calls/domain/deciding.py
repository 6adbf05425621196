"""Whether a call becomes a phone ticket, and when. Pure: the tenant's settings and what is known of the call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kontor.calls.enums import Creation, Direction, Moment


class Decision(StrEnum):
    NOTHING = "nothing"
    """Not now. While the call goes on that may still change."""
    ASK = "ask"
    CREATE = "create"
    ATTACH = "attach"
    """To the ticket of the call back that waits already, or to the caller's only open one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a tenant has set for phone tickets."""

    incoming: Creation = Creation.ASK
    outgoing: Creation = Creation.ASK
    missed: Creation = Creation.ALWAYS
    moment_in: Moment = Moment.ANSWER
    moment_out: Moment = Moment.ANSWER
    attach: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a call now. ``unwanted`` are test calls, and those of which
    nobody waits for anything (``enums.UNWANTED``)."""

    direction: Direction
    answered: bool = False
    ended: bool = False
    has_ticket: bool = False
    unwanted: bool = False
    not_through: bool = False
    """An outgoing call that has not got as far as ringing."""
    open_tickets: int = 0
    """Of the caller, in the call's tenant. Of somebody anonymous none is known."""
    call_back_waits: bool = False
    """One of them waits for a call back of this number."""

    @property
    def missed(self) -> bool:
        """The customer has called and nobody has answered, for whatever reason."""
        return self.direction == Direction.IN and self.ended and not self.answered


def decide(settings: Settings, facts: Facts) -> Decision:
    """What becomes of the call at this moment.

    A missed call is a matter of its own setting, however far the other got. A call that has a ticket keeps it; nobody
    is asked about a missed call whose caller waits for a call back already. With several open tickets the agent
    chooses; nobody is there to choose for a missed call, which becomes a ticket so that it is not forgotten. Whoever
    calls a number that waits for a call back does call it back: nobody is asked which ticket is meant.
    """
    creation = _creation(settings, facts)
    if facts.unwanted or facts.has_ticket or creation == Creation.NEVER or not _is_time(settings, facts):
        return Decision.NOTHING
    if facts.call_back_waits and (facts.missed or facts.direction == Direction.OUT):
        return Decision.ATTACH
    if creation == Creation.ASK:
        return Decision.ASK
    if not settings.attach or not facts.open_tickets:
        return Decision.CREATE
    if facts.open_tickets == 1:
        return Decision.ATTACH
    return Decision.CREATE if facts.missed else Decision.ASK


def _creation(settings: Settings, facts: Facts) -> Creation:
    if facts.missed:
        return settings.missed
    return settings.incoming if facts.direction == Direction.IN else settings.outgoing


def _is_time(settings: Settings, facts: Facts) -> bool:
    if facts.missed:
        return True
    moment = settings.moment_in if facts.direction == Direction.IN else settings.moment_out
    if moment == Moment.ANSWER:
        return facts.answered
    if moment == Moment.END:
        return facts.ended and not facts.not_through
    return not facts.not_through
