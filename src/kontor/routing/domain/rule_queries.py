"""Reads of category rules and fallbacks for the screens of administration."""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.domain.category_queries import Reader, tenants_for
from kontor.org.models import Category
from kontor.routing.models import AccountFallback, CategoryRule


def administered_rules(access: Reader) -> QuerySet[CategoryRule]:
    """The rules a person may look at in the administration, tenant by tenant in the order they are tried."""
    return rules_in_scope().filter(tenant__in=tenants_for(access, "categories.read"))


def rules_in_scope() -> QuerySet[CategoryRule]:
    """Those of the scope's living tenants, whoever may look at them."""
    rows = CategoryRule.objects.filter(tenant__deleted_at=None)
    return rows.select_related("tenant", "category", "account").order_by("tenant__sort_key", "position", "id")


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
