"""Which accounts are the tenant's defaults."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.tenant_accounts import USES, change_tenant_accounts, tenant_accounts
from kontor.tenant_files.domain.records import Field, Record
from kontor.tenant_files.domain.section import Entry, Single, Work
from kontor.tenant_files.domain.sections.accounts import find_account
from kontor.tenant_files.domain.shapes import Name
from kontor.tenants.models import Tenant


class DefaultAccounts(Single):
    key = "default_accounts"
    title = _("Default accounts")
    about = _("For incoming mail, for sending, for external inquiries and for forwards.")
    shape = Record({use: Field(Name("accounts")) for use in USES})

    def models(self) -> list[str]:
        return ["channels.tenantaccounts"]

    def entry(self, tenant: Tenant) -> Entry:
        row = tenant_accounts(tenant)
        chosen = {use: getattr(row, use) for use in USES}
        living = {use: account for use, account in chosen.items() if account and account.deleted_at is None}
        return {use: living[use].address if use in living else "" for use in USES}

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = tenant_accounts(work.tenant)
        accounts = {use: find_account(work, new[use]) for use in USES}
        change_tenant_accounts(work.tenant, accounts, version=row.version, by=work.by)
