"""Stretches of time, half-open and in their order. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Spell = tuple[datetime, datetime]
Spells = list[Spell]


def joined(spells: Iterable[Spell]) -> Spells:
    """What lies in any of them, in order; what is empty falls away."""
    found: Spells = []
    for begin, end in sorted(spell for spell in spells if spell[0] < spell[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def common(some: Spells, others: Spells) -> Spells:
    """What lies in both."""
    found, here, there = [], 0, 0
    while here < len(some) and there < len(others):
        begin, end = max(some[here][0], others[there][0]), min(some[here][1], others[there][1])
        if begin < end:
            found.append((begin, end))
        if some[here][1] < others[there][1]:
            here += 1
        else:
            there += 1
    return found


def without(some: Spells, others: Spells) -> Spells:
    """What lies in ``some`` and not in ``others``."""
    found: Spells = []
    for begin, end in some:
        for off, on in others:
            if on <= begin or off >= end:
                continue
            if begin < off:
                found.append((begin, off))
            begin = max(begin, on)
        if begin < end:
            found.append((begin, end))
    return found
