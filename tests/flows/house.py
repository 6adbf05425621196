"""A tenant with everything in it, each text marked, so that one can see where a text of it turns up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kontor.answers.enums import BudgetKind
from kontor.answers.models import AutomaticBudget
from kontor.audit.domain.recording import record_change
from kontor.channels.domain.troubles import note_trouble
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import ConnectionTest, MailAccount
from kontor.customers.domain.contacts import link_customers
from kontor.customers.models import Customer
from kontor.intake.domain.block_list import block
from kontor.intake.domain.rule_dry_runs import start_dry_run
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, Grant, SystemGroup, TenantSetup
from kontor.people.domain.absences import plan_absence
from kontor.people.models import BreakReason, Role, User
from kontor.routing.domain.conditions import subject_has
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.keyword_sets import create_keyword_set
from kontor.routing.domain.rules import create_rule
from kontor.routing.domain.versions import activate_draft
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import AppSetting, Tenant
from kontor.tickets.enums import Cause
from kontor.tickets.models import Recomputation, Ticket
from tests.factories.channels import make_account, make_no_reply_address, make_tenant_accounts
from tests.factories.customers import make_customer
from tests.factories.learning import make_model
from tests.factories.org import (
    make_agent_group,
    make_category,
    make_closing_code,
    make_grant,
    make_main_category,
    make_member,
    make_supervisor_group,
    make_system_group,
)
from tests.factories.people import make_user
from tests.factories.phone_systems import make_dialled_number, make_held_call, make_phone_system, make_trunk
from tests.factories.privacy import make_disclosure, make_erasure, make_hold
from tests.factories.reports import make_alarm
from tests.factories.sla import choose, make_calendar, make_exception, make_service_level
from tests.factories.tenants import make_tenant
from tests.flows import other_ways, rooms
from tests.flows.back_room import fill_back_room
from tests.flows.letter_room import fill_letters
from tests.flows.mail_room import fill_ledger, fill_tickets
from tests.flows.readiness_room import fill_readiness
from tests.flows.stationery_room import fill_stationery
from tests.support.scoping import in_scope

Mark = Callable[[str], str]


MARKER = re.compile(rb"zqxgeh([a-z]+)", re.IGNORECASE)
"""What each text of the other house bears, see the fixture ``theirs``."""


@dataclass
class House:
    """The tenant, its people, and a row for every place in an address."""

    mark: Mark
    tenant: Tenant
    agent: User
    supervisor: User
    administrator: User
    places: dict[str, Any]
    tickets: list[Ticket]


def furnish(mark: Mark, *, code: str, agent: Role, supervisor: Role, administrator: Role) -> House:
    """``mark("note")`` is the text that stands where a note stands, and so on."""
    tenant = make_tenant(mark("tenant"), code=code, description=mark("description"))
    system = make_system_group(tenant, mark("systemgroup"))
    leading = make_supervisor_group(system, mark("supervisorgroup"))
    group = make_agent_group(leading, mark("agentgroup"))
    people = [
        make_user(mark(name), username=mark(f"{name}login"), email=f"{mark(name)}@people.example")
        for name in ("agent", "supervisor", "administrator")
    ]
    make_member(people[0], group, agent)
    make_grant(people[1], supervisor, leading)
    make_grant(people[2], administrator, system)
    house = House(mark, tenant, people[0], people[1], people[2], {}, [])
    category = _fill_organisation(house, system, group)
    account = _fill_accounts(house, category)
    customer = _fill_customers(house)
    fill_tickets(house, category, account, customer)
    fill_ledger(house, account)
    _fill_phone_system(house)
    rooms.fill_texts(house, category)
    rooms.fill_reviews(house, category)
    rooms.fill_escalations(house)
    rooms.fill_agreement(house, category)
    rooms.fill_replay(house)
    other_ways.fill_calls(house)
    other_ways.fill_postal_addresses(house, customer)
    other_ways.fill_scans(house, house.tickets[0])
    fill_stationery(house)
    fill_letters(house)
    fill_readiness(house, account)
    fill_back_room(house)
    return house


def _fill_phone_system(house: House) -> None:
    """The tenant has a telephone system to itself, with a trunk and a number."""
    system = make_phone_system(house.mark("phonesystem"), all_tenants=False, tenants=[house.tenant])
    trunk = make_trunk(system, house.tenant, house.mark("trunk"), signalled_number=house.mark("signalled"))
    number = make_dialled_number(system, house.tenant)
    house.places |= {"system_id": system.pk, "trunk_id": trunk.pk, "number_id": number.pk}
    house.places["held_id"] = make_held_call(system).pk


def _fill_organisation(house: House, system: SystemGroup, group: AgentGroup) -> Category:
    mark, tenant = house.mark, house.tenant
    main = make_main_category(tenant, mark("maincategory"))
    category = make_category(group, mark("category"), main_category=main, description=mark("categorydescription"))
    gone = make_category(group, mark("deletedcategory"), deleted_at=clock.now())
    closing_code = make_closing_code(category, "K1", mark("closingcode"))
    calendar = make_calendar(tenant, mark("calendar"))
    make_exception(calendar, clock.now().date(), mark("exception"))
    level = make_service_level(tenant, mark("servicelevel"))
    choose(category, SERVICE_LEVEL, level)
    choose(category, BUSINESS_HOURS, calendar)
    with in_scope(tenant):
        keywords = create_keyword_set(tenant.pk, name=mark("keywordset"), lines=[mark("keyword")], by=None)
        conditions = [subject_has(mark("ruleword"), sets=(keywords.pk,))]
        rule = create_rule(category, name=mark("rule"), conditions=conditions, by=None)
        run = start_dry_run(tenant.pk, by=None)
        recomputation = Recomputation.objects.create(
            tenant=tenant, cause=Cause.TENANT, thing=tenant.pk, total=3, begun_at=clock.now()
        )
        rule_version = activate_draft(tenant.pk, note=mark("versionnote"), by=None)
        AppSetting.objects.create(
            tenant=tenant, app="billing", key=mark("settingkey"), kind=AppSetting.Kind.TEXT, value=mark("setting")
        )
        TenantSetup.objects.create(tenant=tenant, step="accounts", skipped=[mark("setupskipped")])
        entry = {"name": [mark("auditold"), mark("auditnew")]}
        record_change("changed", category, by=house.administrator, tenant_id=tenant.pk, changes=entry)
        AutomaticBudget.objects.create(
            tenant=tenant, kind=BudgetKind.ADDRESS, key=f"{mark('budget')}@post.example", used=1, until=clock.now()
        )
        blocked = block(tenant, f"{mark('blocked').replace(' ', '-')}.example", note=mark("blocknote"), by=house.agent)
        grant = Grant.objects.get(user=house.agent)
    alarm = make_alarm(tenant, mark("alarm"), raised_at=clock.now())
    now = clock.now()
    absence = plan_absence(
        house.agent,
        since=now + timedelta(days=1),
        until=now + timedelta(days=3),
        substitute=house.supervisor,
        note=mark("absencenote"),
        by=house.supervisor,
    )
    reason, _made = BreakReason.objects.get_or_create(name="Lunch", sort_key="lunch")
    house.places |= {
        "absence_id": absence.pk,
        "alarm_id": alarm.pk,
        "reason_id": reason.pk,
        "tenant_id": tenant.pk,
        "level": "agent",
        "period": "last-30-days",
        "figure": "answered",
        "group_id": group.pk,
        "category_id": category.pk,
        "deleted_category_id": gone.pk,
        "closing_code_id": closing_code.pk,
        "calendar_id": calendar.pk,
        "level_id": level.pk,
        "rule_id": rule.pk,
        "set_id": keywords.pk,
        "run_id": run.pk,
        "recomputation_id": recomputation.pk,
        "version_id": rule_version.pk,
        "model_id": make_model(tenant, categories=[category], active=True).pk,
        "block_id": blocked.pk,
        "user_id": house.agent.pk,
        "role_id": grant.role_id,
        "grant_id": grant.pk,
        "kind": category._meta.label_lower,
        "object_id": category.pk,
        "setting": "tickets-reopen_days",
        "system_group_id": system.pk,
    }
    return category


def _fill_accounts(house: House, category: Category) -> MailAccount:
    mark, tenant = house.mark, house.tenant
    account = make_account(
        tenant,
        f"{mark('account')}@mail.example",
        name=mark("accountname"),
        sender_name=mark("sendername"),
        host=f"{mark('host')}.mail.example",
        error_kind="busy",
        error_values={"host": "mail.example", "detail": mark("accounterror")},
        failing_since=clock.now(),
    )
    no_reply = make_no_reply_address(tenant, f"{mark('noreply')}@mail.example", display_name=mark("noreplyname"))
    make_tenant_accounts(tenant, incoming=account, sending=account)
    with in_scope(tenant):
        set_fallback(account, category, by=house.administrator)
        note_trouble(account, ConnectionFailed(Kind.BUSY, host="mail.example", detail=mark("trouble")))
        ConnectionTest.objects.create(
            tenant=tenant,
            account=account,
            account_owner=account.owner,
            language="en",
            steps={"sign_in": {"state": "failed", "sentence": mark("teststep")}},
            asked_at=clock.now(),
            finished_at=clock.now(),
        )
    house.places |= {"account_id": account.pk, "no_reply_id": no_reply.pk}
    return account


def _fill_customers(house: House) -> Customer:
    mark = house.mark
    customer, other = (
        make_customer(
            house.tenant,
            mark(name),
            email=f"{mark(name)}@post.example",
            number=mark(f"{name}number"),
            remarks=mark("remarks"),
        )
        for name in ("customer", "relative")
    )
    with in_scope(house.tenant):
        link_customers(customer, other)
        address = customer.addresses.get()
    house.places |= {"customer_id": customer.pk, "other_id": other.pk, "address_id": address.pk}
    house.places |= {
        "erasure_id": make_erasure(house.tenant, customer.pk, reason=mark("erasurereason")).pk,
        "hold_id": make_hold(other, mark("holdreason")).pk,
        "disclosure_id": make_disclosure(customer, mark("disclosed").encode()).pk,
    }
    return customer
