"""Reads of category rules and fallbacks for the screens of administration."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.domain.category_queries import Reader, tenants_for
from kontor.org.models import Category
from kontor.routing.models import AccountFallback, CategoryRule, DryRun, KeywordSet, RuleVersion
from kontor.tenants.models import Tenant


def administered_rules(access: Reader) -> QuerySet[CategoryRule]:
    """The rules a person may look at in the administration, tenant by tenant in the order they are tried."""
    return rules_in_scope().filter(tenant__in=tenants_for(access, "categories.read"))


def rules_in_scope() -> QuerySet[CategoryRule]:
    """Those of the scope's living tenants, whoever may look at them."""
    rows = CategoryRule.objects.filter(tenant__deleted_at=None)
    return rows.select_related("tenant", "category", "account").order_by("tenant__sort_key", "position", "id")


def tenants_in_scope() -> QuerySet[Tenant]:
    """The scope's living tenants, whoever may look at them."""
    return Tenant.objects.living()


def keyword_sets_in_scope() -> QuerySet[KeywordSet]:
    """Those of the scope's living tenants, tenant by tenant in the order of their names."""
    rows = KeywordSet.objects.filter(tenant__deleted_at=None)
    return rows.select_related("tenant").order_by("tenant__sort_key", "sort_key")


def keyword_sets_of(tenant_ids: tuple[int, ...]) -> QuerySet[KeywordSet]:
    """The keyword sets of these tenants."""
    return keyword_sets_in_scope().filter(tenant_id__in=tenant_ids)


def active_versions(tenant_ids: tuple[int, ...]) -> dict[int, RuleVersion]:
    """By tenant the version that counts."""
    rows = RuleVersion.objects.filter(tenant_id__in=tenant_ids, active=True)
    return {version.tenant_id: version for version in rows.select_related("activated_by")}


def versions_in_scope() -> QuerySet[RuleVersion]:
    """Those of the scope's living tenants, the newest first, with who made and who activated them."""
    rows = RuleVersion.objects.filter(tenant__deleted_at=None).order_by("tenant__sort_key", "-number")
    return rows.select_related("tenant", "by", "activated_by")


def versions_of(tenant_id: int) -> QuerySet[RuleVersion]:
    """Those of a tenant, the newest first."""
    return versions_in_scope().filter(tenant_id=tenant_id)


def dry_runs_in_scope() -> QuerySet[DryRun]:
    """Those of the scope's living tenants, with tenant and who started them."""
    return DryRun.objects.filter(tenant__deleted_at=None).select_related("tenant", "by")


def latest_dry_runs(tenant_ids: tuple[int, ...]) -> dict[int, DryRun]:
    """By tenant the newest."""
    rows = DryRun.objects.filter(tenant_id__in=tenant_ids).order_by("tenant_id", "-at").distinct("tenant_id")
    return {run.tenant_id: run for run in rows.defer("content", "changes")}


def category_names(ids: Iterable[int]) -> dict[int, str]:
    """Of categories of the scope, deleted ones too."""
    return dict(Category.objects.filter(pk__in=ids).values_list("pk", "name"))


def rules_of_category(category: Category) -> list[CategoryRule]:
    """The rules that lead into the category, in the order they are tried."""
    return list(CategoryRule.objects.filter(category=category).select_related("category", "account", "tenant"))


def fallback_accounts(category: Category) -> list[MailAccount]:
    """The accounts whose unclaimed mail goes into the category."""
    ids = AccountFallback.objects.filter(category=category).values("account_id")
    return list(MailAccount.objects.living().filter(pk__in=ids))


def incoming_accounts(tenant_ids: tuple[int, ...], *, general: bool) -> QuerySet[MailAccount]:
    """The living incoming accounts of these tenants, and the general ones if wanted; tenant by tenant."""
    accounts = MailAccount.objects.living().filter(kind=AccountKind.INCOMING)
    own = accounts.filter(tenant_id__in=tenant_ids, tenant__deleted_at=None)
    rows = own | accounts.filter(tenant=None) if general else own
    return rows.select_related("tenant").order_by("tenant__sort_key", "sort_key")
