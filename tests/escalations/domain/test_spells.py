"""Stretches of time, compared with looking at every instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kontor.escalations.domain.past_conditions import moments
from kontor.escalations.domain.spells import Spells, common, joined, without

START = datetime(2026, 11, 23, tzinfo=UTC)
LAST = 30


def _at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def _spells(pairs: list[tuple[int, int]]) -> Spells:
    return joined((_at(begin), _at(end)) for begin, end in pairs)


def _minutes(spells: Spells) -> set[int]:
    return {minute for minute in range(LAST) if any(begin <= _at(minute) < end for begin, end in spells)}


pairs = st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST)), max_size=6)


@given(pairs, pairs)
def test_common_and_without_are_those_of_every_instant(
    some: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    one, two = _spells(some), _spells(others)
    assert _minutes(common(one, two)) == _minutes(one) & _minutes(two)
    assert _minutes(without(one, two)) == _minutes(one) - _minutes(two)
    assert all(begin < end for begin, end in without(one, two))


@given(pairs)
def test_joined_is_ordered_apart_and_holds_everything(some: list[tuple[int, int]]) -> None:
    spells = _spells(some)
    assert _minutes(spells) == {minute for begin, end in some for minute in range(begin, end)}
    assert all(end < later for (_begin, end), (later, _end) in pairwise(spells))


def test_moments_of_a_rule_that_acts_once() -> None:
    assert moments(_spells([(3, 5), (7, 9)]), None, most=10) == [_at(3)]
    assert moments([], None, most=10) == []


def test_moments_of_a_rule_that_acts_again() -> None:
    """After its time, as soon as it fits again; not at an end, which is not in the stretch."""
    assert moments(_spells([(0, 4), (5, 10)]), 2, most=10) == [_at(minute) for minute in (0, 2, 5, 7, 9)]
    assert moments(_spells([(0, 4), (5, 20)]), 8, most=10) == [_at(minute) for minute in (0, 8, 16)]
    assert moments(_spells([(0, 4), (20, 30)]), 8, most=10) == [_at(minute) for minute in (0, 20, 28)]
    assert moments(_spells([(0, 30)]), 1, most=3) == [_at(minute) for minute in (0, 1, 2)]
