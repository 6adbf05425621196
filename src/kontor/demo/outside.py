"""The demo's address books, and the accounts to which people outside answer."""

from __future__ import annotations

from kontor.channels.domain.tenant_accounts import change_tenant_accounts, tenant_accounts
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.customers.domain.experts import ExpertValues, create_expert
from kontor.demo.content.organization import TENANTS
from kontor.demo.content.outside import ACCOUNTS, EXPERTS
from kontor.demo.mailserver.place import Place
from kontor.demo.organization import Built, build_account
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def outside_mailboxes() -> list[str]:
    """Those of the people outside; one can be them, too."""
    return [expert.address for experts in EXPERTS.values() for expert in experts]


def system_addresses() -> list[str]:
    """The companies' own addresses for answers from outside."""
    return [f"{local}@{plan.domain}" for plan in TENANTS for local in ACCOUNTS.values()]


def build_outside(built: list[Built], place: Place) -> None:
    """For each company an account for inquiries, one for forwards, and its people outside."""
    with scope(INSTALLATION, *every_tenant()):
        for one in built:
            accounts = {kind: _account(one, kind, place) for kind in ACCOUNTS}
            chosen = {"inquiries": accounts["second_level"], "forwards": accounts["reply"]}
            change_tenant_accounts(one.tenant, chosen, version=tenant_accounts(one.tenant).version, by=None)
            for expert in EXPERTS[one.plan.code]:
                values = ExpertValues(expert.name, expert.address, company=expert.company, purposes=expert.purposes)
                create_expert(one.tenant, values, by=None)


def _account(one: Built, kind: str, place: Place) -> MailAccount:
    address = f"{ACCOUNTS[kind]}@{one.plan.domain}"
    return build_account(one.tenant, one.plan, place, address=address, kind=AccountKind(kind))
