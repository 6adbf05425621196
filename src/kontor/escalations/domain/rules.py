"""Escalation rules as they are edited: created, changed, ordered, switched on and off, deleted.

Tickets are not affected by a draft: what counts is the version in force (``versions.py``).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.entries import clean_content
from kontor.escalations.models import EscalationRule
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.category_queries import Reader, tenants_for
from kontor.people.models import User
from kontor.tenants.models import Tenant

READ, WRITE = "escalations.read", "escalations.write"


def rules_in_scope() -> QuerySet[EscalationRule]:
    """Living rules with their tenants, in the order in which they are tried."""
    return EscalationRule.objects.living().select_related("tenant").order_by("tenant__sort_key", "position", "id")


def rules_for(reader: Reader) -> QuerySet[EscalationRule]:
    """The rules of those tenants whose rules the person may see."""
    return rules_in_scope().filter(tenant__in=tenants_for(reader, READ))


@transaction.atomic(savepoint=False)
def create_rule(tenant: Tenant, name: str, content: Content, *, by: User | None) -> EscalationRule:
    """A draft, tried after the others of the tenant, switched off. Refused when the name is taken."""
    last = EscalationRule.objects.filter(tenant=tenant).aggregate(last=Max("position"))["last"] or 0
    rule = EscalationRule(tenant=tenant, position=last + 1)
    _fill(rule, name, content)
    rule.save(force_insert=True)
    _record("created", rule, {}, by)
    return rule


@transaction.atomic(savepoint=False)
def change_rule(rule: EscalationRule, name: str, content: Content, *, version: int, by: User | None) -> EscalationRule:
    """Change the draft. It counts once it is put in force."""
    rule = lock_rule(rule, version)
    before = _state(rule)
    _fill(rule, name, content)
    save_rule(rule)
    _record("changed", rule, before, by)
    return rule


@transaction.atomic(savepoint=False)
def switch_rule(rule: EscalationRule, *, on: bool, by: User | None) -> EscalationRule:
    """Switched off, a rule is passed over; switched on, its version in force counts from the next minute on."""
    rule = lock_rule(rule)
    if on and not rule.number:
        raise Refused(_("Put the rule in force first; until then it is a draft."))
    before = _state(rule)
    rule.active = on
    save_rule(rule)
    _record("changed", rule, before, by)
    return rule


@transaction.atomic(savepoint=False)
def delete_rule(rule: EscalationRule, *, by: User | None) -> None:
    """The rule acts no more. Its versions and what they did stay."""
    rule = lock_rule(rule)
    before = _state(rule)
    rule.active, rule.deleted_at = False, clock.now()
    save_rule(rule)
    _record("deleted", rule, before, by)


@transaction.atomic(savepoint=False)
def move_rule(rule: EscalationRule, *, up: bool, by: User | None) -> bool:
    """Change places with the rule before (or after) it in its tenant. False when it is the first (last) already."""
    rows = _locked_order(rule)
    here = rows.index(rule)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        _place(row, position, by)
    return True


@transaction.atomic(savepoint=False)
def stands_at(rule: EscalationRule, place: int) -> bool:
    """It is (until the end of the transaction) where somebody saw it: in this place, counted from 1, of its tenant."""
    return _locked_order(rule).index(rule) + 1 == place


def lock_rule(rule: EscalationRule, version: int | None = None) -> EscalationRule:
    """The rule as it is now, locked. Refused when it is gone, or not the one that was looked at."""
    rows = EscalationRule.objects.living().select_for_update(of=("self",), no_key=True).select_related("tenant")
    locked = rows.filter(pk=rule.pk).first()
    if locked is None:
        raise Refused(_("Somebody else has deleted this rule in the meantime."))
    if version is not None and locked.version != version:
        raise Refused(_("Somebody else has changed this rule in the meantime. Nothing was overwritten."))
    return locked


def save_rule(rule: EscalationRule) -> None:
    rule.version += 1
    rule.save()


def _locked_order(rule: EscalationRule) -> list[EscalationRule]:
    rows = list(EscalationRule.objects.living().select_for_update().filter(tenant_id=rule.tenant_id).order_by("id"))
    if rule not in rows:
        raise Refused(_("Somebody else has deleted this rule in the meantime."))
    return sorted(rows, key=lambda row: (row.position, row.pk))


def _fill(rule: EscalationRule, name: str, content: Content) -> None:
    rule.name = one_line(name)
    if not rule.name:
        raise Refused(_("Give the rule a name: the history of tickets names it."), about="name")
    rule.sort_key = sort_key_german(rule.name)
    taken = EscalationRule.objects.living().filter(tenant_id=rule.tenant_id, sort_key=rule.sort_key)
    if taken.exclude(pk=rule.pk).exists():
        raise Refused(_("There is a rule with the name “%(name)s” already.") % {"name": rule.name}, about="name")
    rule.content = clean_content(content, rule.tenant_id).to_json()


def _place(rule: EscalationRule, position: int, by: User | None) -> None:
    if rule.position == position:
        return
    changes = {"position": [rule.position, position]}
    rule.position = position
    rule.save(update_fields=["position"])
    record_change("changed", rule, by=by, tenant_id=rule.tenant_id, changes=changes)


def _state(rule: EscalationRule) -> dict[str, Any]:
    return {"name": rule.name, "content": rule.content, "active": rule.active}


def _record(action: str, rule: EscalationRule, before: dict[str, Any], by: User | None) -> None:
    after = dict.fromkeys(before, "") if action == "deleted" else _state(rule)
    if changes := difference(before, after):
        record_change(action, rule, by=by, tenant_id=rule.tenant_id, changes=changes)
