"""The rules of release and sampling, as supervisors write them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.audit.domain.recording import difference, record_change
from kontor.kernel.errors import Refused
from kontor.org.models import Category, Membership
from kontor.people.models import User
from kontor.tenants.models import Tenant

FIELDS = ("purpose", "category", "agent", "finding", "percent")


@dataclass(frozen=True)
class RuleValues:
    """What is empty does not matter."""

    purpose: ReviewPurpose
    category: Category | None = None
    agent: User | None = None
    finding: str = ""
    percent: int = 100


def rules_in_scope() -> QuerySet[ReviewRule]:
    """Those of the scope's living tenants, with tenant, category and agent, whoever may look at them."""
    rows = ReviewRule.objects.select_related("tenant", "category", "agent").filter(tenant__deleted_at=None)
    return rows.exclude(category__deleted_at__isnull=False)


def agents_of(tenant_ids: tuple[int, ...]) -> QuerySet[User]:
    """Who works for these tenants, by name."""
    members = Membership.objects.filter(tenant_id__in=tenant_ids, agent_group__deleted_at=None)
    return User.objects.living().filter(pk__in=members.values("user_id")).order_by("sort_key")


@transaction.atomic(savepoint=False)
def create_review_rule(tenant: Tenant, values: RuleValues, *, by: User | None) -> ReviewRule:
    """Refused when the tenant has this rule already, and for a category or agent of another tenant."""
    _require_fitting(tenant.pk, values)
    rule = ReviewRule(tenant=tenant, **_columns(values))
    _write(rule)
    changes = difference({}, _named(rule))
    record_change("created", rule, by=by, tenant_id=tenant.pk, changes=changes, label=rule_in_words(rule))
    return rule


@transaction.atomic(savepoint=False)
def change_review_rule(rule: ReviewRule, values: RuleValues, *, version: int, by: User | None) -> ReviewRule:
    """Refused when somebody else deleted it, or saved since ``version``, and as in ``create_review_rule``."""
    found = _locked(rule)
    if found is None:
        raise Refused(_("Somebody else has deleted this rule in the meantime."))
    rule = found
    if rule.version != version:
        raise Refused(_("Somebody else has changed this rule in the meantime. Nothing was overwritten."))
    _require_fitting(rule.tenant_id, values)
    before = _named(rule)
    for name, value in _columns(values).items():
        setattr(rule, name, value)
    rule.version += 1
    _write(rule)
    changes = difference(before, _named(rule))
    record_change("changed", rule, by=by, tenant_id=rule.tenant_id, changes=changes, label=rule_in_words(rule))
    return rule


@transaction.atomic(savepoint=False)
def delete_review_rule(rule: ReviewRule, *, by: User | None) -> None:
    """Answers that wait because of it wait until somebody decides, or their author takes them back. What somebody else
    has deleted meanwhile is no error."""
    found = _locked(rule)
    if found is None:
        return
    rule = found
    changes = {name: [value, None] for name, value in _named(rule).items()}
    record_change("deleted", rule, by=by, tenant_id=rule.tenant_id, changes=changes, label=rule_in_words(rule))
    rule.delete()


def rule_in_words(rule: ReviewRule) -> str:
    """Of which answers it speaks."""
    said = {"name": rule.agent.name if rule.agent else "", "category": rule.category.name if rule.category else ""}
    if rule.agent and rule.category:
        return _("Answers of %(name)s in the category “%(category)s”") % said
    if rule.agent:
        return _("Answers of %(name)s") % said
    if rule.category:
        return _("Answers in the category “%(category)s”") % said
    return _("All answers of the tenant")


def _locked(rule: ReviewRule) -> ReviewRule | None:
    return ReviewRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()


def _named(rule: ReviewRule) -> dict[str, object]:
    """The fields as the audit log keeps them: people and categories by their names."""
    names = {"category": rule.category.name if rule.category else "", "agent": rule.agent.name if rule.agent else ""}
    return {name: names.get(name, getattr(rule, name)) for name in FIELDS}


def _columns(values: RuleValues) -> dict[str, object]:
    return {name: getattr(values, name) for name in FIELDS}


def _require_fitting(tenant_id: int, values: RuleValues) -> None:
    if values.category and values.category.tenant_id != tenant_id:
        sentence = _("The category “%(name)s” belongs to another tenant.") % {"name": values.category.name}
        raise Refused(sentence, about="category")
    if values.agent and not agents_of((tenant_id,)).filter(pk=values.agent.pk).exists():
        raise Refused(_("%(name)s does not work for this tenant.") % {"name": values.agent.name}, about="agent")


def _write(rule: ReviewRule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        raise Refused(_("There is such a rule already. Change that one.")) from None
