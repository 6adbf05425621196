"""What the database refuses, whatever the code does. Every test holds something that could leak."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount, TenantAccounts
from kontor.customers.models import Address, Customer
from kontor.org.models import AgentGroup, Category, Grant, SystemGroup
from kontor.people.models import Role, User
from kontor.tenants.models import AppSetting, Tenant
from kontor.tenants.scope import INSTALLATION
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Blob, HistoryEntry, Message, Note, Ticket
from tests.factories.channels import make_tenant_accounts
from tests.factories.customers import make_customer
from tests.factories.org import make_grant
from tests.factories.tenants import make_app_setting
from tests.support.refusal import rolled_back
from tests.support.scoping import in_scope


def check_keys_now() -> None:
    """The keys that carry the tenant are checked at the end of the transaction; here at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# Owned rows


def test_another_tenants_row_cannot_be_found_by_its_id(alpina_ticket: Ticket, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert not Ticket.objects.filter(pk=alpina_ticket.pk).exists()
        assert not Message.objects.filter(ticket_id=alpina_ticket.pk).exists()
        assert not Customer.objects.filter(pk=alpina_ticket.customer_id).exists()


def test_another_tenants_row_cannot_be_changed_or_deleted(alpina_ticket: Ticket, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert Ticket.objects.filter(pk=alpina_ticket.pk).update(subject="geändert") == 0
        assert Message.objects.filter(ticket_id=alpina_ticket.pk).delete()[0] == 0

    with in_scope(alpina_ticket.tenant_id):
        alpina_ticket.refresh_from_db()
        assert alpina_ticket.subject == "Schaden am Dach"
        assert alpina_ticket.messages.count() == 1


def test_nothing_can_be_written_for_a_tenant_outside_the_scope(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht), rolled_back(ProgrammingError):
        SystemGroup.objects.create(tenant=alpina, name="Fremd", sort_key="fremd")


def test_a_row_cannot_be_moved_to_a_tenant_outside_the_scope(ticket: Ticket, alpina: Tenant) -> None:
    with in_scope(ticket.tenant_id), rolled_back(ProgrammingError):
        Customer.objects.filter(pk=ticket.customer_id).update(tenant=alpina)


def test_a_tenant_sees_itself_only(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        assert list(Tenant.objects.all()) == [nordlicht]
        assert Tenant.objects.filter(pk=alpina.pk).update(name="geändert") == 0


def test_app_settings_stay_with_their_tenant(nordlicht: Tenant, alpina: Tenant) -> None:
    own = make_app_setting(nordlicht, value="eins")
    make_app_setting(alpina, value="zwei")

    with in_scope(nordlicht):
        assert list(AppSetting.objects.all()) == [own]


# Keys that carry the tenant


def test_a_child_of_one_tenant_under_a_parent_of_another_cannot_exist(
    ticket: Ticket, alpina: Tenant, anna: User
) -> None:
    with in_scope(ticket.tenant_id, alpina), rolled_back(IntegrityError):
        Note.objects.create(tenant=alpina, ticket=ticket, author=anna, text="Fremd", at=ticket.received_at)
        check_keys_now()


def test_a_ticket_cannot_name_another_tenants_customer_or_category(ticket: Ticket, alpina_ticket: Ticket) -> None:
    with in_scope(ticket.tenant_id, alpina_ticket.tenant_id):
        for foreign in ({"customer": alpina_ticket.customer_id}, {"category": alpina_ticket.category_id}):
            with rolled_back(IntegrityError):
                Ticket.objects.filter(pk=ticket.pk).update(**foreign)
                check_keys_now()


def test_a_ticket_cannot_change_its_tenant(ticket: Ticket, alpina: Tenant) -> None:
    with in_scope(ticket.tenant_id, alpina), rolled_back(IntegrityError):
        Ticket.objects.filter(pk=ticket.pk).update(tenant=alpina)
        check_keys_now()


def test_a_group_cannot_hang_below_another_tenants_group(
    nordlicht_service: AgentGroup, alpina_service: AgentGroup
) -> None:
    with in_scope(nordlicht_service.tenant_id, alpina_service.tenant_id), rolled_back(IntegrityError):
        AgentGroup.objects.filter(pk=nordlicht_service.pk).update(supervisor_group=alpina_service.supervisor_group_id)
        check_keys_now()


def test_a_tenants_default_account_cannot_be_another_tenants(nordlicht: Tenant, alpina_account: MailAccount) -> None:
    with rolled_back(IntegrityError), in_scope(nordlicht, alpina_account.tenant_id):
        make_tenant_accounts(nordlicht, incoming=alpina_account)
        check_keys_now()


def test_the_owner_beside_an_account_cannot_lie(nordlicht: Tenant, alpina_account: MailAccount) -> None:
    for owner in (nordlicht.pk, INSTALLATION, None):
        with rolled_back(IntegrityError), in_scope(nordlicht, alpina_account.tenant_id):
            TenantAccounts.objects.create(tenant=nordlicht, incoming=alpina_account, incoming_owner=owner)
            check_keys_now()


def test_a_tenants_default_account_may_be_its_own_or_a_general_one(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        make_tenant_accounts(nordlicht, incoming=nordlicht_account, sending=general_account)
        check_keys_now()

        row = TenantAccounts.objects.get()
        assert (row.incoming, row.sending) == (nordlicht_account, general_account)


# Lent rows


@pytest.fixture
def lent(ticket: Ticket, alpina: Tenant, claims: Category) -> Ticket:
    """A ticket of the first tenant that the second works on."""
    with in_scope(ticket.tenant_id, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(lent_to=alpina, lent_category=claims)
        Message.objects.filter(ticket=ticket).update(lent_to=alpina)
    return ticket


def test_a_lent_ticket_is_visible_to_both_tenants(lent: Ticket, nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant in (nordlicht, alpina):
        with in_scope(tenant):
            assert list(Ticket.objects.all()) == [lent]
            assert Message.objects.filter(ticket=lent).count() == 1


def test_the_borrower_sees_this_ticket_and_nothing_else_of_the_lender(
    lent: Ticket, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    make_customer(nordlicht)

    with in_scope(alpina):
        assert list(Customer.objects.all()) == []
        assert list(Address.objects.all()) == []
        assert not Category.objects.filter(pk=billing.pk).exists()
        assert not Tenant.objects.filter(pk=lent.tenant_id).exists()


def test_the_borrower_can_work_on_the_ticket_but_not_take_it_over(lent: Ticket, alpina: Tenant) -> None:
    with in_scope(alpina):
        assert Ticket.objects.filter(pk=lent.pk).update(subject="bearbeitet") == 1
        with rolled_back(IntegrityError):
            Ticket.objects.filter(pk=lent.pk).update(tenant=alpina)
            check_keys_now()


def test_a_returned_ticket_is_gone_for_the_borrower(lent: Ticket, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=lent.pk).update(lent_to=None, lent_category=None)

    with in_scope(alpina):
        assert list(Ticket.objects.all()) == []


# Rows of the installation


def test_a_general_account_can_be_read_in_every_scope_and_not_written(
    nordlicht: Tenant, nordlicht_account: MailAccount, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        assert set(MailAccount.objects.all()) == {nordlicht_account, general_account}
        assert MailAccount.objects.filter(pk=general_account.pk).update(name="geändert") == 0
        assert MailAccount.objects.filter(pk=general_account.pk).delete()[0] == 0
        with rolled_back(ProgrammingError):
            MailAccount.objects.create(
                name="Neu", sort_key="neu", address="neu@mail.example", address_key="neu@mail.example", host="x"
            )
        with rolled_back(ProgrammingError):
            MailAccount.objects.filter(pk=nordlicht_account.pk).update(tenant=None)

    with in_scope(INSTALLATION):
        assert MailAccount.objects.filter(pk=general_account.pk).update(name="geändert") == 1


def test_a_role_for_the_whole_installation_cannot_be_given_inside_a_tenants_scope(
    nordlicht: Tenant, anna: User, administrator_role: Role
) -> None:
    with in_scope(nordlicht), rolled_back(ProgrammingError):
        Grant.objects.create(user=anna, role=administrator_role)


def test_grants_of_the_installation_are_read_in_every_scope_those_of_tenants_in_theirs(
    nordlicht: Tenant, alpina_service: AgentGroup, ada: User, dora: User, agent_role: Role
) -> None:
    make_grant(dora, agent_role, alpina_service)

    with in_scope(nordlicht):
        assert [grant.user for grant in Grant.objects.all()] == [ada]


def test_unfiled_mail_is_visible_with_the_installations_scope_only(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(INSTALLATION):
        unfiled = keep(b"noch keinem Mandanten zugeordnet", tenant_id=None)

    with in_scope(nordlicht, alpina):
        assert list(Blob.objects.all()) == []
    with in_scope(INSTALLATION):
        assert list(Blob.objects.all()) == [unfiled]


def test_the_installations_scope_shows_no_tenants_rows(ticket: Ticket) -> None:
    with in_scope(INSTALLATION):
        assert list(Ticket.objects.all()) == []
        assert list(Customer.objects.all()) == []


def test_the_same_bytes_of_two_tenants_are_two_rows(nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht, alpina):
        north, again, south = (keep(b"gleich", tenant_id=tenant.pk) for tenant in (nordlicht, nordlicht, alpina))

        assert north.pk == again.pk
        assert north.pk != south.pk


# Rows that are written once


def test_the_audit_log_refuses_change_and_deletion(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        entry = record_change("changed", nordlicht, by=ada, tenant_id=nordlicht.pk, changes={"name": ["a", "b"]})

        with rolled_back(ProgrammingError):
            AuditEntry.objects.filter(pk=entry.pk).update(label="geändert")
        with rolled_back(ProgrammingError):
            AuditEntry.objects.filter(pk=entry.pk).delete()
        assert AuditEntry.objects.get().label == str(nordlicht)


def test_the_history_of_a_ticket_refuses_change(ticket: Ticket) -> None:
    with in_scope(ticket.tenant_id):
        assert HistoryEntry.objects.filter(ticket=ticket).exists()
        with rolled_back(ProgrammingError):
            HistoryEntry.objects.filter(ticket=ticket).update(action="geändert")


def test_truncating_is_not_the_applications_right(database: None) -> None:
    with rolled_back(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tickets_ticket CASCADE")


def test_the_application_cannot_switch_the_policies_off(database: None) -> None:
    for statement in (
        "ALTER TABLE tickets_ticket DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tickets_ticket_policy ON tickets_ticket",
        "SET ROLE kontor_owner",
    ):
        with rolled_back(ProgrammingError), connection.cursor() as cursor:
            cursor.execute(statement)
