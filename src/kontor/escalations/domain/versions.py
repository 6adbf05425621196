"""A rule is put in force as a version; an earlier one counts again. What a version says never changes."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.entries import clean_content
from kontor.escalations.domain.rules import lock_rule, save_rule
from kontor.escalations.models import EscalationRule, EscalationVersion
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User

SWEEP = "kontor.escalations.tasks.sweep_rules"


@transaction.atomic(savepoint=False)
def put_in_force(rule: EscalationRule, *, version: int, by: User | None) -> EscalationVersion:
    """What the draft says counts from now on, and the rule is switched on. Tickets are looked at at once.

    As a new version it acts once on tickets too on which an earlier one has acted.
    """
    rule = lock_rule(rule, version)
    content = clean_content(Content.from_json(rule.content), rule.tenant_id)
    present = version_in_force(rule)
    if present and (present.content, present.name) == (content.to_json(), rule.name):
        raise Refused(_("Version %(number)s, which is in force, says the same.") % {"number": present.number})
    last = rule.versions.aggregate(last=Max("number"))["last"] or 0
    made = EscalationVersion.objects.create(
        tenant_id=rule.tenant_id,
        rule=rule,
        number=last + 1,
        name=rule.name,
        content=content.to_json(),
        by=by,
        at=clock.now(),
    )
    _count(rule, made, by)
    return made


@transaction.atomic(savepoint=False)
def put_back_in_force(version: EscalationVersion, *, by: User | None) -> EscalationVersion:
    """An earlier version counts again, and stands in the draft. What it has done before it does not do again."""
    rule = lock_rule(version.rule)
    if rule.number == version.number:
        raise Refused(_("This version is in force already."))
    rule.content = clean_content(Content.from_json(version.content), rule.tenant_id).to_json()
    _count(rule, version, by)
    return version


def version_in_force(rule: EscalationRule) -> EscalationVersion | None:
    return rule.versions.filter(number=rule.number).first()


def versions_of(rule: EscalationRule) -> QuerySet[EscalationVersion]:
    """The newest first, with who put them in force."""
    return rule.versions.select_related("by").order_by("-number")


def versions_that_count(tenant_id: int) -> list[EscalationVersion]:
    """What is in force and switched on, in the tenant's order. While the tenant is switched off or deleted its rules
    rest: nobody could do what they ask for."""
    return list(EscalationVersion.objects.raw(_COUNTING, [tenant_id]))


def still_counts(version: EscalationVersion) -> bool:
    """It is still in force and its rule switched on; which stays so, for the rule is locked."""
    with connection.cursor() as cursor:
        cursor.execute(_STILL, [version.rule_id, version.number])
        return cursor.fetchone() is not None


_COUNTING = """
SELECT version.* FROM escalations_escalationversion version
JOIN escalations_escalationrule rule ON rule.id = version.rule_id AND rule.number = version.number
JOIN tenants_tenant tenant ON tenant.id = version.tenant_id AND tenant.active AND tenant.deleted_at IS NULL
WHERE version.tenant_id = %s AND rule.active AND rule.deleted_at IS NULL
ORDER BY rule.position, rule.id
"""

_STILL = """
SELECT FROM escalations_escalationrule WHERE id = %s AND number = %s AND active AND deleted_at IS NULL
FOR NO KEY UPDATE
"""


def _count(rule: EscalationRule, version: EscalationVersion, by: User | None) -> None:
    changes = {"in force": [rule.number, version.number], "active": [rule.active, True]}
    rule.number, rule.active = version.number, True
    save_rule(rule)
    record_change("put in force", rule, by=by, tenant_id=rule.tenant_id, changes=changes)
    app.configure_task(SWEEP, queue="clock").defer(tenant_id=rule.tenant_id)
