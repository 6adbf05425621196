"""Twenty tenants with any number of tickets, a fifth of them open, written by plain SQL."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from kontor.channels.models import MailAccount
from kontor.kernel.text import sort_key_german
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.first_administrator import default_roles
from kontor.org.domain.groups import create_agent_group, create_supervisor_group, create_system_group
from kontor.org.domain.memberships import give_role, set_memberships
from kontor.org.domain.tenants import create_tenant
from kontor.people.domain.users import create_user
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.domain.numbers import number_for

TENANTS, CATEGORIES, COLOURS = 20, 8, 12
SAMPLE = 400
"""Open tickets of each tenant that get a number the desk accepts, so that their pages can be asked for."""


@dataclass(frozen=True)
class House:
    """The organisation of the figures."""

    tenants: list[Tenant]
    one: User
    """Works for the first tenant."""
    ten: User
    """Works for all of them."""
    taker: User
    """The same, and takes from the queue, so that the others' desks stay as they are."""
    accounts: list[MailAccount]


def build_house() -> House:
    """Twenty tenants with groups, categories, an account each, and three agents."""
    tenants, groups, accounts = [], [], []
    for index in range(TENANTS):
        tenant = create_tenant(name=f"Tenant {index}", code=f"T{index:02}", colour=index % COLOURS + 1, by=None)
        with scope(INSTALLATION, *every_tenant()):
            system = create_system_group(tenant, name="System", by=None)
            supervisors = create_supervisor_group(system, name="Supervisors", by=None)
            agents = create_agent_group(supervisors, name="Agents", by=None)
            categories = [
                create_category(tenant, name=f"Category {number}", groups=[agents], main_category="All", by=None)
                for number in range(CATEGORIES)
            ]
            account = MailAccount.objects.create(
                tenant=tenant,
                name="Service",
                sort_key=sort_key_german("Service"),
                address=f"service@t{index}.example",
                address_key=f"service@t{index}.example",
                host="127.0.0.1",
                username="service",
                smtp_host="127.0.0.1",
            )
            set_fallback(account, categories[0], by=None)
        tenants.append(tenant)
        groups.append(agents)
        accounts.append(account)
    with scope(INSTALLATION, *every_tenant()):
        role = default_roles()["agent"]
        people: list[User] = []
        for name, mine in (("one", groups[:1]), ("ten", groups), ("taker", groups)):
            user = create_user(username=name, email=f"{name}@bench.example", name=name, password="", by=None)
            set_memberships(user, mine, by=None)
            for group in mine:
                give_role(user, role, group, by=None)
            people.append(user)
    one, ten, taker = people
    return House(tenants, one, ten, taker, accounts)


def house_found() -> House:
    """The house of a database that was filled before."""
    with scope(INSTALLATION, *every_tenant()):
        people = {user.username: user for user in User.objects.filter(username__in=("one", "ten", "taker"))}
        return House(
            list(Tenant.objects.order_by("pk")[:TENANTS]),
            people["one"],
            people["ten"],
            people["taker"],
            list(MailAccount.objects.order_by("tenant_id", "pk")),
        )


def fill(house: House, up_to: int, *, already: int = 0) -> None:
    """Bring every tenant to its share of ``up_to`` tickets, a message and two steps of history each."""
    share, before = up_to // TENANTS, already // TENANTS
    for index, tenant in enumerate(house.tenants):
        with scope(tenant.pk), connection.cursor() as cursor:
            values = {
                "tenant": tenant.pk,
                "first": before + 1,
                "last": share,
                "base": 50_000_000_000 + index * 100_000_000,  # a digit too many: intake never draws one of these
                "account": house.accounts[index].pk,
            }
            for statement in _FILL:
                cursor.execute(statement, values)
            _give_real_numbers(800_000_000 + 10 * already + index * SAMPLE)


def _give_real_numbers(first: int) -> None:
    """To those that stand first in line: what is filled in later has waited longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tickets_ticket WHERE state = 'queued' ORDER BY rank_at LIMIT %s", [SAMPLE])
        rows = [(number_for(first + place), row[0]) for place, row in enumerate(cursor.fetchall())]
        cursor.executemany("UPDATE tickets_ticket SET number = %s WHERE id = %s", rows)


_FILL = [
    """
    INSERT INTO customers_customer (tenant_id, name, sort_key, salutation, number, language, remarks,
        show_remote_images, version, created_at)
    SELECT %(tenant)s, 'Customer ' || n, 'customer ' || n, '', '', 'de', '', false, 1, now()
    FROM generate_series(%(first)s::int, %(last)s::int) n WHERE n %% 10 = 0
    """,
    """
    WITH category AS (SELECT array_agg(id ORDER BY id) AS ids FROM org_category WHERE tenant_id = %(tenant)s),
         customer AS (SELECT array_agg(id) AS ids FROM customers_customer WHERE tenant_id = %(tenant)s)
    INSERT INTO tickets_ticket (tenant_id, number, kind, channel, state, subject, language, category_id, customer_id,
        account_id, account_owner, received_at, rank_at, changed_at, closed_at, unread, has_attachments,
        delivery_failed)
    SELECT %(tenant)s, %(base)s + n, 'mail', 'mail', CASE WHEN n %% 5 = 0 THEN 'queued' ELSE 'closed' END,
        'Delivery ' || n || ' has not arrived', 'de', category.ids[1 + n %% cardinality(category.ids)],
        customer.ids[1 + n %% cardinality(customer.ids)], %(account)s, %(tenant)s,
        now() - make_interval(mins => %(last)s - n), now() - make_interval(mins => %(last)s - n), now(),
        CASE WHEN n %% 5 <> 0 THEN least(now(), now() - make_interval(mins => %(last)s - n) + interval '1 day') END,
        true, false, false
    FROM generate_series(%(first)s::int, %(last)s::int) n, category, customer
    """,
    """
    INSERT INTO tickets_message (tenant_id, ticket_id, channel, direction, kind, from_name, from_address, reply_to,
        "to", cc, bcc, postal, subject, text, html, message_id, in_reply_to, "references", remarks, evidence, at)
    SELECT t.tenant_id, t.id, 'mail', 'in', 'customer', 'Customer', 'customer@mail.example', '', '[]', '[]', '[]', '[]',
        t.subject, repeat('My parcel has not arrived, can you look where it is? ', 12), '',
        '<' || t.id || '@mail.example>', '', '[]', '[]', '{}', t.received_at
    FROM tickets_ticket t WHERE t.number > %(base)s + %(first)s - 1 AND t.number <= %(base)s + %(last)s
    """,
    """
    INSERT INTO tickets_historyentry (tenant_id, ticket_id, at, action, details)
    SELECT t.tenant_id, t.id, t.received_at, step.action, '{"account": "Service"}'
    FROM tickets_ticket t, (VALUES ('received'), ('categorized')) AS step(action)
    WHERE t.number > %(base)s + %(first)s - 1 AND t.number <= %(base)s + %(last)s
    """,
]
