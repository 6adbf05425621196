"""Rules in the words of the person who reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from kontor.escalations.domain.content import Action, Condition, Content
from kontor.escalations.domain.entries import NUMBERS, WRITTEN
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.supervisor.escalations.offers import Offers, fixed, names_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_NUMBERED: dict[str, StrOrPromise] = {
    ConditionKind.SHARE: ngettext_lazy(
        "At least %(number)s percent of a target is used",
        "At least %(number)s percent of a target are used",
        "number",
    ),
    ConditionKind.DUE_IN: ngettext_lazy("Due within %(number)s minute", "Due within %(number)s minutes", "number"),
    ConditionKind.WAITING: ngettext_lazy(
        "In the queue, received %(number)s minute of working time ago or earlier",
        "In the queue, received %(number)s minutes of working time ago or earlier",
        "number",
    ),
    ConditionKind.OVERDUE: ngettext_lazy(
        "Resubmission overdue by %(number)s minute", "Resubmission overdue by %(number)s minutes", "number"
    ),
    ConditionKind.OPEN: ngettext_lazy("At least %(number)s open ticket", "At least %(number)s open tickets", "number"),
    ConditionKind.LATE_SHARE: gettext_lazy("At least %(number)s percent of the open tickets beyond their target"),
    ActionKind.PRIORITY: gettext_lazy("Raise the priority by %(number)s"),
}


def in_words(entry: Condition | Action, names: Offers) -> str:
    """The whole condition or action as one phrase."""
    if entry.kind in NUMBERS:
        return _NUMBERED[entry.kind] % {"number": entry.number}
    values = entry.values if entry.kind in WRITTEN else names_of(entry.kind, entry.values, names)
    return _("%(kind)s: %(values)s") % {"kind": entry.kind.label, "values": ", ".join(values)}


def again_in_words(again: int | None) -> str:
    if again is None:
        return _("Once a ticket and version")
    return ngettext("Again after %(count)s minute", "Again after %(count)s minutes", again) % {"count": again}


def content_lines(content: Content, names: Offers) -> list[tuple[str, list[str]]]:
    """When, what and how often: each with its phrases."""
    return [
        (_("When"), [in_words(each, names) for each in content.conditions]),
        (_("What happens"), [in_words(each, names) for each in content.actions]),
        (_("How often"), [again_in_words(content.again)]),
    ]


def noted_in_words(stored: Mapping[str, Any]) -> str:
    """What a rule said when it was noted. Three dots stand for what it names by number: that may be gone by now."""
    content, names = Content.from_json(stored), fixed()
    entries: list[Condition | Action] = [*content.conditions, *content.actions]
    phrases = [
        in_words(each, names) if each.kind in (*NUMBERS, *WRITTEN, *names) else f"{each.kind.label}: …"
        for each in entries
    ]
    return "; ".join([*phrases, again_in_words(content.again)])


def changes_in_words(before: Content, after: Content, names: Offers) -> list[str]:
    """Sentences for what is different."""
    old, new = [[line for _head, lines in content_lines(each, names) for line in lines] for each in (before, after)]
    more = [_("new: %(what)s") % {"what": line} for line in new if line not in old]
    less = [_("no more: %(what)s") % {"what": line} for line in old if line not in new]
    if not more and not less and before != after:
        return [_("in another order")]
    return more + less
