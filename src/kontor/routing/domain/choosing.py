"""Who gets a ticket, and why. Pure: it works on values that were read before, and counts what it gives along."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from kontor.routing.domain.crew import Agent
from kontor.routing.domain.queue_heads import Rules, Waiting
from kontor.routing.domain.skills import is_elsewhere, lacks_language, lacks_tag, matched


class Why(StrEnum):
    """Why this agent: it was their turn, they know the customer, or they have got another request of theirs."""

    TURN = "turn"
    PREFERRED = "preferred"
    BUNDLED = "bundled"


class Obstacle(StrEnum):
    """Why somebody does not get a ticket."""

    AWAY = "away"
    NOT_READY = "not_ready"
    NO_ROOM = "no_room"
    NOT_THEIRS = "not_theirs"
    LANGUAGE = "language"
    TAGS = "tags"
    LOCATION = "location"
    GIVEN_UP = "given_up"
    NO_PUSH = "no_push"


@dataclass(frozen=True)
class Assignment:
    """``facts`` stand in the history: numbers and words, never contents."""

    ticket: Waiting
    agent: Agent
    why: Why
    facts: dict[str, object]


@dataclass
class Circumstances:
    """What is known beside the tickets and the people. ``given_up`` are tickets their last owner shall not get now."""

    rules: Mapping[int, Rules]
    now: datetime
    contacts: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)
    same_customer: Mapping[int, Sequence[Waiting]] = field(default_factory=dict)
    given_up: Collection[int] = ()


def obstacle(agent: Agent, ticket: Waiting, at: Circumstances) -> Obstacle | None:
    """The first reason why this agent cannot have this ticket now; None if they can."""
    rule = at.rules.get(ticket.category_id)
    if rule is None or not works(agent, rule):
        return Obstacle.NOT_THEIRS
    if not rule.push:
        return Obstacle.NO_PUSH
    if agent.away:
        return Obstacle.AWAY
    if not agent.ready:
        return Obstacle.NOT_READY
    if is_elsewhere(agent, rule):
        return Obstacle.LOCATION
    if lacks_language(agent, ticket, rule):
        return Obstacle.LANGUAGE
    if lacks_tag(agent, ticket):
        return Obstacle.TAGS
    if ticket.id in at.given_up and ticket.last_owner_id == agent.id:
        return Obstacle.GIVEN_UP
    return None if agent.room else Obstacle.NO_ROOM


def works(agent: Agent, rule: Rules) -> bool:
    """The category is the agent's work, and they have chosen its tenant."""
    return rule.category_id in agent.categories and rule.tenant_id in agent.tenants


def choose(tickets: Iterable[Waiting], crew: Sequence[Agent], at: Circumstances) -> Iterator[Assignment]:
    """Goes through the tickets in their order and gives each to somebody, as long as somebody fits.

    First whoever dealt with the customer before; a ticket waits a while for them. Then whoever has most of their desk
    free, and among those who has waited longest. What else waits of the customer goes along where it is bundled.
    """
    by_id = {agent.id: agent for agent in crew}
    workers = {
        category_id: [agent for agent in crew if agent.ready and works(agent, rule)]
        for category_id, rule in at.rules.items()
    }
    given: set[int] = set()
    for place, ticket in enumerate(tickets, start=1):
        if ticket.id in given:
            continue
        known = _known(ticket, at, by_id)
        if known and obstacle(known, ticket, at) is None:
            agent, why, fitting = known, Why.PREFERRED, 1
        elif known and _waits_for(known, ticket, at):
            continue
        else:
            fits = [each for each in workers.get(ticket.category_id, ()) if obstacle(each, ticket, at) is None]
            if not fits:
                continue
            agent, why, fitting = min(fits, key=lambda each: each.turn), Why.TURN, len(fits)
        yield _give(ticket, agent, why, at, given, place=place, fitting=fitting)
        yield from _bundle(ticket, agent, at, given, place)


def _known(ticket: Waiting, at: Circumstances, by_id: Mapping[int, Agent]) -> Agent | None:
    """Who dealt with the customer lately, if they are signed in."""
    contact = at.contacts.get(ticket.customer_id) if ticket.customer_id else None
    rule = at.rules.get(ticket.category_id)
    if contact is None or rule is None or contact[1] < at.now - timedelta(days=rule.prefer_days):
        return None
    return by_id.get(contact[0])


def _waits_for(known: Agent, ticket: Waiting, at: Circumstances) -> bool:
    """They would get it if they were ready and had room, and the time for waiting is not over."""
    until = ticket.received_at + timedelta(minutes=at.rules[ticket.category_id].prefer_minutes)
    return at.now < until and obstacle(known, ticket, at) in {Obstacle.NOT_READY, Obstacle.NO_ROOM}


def _bundle(first: Waiting, agent: Agent, at: Circumstances, given: set[int], place: int) -> Iterator[Assignment]:
    if not first.customer_id or not at.rules[first.category_id].bundling:
        return
    for ticket in at.same_customer.get(first.customer_id, ()):
        if ticket.id not in given and obstacle(agent, ticket, at) is None:
            yield _give(ticket, agent, Why.BUNDLED, at, given, place=place, fitting=1, number=first.number)


def _give(ticket: Waiting, agent: Agent, why: Why, at: Circumstances, given: set[int], **more: object) -> Assignment:
    agent.held += 1
    agent.given_at = at.now
    given.add(ticket.id)
    return Assignment(ticket, agent, why, {**facts(ticket, agent, at), **more, "why": why.value})


def facts(ticket: Waiting, agent: Agent, at: Circumstances) -> dict[str, object]:
    """What spoke for it, as plain values: the history keeps them."""
    return {
        **in_line(ticket),
        "held": agent.held,
        "capacity": agent.capacity,
        **matched(ticket, at.rules[ticket.category_id]),
    }


class InLine(Protocol):
    @property
    def due_at(self) -> datetime | None: ...

    @property
    def rank_at(self) -> datetime: ...


def in_line(ticket: InLine) -> dict[str, object]:
    """Where it stood in the order of the queue."""
    return {"due": ticket.due_at.isoformat() if ticket.due_at else "", "rank": ticket.rank_at.isoformat()}
