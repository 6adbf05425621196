"""The door to mail accounts: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from kontor.channels.domain.account_uses import administered_accounts
from kontor.channels.models import MailAccount
from kontor.org.middleware import DeskRequest
from kontor.routing.models import AccountFallback
from kontor.supervisor.doors import allowed, need


def readable_accounts(
    request: DeskRequest, *, system: bool | None = None, deleted: bool = False
) -> QuerySet[MailAccount]:
    """The accounts the person may look at; general ones are for those whose right holds for the installation."""
    tenants = request.access.tenants_with("accounts.read")
    general = request.access.may("accounts.read", tenant_id=0)
    return administered_accounts(tenants, general=general, system=system, deleted=deleted)


def get_account(request: DeskRequest, account_id: int, *, may: str) -> MailAccount:
    """A living account with its tenant and its account for sending."""
    tenants, installation = request.access.tenants, request.access.may("accounts.read", tenant_id=0)
    rows = administered_accounts(tenants, general=installation).select_related("alternative")
    account = rows.filter(pk=account_id).first()
    if account is None:
        raise Http404
    need(request, may, tenant_id=account.owner)
    return account


def get_accounts(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[MailAccount]:
    """Those of the ids the person may look at; refused when the right is missing for one of them."""
    return allowed(request, readable_accounts(request, deleted=deleted).filter(pk__in=ids).order_by("sort_key"), may)


def fallback_id(account: MailAccount) -> int | None:
    """The category in which the account's mail is put when no rule knows a place."""
    rows = AccountFallback.objects.filter(account=account, category__deleted_at=None)
    return rows.values_list("category_id", flat=True).first()


def may_write(request: DeskRequest, account: MailAccount) -> bool:
    """The person may change this account; a new one: in some tenant, or for the installation."""
    if account.pk is None:
        return request.access.may_anywhere("accounts.write")
    return request.access.may("accounts.write", tenant_id=account.owner)
