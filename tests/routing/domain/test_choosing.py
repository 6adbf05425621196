"""Properties of who gets what, over crews and queues of any kind."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.routing.domain.choosing import Circumstances, Obstacle, choose, obstacle
from kontor.routing.domain.crew import Agent
from kontor.routing.domain.queue_heads import Rules, Waiting

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
LANGUAGES, TAGS, CATEGORIES = ("de", "en"), ("vip", "recht"), (1, 2, 3)


def _rules(category_id: int, *, bundling: bool = False, by_language: bool = False) -> Rules:
    return Rules(category_id, 1, f"Kategorie {category_id}", True, bundling, by_language, "", 14, 10)


RULES = {1: _rules(1), 2: _rules(2, bundling=True), 3: _rules(3, by_language=True)}


@st.composite
def crews(draw: st.DrawFn) -> list[Agent]:
    return [
        Agent(
            id=number,
            name=f"Agent {number}",
            languages=draw(st.frozensets(st.sampled_from(LANGUAGES))),
            tags=draw(st.frozensets(st.sampled_from(TAGS))),
            location="",
            ready=draw(st.booleans()),
            tenants=frozenset({1}),
            capacity=draw(st.integers(0, 4)),
            categories=draw(st.frozensets(st.sampled_from(CATEGORIES))),
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    ]


@st.composite
def queues(draw: st.DrawFn) -> list[Waiting]:
    rows = []
    for number in range(draw(st.integers(0, 25))):
        rank = NOW + timedelta(minutes=number)
        category = draw(st.sampled_from(CATEGORIES))
        language = draw(st.sampled_from(("", *LANGUAGES)))
        tags = draw(st.lists(st.sampled_from(TAGS), unique=True))
        customer = draw(st.integers(1, 5))
        rows.append(
            Waiting(number + 1, 1000 + number, 1, None, category, customer, language, tags, rank, rank, NOW, None)
        )
    return rows


def _circumstances(tickets: list[Waiting], contacts: dict[int, tuple[int, datetime]] | None = None) -> Circumstances:
    same: dict[int, list[Waiting]] = {}
    for ticket in tickets:
        if RULES[ticket.category_id].bundling and ticket.customer_id:
            same.setdefault(ticket.customer_id, []).append(ticket)
    return Circumstances(RULES, NOW, contacts or {}, same)


@settings(max_examples=300, deadline=None)
@given(crews(), queues())
def test_nothing_is_given_twice_nobody_gets_too_much_and_nothing_lies_that_somebody_could_have(
    crew: list[Agent], tickets: list[Waiting]
) -> None:
    at = _circumstances(tickets)

    assignments = list(choose(tickets, crew, at))

    given_ids = [each.ticket.id for each in assignments]
    assert len(given_ids) == len(set(given_ids))
    assert all(agent.held <= agent.capacity for agent in crew)
    left = [ticket for ticket in tickets if ticket.id not in given_ids]
    assert [(t.id, a.id) for t in left for a in crew if obstacle(a, t, at) is None] == []


@settings(max_examples=100, deadline=None)
@given(crews(), queues(), st.integers(0, 10_000))
def test_whoever_is_ready_and_closes_what_they_have_leaves_nothing_to_starve(
    crew: list[Agent], tickets: list[Waiting], seed: int
) -> None:
    chance = random.Random(seed)
    waiting = list(tickets)
    hopeless = {
        ticket.id
        for ticket in tickets
        if all(obstacle(agent, ticket, _circumstances([])) not in (None, Obstacle.NO_ROOM) for agent in crew)
        or not any(agent.capacity and obstacle(agent, ticket, _circumstances([])) is None for agent in crew)
    }

    for _round in range(len(tickets) + 1):
        given_ids = {each.ticket.id for each in choose(waiting, crew, _circumstances(waiting))}
        waiting = [ticket for ticket in waiting if ticket.id not in given_ids]
        for agent in crew:
            agent.held -= chance.randint(min(1, agent.held), agent.held)

    assert {ticket.id for ticket in waiting} == hopeless


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 6), st.integers(1, 30))
def test_equal_agents_are_given_equally_much(people: int, number: int) -> None:
    crew = [
        Agent(each, f"Agent {each}", frozenset(), frozenset(), "", True, frozenset({1}), 50, categories=frozenset({1}))
        for each in range(people)
    ]
    tickets = [Waiting(n + 1, n, 1, None, 1, None, "", [], NOW, None, NOW, None) for n in range(number)]

    list(choose(tickets, crew, _circumstances([])))

    assert max(agent.held for agent in crew) - min(agent.held for agent in crew) <= 1


def test_whoever_closes_at_once_does_not_take_everything() -> None:
    """An agent with little room and an empty desk gets the next one, however quick another is."""
    quick, small = (
        Agent(n, f"Agent {n}", frozenset(), frozenset(), "", True, frozenset({1}), room, categories=frozenset({1}))
        for n, room in ((1, 10), (2, 1))
    )
    got = []
    for minute in range(4):
        at = Circumstances(RULES, NOW + timedelta(minutes=minute))
        ticket = Waiting(minute + 1, minute, 1, None, 1, None, "", [], NOW, None, NOW, None)
        got += [each.agent.id for each in choose([ticket], [quick, small], at)]
        quick.held = small.held = 0

    assert got == [1, 2, 1, 2]
