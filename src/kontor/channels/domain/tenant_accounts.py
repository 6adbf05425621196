"""Which accounts are a tenant's defaults."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.kernel.errors import Refused
from kontor.tenants.models import Tenant

USES = ("incoming", "sending", "inquiries", "forwards")


def tenant_accounts(tenant: Tenant) -> TenantAccounts:
    """The tenant's row of defaults; there is one from its creation on."""
    return TenantAccounts.objects.select_related(*USES).get_or_create(tenant=tenant)[0]


def choosable_accounts(tenant: Tenant) -> QuerySet[MailAccount]:
    """The living accounts the tenant may name: its own first, then the general ones."""
    rows = MailAccount.objects.living().filter(Q(tenant=tenant) | Q(tenant=None))
    return rows.order_by("-owner_key", "sort_key")


@transaction.atomic(savepoint=False)
def change_tenant_accounts(
    tenant: Tenant,
    accounts: Mapping[str, MailAccount | None],
    *,
    version: int,
    by: AbstractBaseUser | None,
) -> TenantAccounts:
    """Set defaults by use (``USES``). Refused for a deleted or foreign account, and when somebody else saved."""
    row = tenant_accounts(tenant)
    row = TenantAccounts.objects.select_for_update(of=("self",)).select_related(*USES).get(pk=row.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed the account settings in the meantime. Nothing was overwritten."))
    before = _names(row)
    for use, account in accounts.items():
        _set(row, use, account)
    row.version += 1
    row.save()
    changes = difference(before, _names(row))
    record_change("accounts chosen", row, by=by, tenant_id=tenant.pk, changes=changes, label=tenant.name)
    return row


def _set(row: TenantAccounts, use: str, account: MailAccount | None) -> None:
    if use not in USES:
        raise TypeError(f"A tenant has no default account for {use}.")
    if account is not None:
        if account.tenant_id not in (None, row.tenant_id):
            raise Refused(_("“%(name)s” belongs to another tenant and cannot be chosen here.") % {"name": account.name})
        if account.deleted_at:
            raise Refused(_("“%(name)s” is deleted and cannot be chosen.") % {"name": account.name})
    setattr(row, use, account)
    setattr(row, f"{use}_owner", account.owner if account else None)


def _names(row: TenantAccounts) -> dict[str, str]:
    accounts = {use: getattr(row, use) for use in USES}
    return {use: f"{account.name} <{account.address}>" if account else "" for use, account in accounts.items()}
