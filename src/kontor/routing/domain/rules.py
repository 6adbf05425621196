"""The draft of the category rules: rules are created, changed, ordered and deleted.

Mail is not affected: what counts is the active version (``versions.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import Condition, conditions_from
from kontor.routing.domain.rule_entries import clean_condition
from kontor.routing.domain.versions import lock_rules
from kontor.routing.models import CategoryRule, KeywordSet

AUDITED = ("name", "conditions", "threshold", "active", "position")
MOST_CONDITIONS = 40


class RuleValues(TypedDict, total=False):
    """What a rule says. Every condition without points must hold; the points of the others reach the threshold."""

    name: str
    account: MailAccount | None
    conditions: Sequence[Condition]
    threshold: int
    active: bool


@transaction.atomic(savepoint=False)
def create_rule(category: Category, *, by: User | None, **values: Unpack[RuleValues]) -> CategoryRule:
    """A new rule of the category's tenant, tried after its others once it is activated.

    Refused without any condition, with an address or word that could never fit, with another tenant's account.
    """
    lock_rules(category.tenant_id)
    last = CategoryRule.objects.filter(tenant_id=category.tenant_id).aggregate(last=Max("position"))["last"] or 0
    rule = CategoryRule(tenant_id=category.tenant_id, category=category, position=last + 1)
    _fill(rule, values)
    rule.save(force_insert=True)
    record_change(
        "created", rule, by=by, tenant_id=rule.tenant_id, label=label(rule), changes=difference({}, _state(rule))
    )
    return rule


@transaction.atomic(savepoint=False)
def change_rule(
    rule: CategoryRule,
    *,
    version: int,
    by: User | None,
    category: Category | None = None,
    **values: Unpack[RuleValues],
) -> CategoryRule:
    """Change what is given; ``category`` is another one of the same tenant. Counts once it is activated."""
    lock_rules(rule.tenant_id)
    rule = _lock(rule, version)
    before = _state(rule)
    if category is not None:
        if category.tenant_id != rule.tenant_id:
            raise Refused(_("The category “%(name)s” belongs to another tenant.") % {"name": category.name})
        rule.category = category
    _fill(rule, values)
    rule.version += 1
    rule.save()
    changes = difference(before, _state(rule))
    if changes:
        record_change("changed", rule, by=by, tenant_id=rule.tenant_id, label=label(rule), changes=changes)
    return rule


@transaction.atomic(savepoint=False)
def delete_rule(rule: CategoryRule, *, by: User | None) -> None:
    """The rule is gone from the draft; it counts until that is activated. The audit log keeps what it said.

    What somebody else has deleted meanwhile is no error.
    """
    lock_rules(rule.tenant_id)
    if not CategoryRule.objects.filter(pk=rule.pk).exists():
        return
    gone = difference(_state(rule), dict.fromkeys(_state(rule), ""))
    record_change("deleted", rule, by=by, tenant_id=rule.tenant_id, label=label(rule), changes=gone)
    rule.delete()


@transaction.atomic(savepoint=False)
def move_rule(rule: CategoryRule, *, up: bool, by: User | None) -> bool:
    """Change places with the rule before (or after) it in its tenant. False when it is the first (last) already."""
    ids = _locked_order(rule)
    here = ids.index(rule.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ids):
        return False
    ids[here], ids[there] = ids[there], ids[here]
    order_rules(rule.tenant_id, ids, by=by)
    return True


@transaction.atomic(savepoint=False)
def stands_at(rule: CategoryRule, place: int) -> bool:
    """It is (until the end of the transaction) where somebody saw it: in this place, counted from 1, of its tenant."""
    return _locked_order(rule).index(rule.pk) + 1 == place


@transaction.atomic(savepoint=False)
def order_rules(tenant_id: int, ids: list[int], *, by: User | None) -> None:
    """Try the tenant's rules in this order; those not named come after it, in the order they had."""
    lock_rules(tenant_id)
    rows = {rule.pk: rule for rule in CategoryRule.objects.select_for_update().filter(tenant_id=tenant_id)}
    named = [pk for pk in dict.fromkeys(ids) if pk in rows]
    for position, pk in enumerate([*named, *(pk for pk in rows if pk not in named)], start=1):
        rule = rows[pk]
        if rule.position == position:
            continue
        changes = {"position": [rule.position, position]}
        rule.position = position
        rule.save(update_fields=["position"])
        record_change("changed", rule, by=by, tenant_id=tenant_id, label=label(rule), changes=changes)


def label(rule: CategoryRule) -> str:
    """What a rule is called: its name, else the category it leads to."""
    return rule.name or _("Rule for %(category)s") % {"category": rule.category.name}


def _locked_order(rule: CategoryRule) -> list[int]:
    lock_rules(rule.tenant_id)
    ids = list(CategoryRule.objects.filter(tenant_id=rule.tenant_id).values_list("id", flat=True))
    if rule.pk not in ids:
        raise Refused(_("Somebody else has deleted this rule in the meantime."))
    return ids


def _fill(rule: CategoryRule, values: RuleValues) -> None:
    if "name" in values:
        rule.name = one_line(values["name"])
    if "account" in values:
        rule.account = _usable_account(values["account"], rule.tenant_id)
        rule.account_owner = rule.account.owner if rule.account else None
    if "active" in values:
        rule.active = values["active"]
    conditions = [clean_condition(each) for each in values.get("conditions", conditions_from(rule.conditions))]
    rule.threshold = values.get("threshold", rule.threshold)
    _require_conditions(rule, conditions)
    rule.conditions = [each.to_json() for each in conditions]


def _usable_account(account: MailAccount | None, tenant_id: int) -> MailAccount | None:
    if account and account.tenant_id not in (None, tenant_id):
        raise Refused(_("The account “%(name)s” belongs to another tenant.") % {"name": account.name})
    return account


def _require_conditions(rule: CategoryRule, conditions: Sequence[Condition]) -> None:
    if len(conditions) > MOST_CONDITIONS:
        raise Refused(_("A rule has at most %(most)s conditions.") % {"most": MOST_CONDITIONS})
    _require_some(rule, conditions)
    _require_reachable(rule, conditions)
    wanted = {each for condition in conditions for each in condition.sets}
    if wanted and KeywordSet.objects.filter(tenant_id=rule.tenant_id, pk__in=wanted).count() != len(wanted):
        raise Refused(_("A keyword set that the rule uses no longer exists. Choose another one."))


def _require_some(rule: CategoryRule, conditions: Sequence[Condition]) -> None:
    if conditions:
        return
    if rule.account is None:
        raise Refused(_("Set at least one condition. A rule without any would take every mail."))
    if rule.account.is_general:
        raise Refused(_("Set one more condition. This rule would take every mail of a general account."))


def _require_reachable(rule: CategoryRule, conditions: Sequence[Condition]) -> None:
    """Points and a threshold go together, or the points would mean nothing."""
    points = [each.points for each in conditions if each.points is not None]
    if not points:
        rule.threshold = 0
    elif rule.threshold < 1:
        raise Refused(_("Say how many points are needed: some conditions count points."))
    elif sum(each for each in points if each > 0) < rule.threshold:
        raise Refused(
            _("All conditions together reach %(sum)s points, so %(needed)s are never reached.")
            % {"sum": sum(each for each in points if each > 0), "needed": rule.threshold}
        )


def _lock(rule: CategoryRule, version: int) -> CategoryRule:
    rows = CategoryRule.objects.select_for_update(of=("self",)).select_related("category", "account")
    locked = rows.filter(pk=rule.pk).first()
    if locked is None:
        raise Refused(_("Somebody else has deleted this rule in the meantime."))
    if locked.version != version:
        raise Refused(_("Somebody else has changed this rule in the meantime. Nothing was overwritten."))
    return locked


def _state(rule: CategoryRule) -> dict[str, Any]:
    return {
        "category": rule.category.name,
        "account": rule.account.name if rule.account else "",
        **snapshot(rule, AUDITED),
    }
