"""What differs between two contents: the draft and what counts, or two versions. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kontor.routing.domain.content import Content, RuleContent, SetContent


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    ORDER = "order"


@dataclass(frozen=True)
class RuleChange:
    """A rule that is new, gone or another. ``fields`` names what differs."""

    kind: ChangeKind
    before: RuleContent | None = None
    after: RuleContent | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetChange:
    """A keyword set that is new, gone or another."""

    kind: ChangeKind
    before: SetContent | None = None
    after: SetContent | None = None
    fields: tuple[str, ...] = ()


Change = RuleChange | SetChange


def changes_between(before: Content, after: Content) -> list[Change]:
    """Rules first, in their order, then a change of the order as a whole, then keyword sets."""
    old, new = {rule.id: rule for rule in before.rules}, {rule.id: rule for rule in after.rules}
    changes: list[Change] = [
        RuleChange(ChangeKind.ADDED, None, rule)
        if rule.id not in old
        else RuleChange(ChangeKind.CHANGED, old[rule.id], rule, _differing(old[rule.id], rule))
        for rule in after.rules
        if old.get(rule.id) != rule
    ]
    changes += [RuleChange(ChangeKind.REMOVED, rule) for rule in before.rules if rule.id not in new]
    if [pk for pk in old if pk in new] != [pk for pk in new if pk in old]:
        changes.append(RuleChange(ChangeKind.ORDER))
    return changes + _set_changes(before, after)


def _set_changes(before: Content, after: Content) -> list[Change]:
    old, new = {each.id: each for each in before.sets}, {each.id: each for each in after.sets}
    changes: list[Change] = [
        SetChange(ChangeKind.ADDED, None, each)
        if each.id not in old
        else SetChange(ChangeKind.CHANGED, old[each.id], each, _differing(old[each.id], each))
        for each in after.sets
        if old.get(each.id) != each
    ]
    return changes + [SetChange(ChangeKind.REMOVED, each) for each in before.sets if each.id not in new]


def _differing(before: object, after: object) -> tuple[str, ...]:
    return tuple(name for name, value in vars(after).items() if vars(before)[name] != value)
