"""The demo's companies, groups, categories, accounts and people."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.channels.domain.no_reply import add_no_reply_address
from kontor.channels.domain.tenant_accounts import change_tenant_accounts, tenant_accounts
from kontor.channels.enums import AccountKind, Security
from kontor.channels.models import MailAccount
from kontor.demo.content.organization import (
    ADMINISTRATOR,
    CLOSING_CODES,
    PASSWORD,
    PEOPLE,
    TENANTS,
    DemoCategory,
    DemoTenant,
)
from kontor.demo.mailserver.place import HOST, Place
from kontor.demo.promises import build_promises
from kontor.kernel.text import normalize_email, sort_key_german
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.closing_codes import assign_closing_codes, create_closing_code
from kontor.org.domain.first_administrator import create_first_administrator, default_roles
from kontor.org.domain.groups import create_agent_group, create_supervisor_group, create_system_group
from kontor.org.domain.memberships import give_role, set_memberships
from kontor.org.domain.tenants import create_tenant
from kontor.org.models import AgentGroup, Category, ClosingCode, SupervisorGroup
from kontor.people.domain.users import create_user
from kontor.people.enums import Module, StateAfterSignIn
from kontor.people.models import User
from kontor.people.preferences import STATE_AFTER_SIGN_IN
from kontor.routing.domain.conditions import text_has
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.rules import create_rule
from kontor.routing.domain.versions import activate_draft
from kontor.routing.preferences import CAPACITY
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

AGENT = {STATE_AFTER_SIGN_IN[Module.MAIL].key: StateAfterSignIn.READY.value, CAPACITY.key: 15}
"""Whoever signs in as an agent has some requests, is given a few more at once, and leaves enough to be taken."""

_NAMES = {AccountKind.INCOMING: "Service", AccountKind.SECOND_LEVEL: "Rückfragen", AccountKind.REPLY: "Weiterleitung"}


@dataclass(frozen=True)
class Built:
    """A company of the demo as it stands in the database."""

    plan: DemoTenant
    tenant: Tenant
    supervisors: SupervisorGroup
    agents: AgentGroup
    categories: dict[str, Category]
    account: MailAccount
    people: list[User]


def build_organization(place: Place) -> list[Built]:
    """The administrator, the companies, the people."""
    ada = ADMINISTRATOR
    create_first_administrator(ada.username, f"{ada.username}@kontor.example", ada.name, PASSWORD)
    built = [_build_tenant(plan, place) for plan in TENANTS]
    with scope(INSTALLATION, *every_tenant()):
        _build_people(built)
    return built


def _build_tenant(plan: DemoTenant, place: Place) -> Built:
    tenant = create_tenant(name=plan.name, code=plan.code, colour=plan.colour, description=plan.description, by=None)
    with scope(INSTALLATION, *every_tenant()):
        tenant = build_promises(tenant)
        system = create_system_group(tenant, name=plan.name, by=None)
        supervisors = create_supervisor_group(system, name=f"Leitung {plan.name}", by=None)
        agents = create_agent_group(supervisors, name=f"Kundenservice {plan.name}", by=None)
        categories = {one.name: _build_category(tenant, one, agents) for one in plan.categories}
        if any(one.words for one in plan.categories):
            activate_draft(tenant.pk, by=None)
        account = build_account(tenant, plan, place, address=plan.address)
        set_fallback(account, categories[plan.fallback], by=None)
        domain = plan.address.partition("@")[2]
        add_no_reply_address(tenant, address=f"nicht-antworten@{domain}", display_name=plan.sender_name, by=None)
        defaults = tenant_accounts(tenant)
        change_tenant_accounts(tenant, {"incoming": account, "sending": account}, version=defaults.version, by=None)
    return Built(plan, tenant, supervisors, agents, categories, account, [])


def _build_category(tenant: Tenant, plan: DemoCategory, agents: AgentGroup) -> Category:
    category = create_category(
        tenant, name=plan.name, groups=[agents], main_category=plan.main, description=plan.description, by=None
    )
    if plan.words:
        create_rule(category, by=None, name=f"Wörter: {plan.name}", conditions=[text_has(*plan.words)])
    if plan.closing_codes:
        assign_closing_codes(category, _closing_codes(tenant), required=True, version=category.version, by=None)
        category.refresh_from_db()
    return category


def _closing_codes(tenant: Tenant) -> list[ClosingCode]:
    """The tenant's closing codes; they are created with its first category that has some."""
    codes = list(ClosingCode.objects.living().filter(tenant=tenant))
    return codes or [create_closing_code(tenant, code=code, name=name, by=None) for code, name in CLOSING_CODES]


def build_account(
    tenant: Tenant, plan: DemoTenant, place: Place, *, address: str, kind: AccountKind = AccountKind.INCOMING
) -> MailAccount:
    """An account at the demo's mail server; a system account is called as its kind."""
    name = f"{_NAMES[kind]} {plan.name}"
    return MailAccount.objects.create(
        tenant=tenant,
        name=name,
        sort_key=sort_key_german(name),
        kind=kind,
        address=address,
        address_key=normalize_email(address),
        sender_name=plan.sender_name,
        host=HOST,
        port=place.imap_port,
        security=Security.PLAIN,
        username=address,
        password=place.password,
        smtp_host=HOST,
        smtp_port=place.smtp_port,
        smtp_security=Security.PLAIN,
    )


def _build_people(built: list[Built]) -> None:
    roles = default_roles()
    for plan in PEOPLE:
        user = create_user(
            username=plan.username,
            email=f"{plan.username}@kontor.example",
            name=plan.name,
            password=PASSWORD,
            languages=plan.languages,
            preferences=AGENT if plan.role == "agent" else {},
            by=None,
        )
        mine = [one for one in built if one.plan.code in plan.tenants]
        set_memberships(user, [one.agents for one in mine], by=None)
        for one in mine:
            group = one.supervisors if plan.role == "supervisor" else one.agents
            give_role(user, roles[plan.role], group, by=None)
            one.people.append(user)
