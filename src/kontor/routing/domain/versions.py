"""Versions of a tenant's rules: the draft is put into force, an earlier version again, the draft is given up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.content import Content, RuleContent, SetContent
from kontor.routing.domain.drafts import draft_content
from kontor.routing.models import CategoryRule, KeywordSet, RuleVersion
from kontor.tenants.models import Tenant

LONGEST_NOTE = 200


@dataclass(frozen=True)
class LeftOut:
    """Rules of a version that could not be put into the draft: what they lead into or name is gone."""

    names: tuple[str, ...] = ()


@transaction.atomic(savepoint=False)
def activate_draft(tenant_id: int, *, by: User | None, note: str = "", seen: str | None = None) -> RuleVersion:
    """The draft counts from now on, as a new version. What is the same as an earlier one gets a number of its own.

    ``seen`` is the digest of the draft that the person had in front of them; refused when it is another by now, and
    when the draft says what counts already.
    """
    lock_rules(tenant_id)
    content = draft_content(tenant_id)
    if seen is not None and content.digest != seen:
        raise Refused(_("Somebody else has changed the rules in the meantime. Look at the changes again."))
    active = active_version(tenant_id)
    if active and active.digest == content.digest:
        raise Refused(_("There is nothing to activate: the rules in force say the same."))
    number = RuleVersion.objects.filter(tenant_id=tenant_id).aggregate(last=Max("number"))["last"] or 0
    version = RuleVersion(
        tenant_id=tenant_id,
        number=number + 1,
        content=content.to_json(),
        digest=content.digest,
        note=one_line(note)[:LONGEST_NOTE],
        by=by,
        at=clock.now(),
    )
    return _put_in_force(version, active, by)


@transaction.atomic(savepoint=False)
def activate_version(version: RuleVersion, *, by: User | None) -> RuleVersion:
    """An earlier version counts again from now on. The draft stays as it is."""
    lock_rules(version.tenant_id)
    version = RuleVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.active:
        raise Refused(_("Version %(number)s is in force already.") % {"number": version.number})
    return _put_in_force(version, active_version(version.tenant_id), by)


@transaction.atomic(savepoint=False)
def load_into_draft(version: RuleVersion, *, by: User | None) -> LeftOut:
    """The draft says what the version says; what it said before is gone. The audit log keeps that it happened.

    Rules whose row is there still keep their id, so that histories lead to them. Rules into a category that is
    deleted, or of an account that is, are left out and named.
    """
    lock_rules(version.tenant_id)
    content = Content.from_json(version.content)
    if draft_content(version.tenant_id).digest == content.digest:
        return LeftOut()
    fitting = _fitting(content, version.tenant_id)
    _write_sets(content.sets, version.tenant_id)
    _write_rules(fitting, version.tenant_id)
    record_change(
        "changed",
        version,
        by=by,
        tenant_id=version.tenant_id,
        label=label(version),
        changes={"draft": ["", label(version)]},
    )
    kept = {rule.id for rule in fitting}
    return LeftOut(tuple(rule.name or str(rule.id) for rule in content.rules if rule.id not in kept))


def discard_draft(tenant_id: int, *, by: User | None) -> LeftOut:
    """The draft says again what counts. Refused when nothing counts yet."""
    active = active_version(tenant_id)
    if active is None:
        raise Refused(_("No version is in force yet, so there is nothing to go back to."))
    return load_into_draft(active, by=by)


def active_version(tenant_id: int) -> RuleVersion | None:
    return RuleVersion.objects.filter(tenant_id=tenant_id, active=True).first()


def label(version: RuleVersion) -> str:
    return _("Version %(number)s of the category rules") % {"number": version.number}


def lock_rules(tenant_id: int) -> None:
    """Nobody else changes rules, keyword sets or versions of the tenant meanwhile."""
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant_id)


def _put_in_force(version: RuleVersion, before: RuleVersion | None, by: User | None) -> RuleVersion:
    RuleVersion.objects.filter(tenant_id=version.tenant_id, active=True).update(active=False)
    version.active, version.activated_by, version.activated_at = True, by, clock.now()
    version.save()
    changes = {"version": [before.number if before else "", version.number]}
    if version.note:
        changes["note"] = ["", version.note]
    record_change("activated", version, by=by, tenant_id=version.tenant_id, label=label(version), changes=changes)
    return version


def _fitting(content: Content, tenant_id: int) -> list[RuleContent]:
    categories = set(Category.objects.filter(tenant_id=tenant_id, deleted_at=None).values_list("pk", flat=True))
    accounts = {account.pk for account in MailAccount.objects.living() if account.tenant_id in (None, tenant_id)}
    return [
        rule
        for rule in content.rules
        if rule.category in categories and (rule.account is None or rule.account in accounts)
    ]


def _write_rules(rules: list[RuleContent], tenant_id: int) -> None:
    rows = {row.pk: row for row in CategoryRule.objects.filter(tenant_id=tenant_id)}
    CategoryRule.objects.filter(pk__in=rows.keys() - {rule.id for rule in rules}).delete()
    owners = dict(MailAccount.objects.filter(pk__in=[rule.account for rule in rules]).values_list("pk", "tenant_id"))
    for position, rule in enumerate(rules, start=1):
        row = rows.get(rule.id) or CategoryRule(pk=rule.id, tenant_id=tenant_id, version=0)
        row.category_id, row.name, row.position = rule.category, rule.name, position
        row.account_id = rule.account
        row.account_owner = (owners[rule.account] or 0) if rule.account else None
        row.conditions = [condition.to_json() for condition in rule.conditions]
        row.threshold, row.active = rule.threshold, rule.active
        row.version += 1
        row.save(force_insert=rule.id not in rows)


def _write_sets(sets: tuple[SetContent, ...], tenant_id: int) -> None:
    """All of them anew under their ids: two may have changed their names for each other's."""
    versions = dict(KeywordSet.objects.filter(tenant_id=tenant_id).values_list("pk", "version"))
    KeywordSet.objects.filter(tenant_id=tenant_id).delete()
    KeywordSet.objects.bulk_create(
        KeywordSet(
            pk=each.id,
            tenant_id=tenant_id,
            name=each.name,
            sort_key=sort_key_german(each.name),
            lines=list(each.lines),
            stems=each.stems,
            version=versions.get(each.id, 0) + 1,
        )
        for each in sets
    )
