"""Category rules are created, changed, ordered and deleted; accounts get their fallback category."""

from __future__ import annotations

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
from kontor.routing.domain.rule_entries import clean_addresses, clean_languages, clean_words
from kontor.routing.models import CategoryRule

CONDITIONS = ("recipients", "senders", "subject_words", "body_words", "languages")
AUDITED = ("name", *CONDITIONS, "active", "position")


class RuleValues(TypedDict, total=False):
    """What a rule says. Lists hold alternatives; every condition that is set must hold."""

    name: str
    account: MailAccount | None
    recipients: list[str]
    senders: list[str]
    subject_words: list[str]
    body_words: list[str]
    languages: list[str]
    active: bool


@transaction.atomic(savepoint=False)
def create_rule(category: Category, *, by: User | None, **values: Unpack[RuleValues]) -> CategoryRule:
    """A new rule of the category's tenant, tried after its others.

    Refused without any condition, with an address or word that could never fit, with another tenant's account.
    """
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
    """Change what is given; ``category`` is another one of the same tenant. Mail that was filed already stays."""
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
    """The rule is gone for good; the audit log keeps what it said."""
    gone = difference(_state(rule), dict.fromkeys(_state(rule), ""))
    record_change("deleted", rule, by=by, tenant_id=rule.tenant_id, label=label(rule), changes=gone)
    rule.delete()


@transaction.atomic(savepoint=False)
def move_rule(rule: CategoryRule, *, up: bool, by: User | None) -> bool:
    """Change places with the rule before (or after) it in its tenant. False when it is the first (last) already."""
    ids = list(CategoryRule.objects.filter(tenant_id=rule.tenant_id).values_list("id", flat=True))
    here = ids.index(rule.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ids):
        return False
    ids[here], ids[there] = ids[there], ids[here]
    order_rules(rule.tenant_id, ids, by=by)
    return True


@transaction.atomic(savepoint=False)
def order_rules(tenant_id: int, ids: list[int], *, by: User | None) -> None:
    """Try the tenant's rules in this order; those not named come after it, in the order they had."""
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


def _fill(rule: CategoryRule, values: RuleValues) -> None:
    if "name" in values:
        rule.name = one_line(values["name"])
    if "account" in values:
        rule.account = _usable_account(values["account"], rule.tenant_id)
        rule.account_owner = rule.account.owner if rule.account else None
    if "active" in values:
        rule.active = values["active"]
    rule.recipients = clean_addresses(values.get("recipients", rule.recipients))
    rule.senders = clean_addresses(values.get("senders", rule.senders))
    rule.subject_words = clean_words(values.get("subject_words", rule.subject_words))
    rule.body_words = clean_words(values.get("body_words", rule.body_words))
    rule.languages = clean_languages(values.get("languages", rule.languages))
    _require_condition(rule)


def _usable_account(account: MailAccount | None, tenant_id: int) -> MailAccount | None:
    if account and account.tenant_id not in (None, tenant_id):
        raise Refused(_("The account “%(name)s” belongs to another tenant.") % {"name": account.name})
    return account


def _require_condition(rule: CategoryRule) -> None:
    if any(getattr(rule, condition) for condition in CONDITIONS):
        return
    if rule.account is None:
        raise Refused(_("Set at least one condition. A rule without any would take every mail."))
    if rule.account.is_general:
        raise Refused(_("Set one more condition. This rule would take every mail of a general account."))


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
