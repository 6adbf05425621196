from __future__ import annotations

from typing import Any

from kontor.channels.models import MailAccount, NoReplyAddress, TenantAccounts
from kontor.kernel.text import sort_key_german
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_account(tenant: Tenant | None, address: str = "", **values: Any) -> MailAccount:
    """A mail account of the tenant, or a general one. Its servers do not exist unless hosts and ports are given."""
    address = address or f"service{next_number()}@mail.example"
    name = values.pop("name", address)
    values.setdefault("host", "imap.mail.example")
    values.setdefault("smtp_host", "smtp.mail.example")
    values.setdefault("username", address)
    values.setdefault("password", "mailbox secret")
    values.setdefault("smtp_username", address)
    values.setdefault("smtp_password", "mailbox secret")
    with in_scope(tenant or INSTALLATION):
        return MailAccount.objects.create(
            tenant=tenant,
            name=name,
            sort_key=sort_key_german(name),
            address=address,
            address_key=address.casefold(),
            **values,
        )


def make_no_reply_address(tenant: Tenant, address: str = "", **values: Any) -> NoReplyAddress:
    address = address or f"no-reply{next_number()}@mail.example"
    with in_scope(tenant):
        return NoReplyAddress.objects.create(tenant=tenant, address=address, address_key=address.casefold(), **values)


def make_tenant_accounts(tenant: Tenant, **accounts: MailAccount | None) -> TenantAccounts:
    """The tenant's defaults: ``incoming``, ``sending``, ``inquiries``, ``forwards``."""
    owners = {f"{use}_owner": account.owner if account else None for use, account in accounts.items()}
    with in_scope(tenant):
        row, _made = TenantAccounts.objects.update_or_create(tenant=tenant, defaults={**accounts, **owners})
    return row
