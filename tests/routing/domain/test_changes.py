from __future__ import annotations

from dataclasses import replace

from kontor.routing.domain.changes import Change, ChangeKind, RuleChange, SetChange, changes_between
from kontor.routing.domain.conditions import subject_has
from kontor.routing.domain.content import Content, RuleContent, SetContent

ONE = RuleContent(1, category=10, name="Eins", conditions=(subject_has("eins"),))
TWO = RuleContent(2, category=10, name="Zwei", conditions=(subject_has("zwei"),))
WORDS = SetContent(5, "Ärger", ("Anwalt",))


def _changes(before: Content, after: Content) -> list[Change]:
    return changes_between(before, after)


def test_equal_contents_do_not_differ() -> None:
    assert _changes(Content((ONE, TWO), (WORDS,)), Content((ONE, TWO), (WORDS,))) == []


def test_new_changed_and_gone() -> None:
    changed = replace(ONE, category=11, active=False)

    assert _changes(Content((ONE, TWO)), Content((changed, replace(TWO, id=3)))) == [
        RuleChange(ChangeKind.CHANGED, ONE, changed, ("category", "active")),
        RuleChange(ChangeKind.ADDED, None, replace(TWO, id=3)),
        RuleChange(ChangeKind.REMOVED, TWO),
    ]


def test_another_order_is_one_change() -> None:
    three = replace(TWO, id=3)

    assert _changes(Content((ONE, TWO, three)), Content((three, ONE, TWO))) == [RuleChange(ChangeKind.ORDER)]
    assert _changes(Content((ONE, TWO, three)), Content((ONE, three))) == [RuleChange(ChangeKind.REMOVED, TWO)]


def test_keyword_sets() -> None:
    more = replace(WORDS, lines=("Anwalt", "Klage"))

    assert _changes(Content((), (WORDS,)), Content((), (more,))) == [
        SetChange(ChangeKind.CHANGED, WORDS, more, ("lines",))
    ]
    assert _changes(Content(), Content((), (WORDS,))) == [SetChange(ChangeKind.ADDED, None, WORDS)]
    assert _changes(Content((), (WORDS,)), Content()) == [SetChange(ChangeKind.REMOVED, WORDS)]
