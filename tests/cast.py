"""The cast: two tenants and the people who work for them. Everybody in the tests knows each other.

====================  ==========================================================================================
nordlicht, alpina     the two tenants, each with a system, a supervisor and an agent group
anna                  agent in the first: member of ``nordlicht_service``
bela                  agent in both
carla                 agent in the second: member of ``alpina_service``
sven                  supervisor of the first: the role on its supervisor group
ada                   administers the installation, works in no group
dora                  signs in, but has no group and no role
====================  ==========================================================================================
"""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.people.models import Role, User
from kontor.people.permissions import ADMINISTRATOR, AGENT, SUPERVISOR
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.customers import make_customer
from tests.factories.org import (
    make_agent_group,
    make_category,
    make_grant,
    make_member,
    make_supervisor_group,
    make_system_group,
)
from tests.factories.people import make_role, make_user
from tests.factories.tenants import make_tenant
from tests.factories.tickets import make_ticket


@pytest.fixture
def nordlicht(database: None) -> Tenant:
    return make_tenant("Nordlicht Energie", code="NORD")


@pytest.fixture
def alpina(database: None) -> Tenant:
    return make_tenant("Alpina Versicherung", code="ALPI", colour=2)


@pytest.fixture
def nordlicht_system(nordlicht: Tenant) -> SystemGroup:
    return make_system_group(nordlicht, "Nordlicht")


@pytest.fixture
def nordlicht_supervisors(nordlicht_system: SystemGroup) -> SupervisorGroup:
    return make_supervisor_group(nordlicht_system, "Nordlicht Leitung")


@pytest.fixture
def nordlicht_service(nordlicht_supervisors: SupervisorGroup) -> AgentGroup:
    return make_agent_group(nordlicht_supervisors, "Nordlicht Kundenservice")


@pytest.fixture
def alpina_system(alpina: Tenant) -> SystemGroup:
    return make_system_group(alpina, "Alpina")


@pytest.fixture
def alpina_supervisors(alpina_system: SystemGroup) -> SupervisorGroup:
    return make_supervisor_group(alpina_system, "Alpina Leitung")


@pytest.fixture
def alpina_service(alpina_supervisors: SupervisorGroup) -> AgentGroup:
    return make_agent_group(alpina_supervisors, "Alpina Kundenservice")


@pytest.fixture
def billing(nordlicht_service: AgentGroup) -> Category:
    """The first tenant's category for most tests."""
    return make_category(nordlicht_service, "Abrechnung", internal_name="billing")


@pytest.fixture
def moving(nordlicht_service: AgentGroup) -> Category:
    """Another category of the first tenant."""
    return make_category(nordlicht_service, "Umzug", internal_name="moving")


@pytest.fixture
def claims(alpina_service: AgentGroup) -> Category:
    """The second tenant's category."""
    return make_category(alpina_service, "Schaden", internal_name="claims")


@pytest.fixture
def agent_role(database: None) -> Role:
    return make_role("Agent", AGENT)


@pytest.fixture
def supervisor_role(database: None) -> Role:
    return make_role("Supervisor", SUPERVISOR)


@pytest.fixture
def administrator_role(database: None) -> Role:
    return make_role("Administrator", ADMINISTRATOR)


@pytest.fixture
def anna(nordlicht_service: AgentGroup, agent_role: Role) -> User:
    user = make_user("Anna Arndt", username="anna")
    make_member(user, nordlicht_service, agent_role)
    return user


@pytest.fixture
def bela(nordlicht_service: AgentGroup, alpina_service: AgentGroup, agent_role: Role) -> User:
    user = make_user("Bela Brand", username="bela")
    make_member(user, nordlicht_service, agent_role)
    make_member(user, alpina_service, agent_role)
    return user


@pytest.fixture
def carla(alpina_service: AgentGroup, agent_role: Role) -> User:
    user = make_user("Carla Conrad", username="carla")
    make_member(user, alpina_service, agent_role)
    return user


@pytest.fixture
def sven(nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup, supervisor_role: Role) -> User:
    user = make_user("Sven Sommer", username="sven")
    make_grant(user, supervisor_role, nordlicht_supervisors)
    return user


@pytest.fixture
def ada(administrator_role: Role) -> User:
    user = make_user("Ada Ahrens", username="ada")
    make_grant(user, administrator_role)
    return user


@pytest.fixture
def dora(database: None) -> User:
    return make_user("Dora Dahl", username="dora")


@pytest.fixture
def nordlicht_account(nordlicht: Tenant) -> MailAccount:
    return make_account(nordlicht, "service@nordlicht.example", sender_name="Nordlicht Service")


@pytest.fixture
def alpina_account(alpina: Tenant) -> MailAccount:
    return make_account(alpina, "service@alpina.example", sender_name="Alpina Service")


@pytest.fixture
def general_account(database: None) -> MailAccount:
    """Of no tenant, for all."""
    return make_account(None, "info@kontor.example", sender_name="Kundenservice")


@pytest.fixture
def customer(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Käthe Kunde", email="kaethe@post.example")


@pytest.fixture
def ticket(billing: Category, customer: Customer, nordlicht_account: MailAccount) -> Ticket:
    """In the queue of the first tenant."""
    return make_ticket(billing, customer=customer, account=nordlicht_account, subject="Abrechnung stimmt nicht")


@pytest.fixture
def alpina_ticket(claims: Category, alpina_account: MailAccount) -> Ticket:
    """In the queue of the second tenant: what must not leak."""
    return make_ticket(claims, account=alpina_account, subject="Schaden am Dach")
