"""Conditions in the words of the person who reads: what the editor and the lists call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontor.routing.domain.changes import Change, ChangeKind, SetChange
from kontor.routing.domain.conditions import NUMBER_PARTS, TEXT_PARTS, Condition
from kontor.routing.domain.content import RuleContent
from kontor.routing.domain.explaining import KINDS, shown
from kontor.routing.domain.names import Names
from kontor.routing.enums import Part
from kontor.supervisor.rules.languages import language_names

PARTS: dict[Part, Promise] = {
    Part.SUBJECT: gettext_lazy("Words in the subject"),
    Part.TEXT: gettext_lazy("Words in the text"),
    Part.WHOLE_TEXT: gettext_lazy("Words in the text or its quotes"),
    Part.SENDER: gettext_lazy("Sender address or domain"),
    Part.RECIPIENT: gettext_lazy("Recipient"),
    Part.LANGUAGE: gettext_lazy("Language"),
    Part.KNOWN_CUSTOMER: gettext_lazy("Sender is a customer already"),
    Part.ATTACHMENT_COUNT: gettext_lazy("Number of files"),
    Part.ATTACHMENT_NAME: gettext_lazy("Name of a file"),
    Part.ATTACHMENT_TYPE: gettext_lazy("Type of a file"),
    Part.SIZE: gettext_lazy("Size of the mail in kB"),
    Part.KIND: gettext_lazy("Automatic mail or mailing list"),
    Part.HEADER: gettext_lazy("Words in a header"),
    Part.AUTHENTICATION: gettext_lazy("Check of the sender (SPF, DKIM, DMARC)"),
    Part.SPAM: gettext_lazy("Taken for spam by the receiving server"),
    Part.SPAM_SCORE: gettext_lazy("Spam score of the receiving server"),
}
"""In the order in which they are offered."""


def values_in_words(condition: Condition, sets: Mapping[int, str]) -> str:
    """What the condition looks for, on one line."""
    if condition.part in NUMBER_PARTS:
        return shown(condition, "")
    if condition.part is Part.LANGUAGE:
        return ", ".join(language_names(list(condition.values)))
    if condition.part is Part.KIND:
        return ", ".join(str(KINDS.get(value, value)) for value in condition.values)
    named = [_("keyword set “%(name)s”") % {"name": sets.get(each, "…")} for each in condition.sets]
    words = ", ".join(filter(None, [listed(condition.values), *named]))
    if condition.part in TEXT_PARTS and condition.stems:
        return _("%(words)s (other forms too)") % {"words": words}
    return words


def listed(values: Iterable[str]) -> str:
    """The values on one line; what has a comma of its own between quotation marks, as the one that it is."""
    return ", ".join(_("“%(value)s”") % {"value": each} if "," in each else each for each in values)


def condition_label(condition: Condition) -> str:
    """The part, and how it counts."""
    label = str(PARTS[condition.part])
    if condition.part is Part.HEADER:
        label = _("Header %(name)s") % {"name": condition.name}
    if condition.negated:
        label = _("Not: %(part)s") % {"part": label}
    if condition.points is not None:
        counted = ngettext("%(part)s (%(points)s point)", "%(part)s (%(points)s points)", abs(condition.points))
        label = counted % {"part": label, "points": condition.points}
    return label


def in_words(condition: Condition, sets: Mapping[int, str]) -> str:
    """The whole condition as one phrase."""
    values = values_in_words(condition, sets)
    return f"{condition_label(condition)}: {values}" if values else condition_label(condition)


def condition_lines(conditions: Iterable[Condition], sets: Mapping[int, str]) -> list[tuple[str, str]]:
    """Each condition as what it looks at and what it looks for."""
    return [(condition_label(each), values_in_words(each, sets)) for each in conditions]


def change_in_words(change: Change, names: Names) -> str:
    """A sentence for one difference."""
    if change.kind is ChangeKind.ORDER:
        return _("The rules are tried in another order.")
    if isinstance(change, SetChange):
        return _set_change(change)
    if change.before is None and change.after:
        into = {"rule": names.rule(change.after), "category": names.category(change.after.category)}
        return _("The rule “%(rule)s” is new; it leads into “%(category)s”.") % into
    if change.after is None and change.before:
        return _("The rule “%(rule)s” is gone.") % {"rule": names.rule(change.before)}
    assert change.before and change.after
    parts = [_field_change(name, change.before, change.after, names) for name in change.fields]
    return _("The rule “%(rule)s”: %(changes)s") % {"rule": names.rule(change.after), "changes": "; ".join(parts)}


def _set_change(change: SetChange) -> str:
    if change.before is None and change.after:
        return _("The keyword set “%(name)s” is new.") % {"name": change.after.name}
    if change.after is None and change.before:
        return _("The keyword set “%(name)s” is gone.") % {"name": change.before.name}
    assert change.before and change.after
    more = [line for line in change.after.lines if line not in change.before.lines]
    less = [line for line in change.before.lines if line not in change.after.lines]
    parts = []
    if change.before.name != change.after.name:
        parts.append(_("called “%(old)s” before") % {"old": change.before.name})
    if more:
        parts.append(_("more: %(words)s") % {"words": listed(more)})
    if less:
        parts.append(_("less: %(words)s") % {"words": listed(less)})
    if change.before.stems != change.after.stems:
        parts.append(_("other forms of the words too") if change.after.stems else _("words only as they are written"))
    if not parts:
        parts.append(_("the words are in another order"))
    return _("The keyword set “%(name)s”: %(changes)s") % {"name": change.after.name, "changes": "; ".join(parts)}


def _field_change(name: str, before: RuleContent, after: RuleContent, names: Names) -> str:
    if name == "name":
        return _("called “%(old)s” before") % {"old": names.rule(before)}
    if name == "category":
        return _("leads into “%(new)s” instead of “%(old)s”") % {
            "old": names.category(before.category),
            "new": names.category(after.category),
        }
    if name == "account":
        return _("for %(new)s instead of %(old)s") % {
            "old": names.account(before.account),
            "new": names.account(after.account),
        }
    if name == "active":
        return _("switched on") if after.active else _("switched off")
    if name == "threshold":
        needed = ngettext(
            "needs %(new)s point instead of %(old)s", "needs %(new)s points instead of %(old)s", after.threshold
        )
        return needed % {"old": before.threshold, "new": after.threshold}
    return _condition_changes(before, after, names)


def _condition_changes(before: RuleContent, after: RuleContent, names: Names) -> str:
    more = [in_words(each, names.sets) for each in after.conditions if each not in before.conditions]
    less = [in_words(each, names.sets) for each in before.conditions if each not in after.conditions]
    parts = [_("asks now: %(condition)s") % {"condition": each} for each in more]
    parts += [_("asks no more: %(condition)s") % {"condition": each} for each in less]
    return "; ".join(parts) or _("the conditions are in another order")
