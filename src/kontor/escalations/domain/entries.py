"""What a rule may say: refused here is what could never hold, or names what is not the tenant's."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kontor.channels.enums import Channel
from kontor.escalations.domain.content import OWNER, SUPERVISORS, Action, Condition, Content
from kontor.escalations.domain.people import people_to_tell
from kontor.escalations.enums import ActionKind, ConditionKind
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, whole_number
from kontor.org.models import AgentGroup, Category
from kontor.routing.domain.marking import MOST_PRIORITY
from kontor.tickets.enums import OPEN_STATES

MOST_ENTRIES = 20
MOST_MINUTES = 60 * 24 * 365
MOST_TAG = 40

NUMBERS: dict[ConditionKind | ActionKind, tuple[int, int]] = {
    ConditionKind.SHARE: (1, 1000),
    ConditionKind.DUE_IN: (0, MOST_MINUTES),
    ConditionKind.WAITING: (0, MOST_MINUTES),
    ConditionKind.OVERDUE: (0, MOST_MINUTES),
    ConditionKind.OPEN: (1, 1_000_000),
    ConditionKind.LATE_SHARE: (1, 100),
    ActionKind.PRIORITY: (1, MOST_PRIORITY),
}
"""Kinds that have a number, with the least and the most."""

WRITTEN: frozenset[ConditionKind | ActionKind] = frozenset({ConditionKind.TAG, ActionKind.TAG})
"""Kinds whose values are written and not chosen."""


def clean_content(content: Content, tenant_id: int) -> Content:
    """The content as it is stored. Refused with the sentence that says what is wrong."""
    if not content.conditions:
        raise Refused(_("Set at least one condition. A rule without any would take every ticket."))
    if not content.actions:
        raise Refused(_("Set at least one action. A rule without any would do nothing."))
    if max(len(content.conditions), len(content.actions)) > MOST_ENTRIES:
        raise Refused(_("A rule has at most %(most)s conditions and as many actions.") % {"most": MOST_ENTRIES})
    if content.again is not None and not 1 <= content.again <= MOST_MINUTES:
        raise Refused(_("Say after how many minutes the rule shall act again: at least 1."))
    cleaned = Content(
        tuple(clean_condition(each) for each in content.conditions),
        tuple(clean_action(each) for each in content.actions),
        content.again,
    )
    _require_own(cleaned, tenant_id)
    return cleaned


def clean_condition(condition: Condition) -> Condition:
    """Refused when it could never hold."""
    return Condition(condition.kind, _number(condition), _values(condition))


def clean_action(action: Action) -> Action:
    """Refused when it could do nothing."""
    return Action(action.kind, _number(action), _values(action))


def _number(entry: Condition | Action) -> int | None:
    if entry.kind not in NUMBERS:
        return None
    least, most = NUMBERS[entry.kind]
    if entry.number is None or not least <= entry.number <= most:
        raise Refused(_("Enter a number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return entry.number


def _values(entry: Condition | Action) -> tuple[str, ...]:
    if entry.kind in NUMBERS:
        return ()
    values = tuple(dict.fromkeys(filter(None, map(one_line, entry.values))))
    if not values:
        raise Refused(_("Write at least one tag.") if entry.kind in WRITTEN else _("Choose at least one."))
    if entry.kind in WRITTEN and any(len(value) > MOST_TAG for value in values):
        raise Refused(_("A tag has at most %(most)s characters.") % {"most": MOST_TAG})
    known = _KNOWN.get(entry.kind)
    if known is not None and not set(values) <= known:
        raise Refused(_("Choose what is offered."))
    if isinstance(entry, Action) and entry.kind in _ONE and len(values) > 1:
        raise Refused(_("Choose only one."))
    return values


_KNOWN: dict[ConditionKind | ActionKind, set[str]] = {
    ConditionKind.STATE: {state.value for state in OPEN_STATES},
    ConditionKind.CHANNEL: {channel.value for channel in Channel},
}
_ONE = frozenset({ActionKind.RECATEGORIZE, ActionKind.ASSIGN, ActionKind.TAG})


def _require_own(content: Content, tenant_id: int) -> None:
    """Everything named by its id lives and is the tenant's."""
    categories = {*content.ids(ConditionKind.CATEGORY), *content.ids(ActionKind.RECATEGORIZE)}
    rows = Category.objects.living().filter(tenant_id=tenant_id, pk__in=categories)
    if rows.count() != len(categories) or not _only_ids(content, ConditionKind.CATEGORY, ActionKind.RECATEGORIZE):
        raise Refused(_("A category that the rule names no longer exists. Choose another one."))
    groups = set(content.ids(ActionKind.ASSIGN))
    if AgentGroup.objects.living().filter(tenant_id=tenant_id, pk__in=groups).count() != len(groups) or not _only_ids(
        content, ActionKind.ASSIGN
    ):
        raise Refused(_("An agent group that the rule names no longer exists. Choose another one."))
    _require_people(content, tenant_id)


def _require_people(content: Content, tenant_id: int) -> None:
    told = {
        value for each in content.actions if each.kind in (ActionKind.NOTIFY, ActionKind.MAIL) for value in each.values
    }
    people = told - {OWNER, SUPERVISORS}
    ids = [number for value in people if (number := whole_number(value)) is not None]
    if people and people_to_tell(tenant_id).filter(pk__in=ids).count() != len(people):
        raise Refused(_("Somebody whom the rule tells does not work for this tenant any more. Choose another person."))


def _only_ids(content: Content, *kinds: ConditionKind | ActionKind) -> bool:
    entries: Iterable[Condition | Action] = (*content.conditions, *content.actions)
    return all(whole_number(value) is not None for each in entries if each.kind in kinds for value in each.values)
