"""Mail of general accounts."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.org.models import Category
from kontor.tickets.models import Blob, Ticket
from tests.factories.routing import make_rule
from tests.intake.domain.conftest import Receive, newest, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere


def test_mail_of_a_general_account_gets_its_tenant_from_the_category(
    general: MailAccount, billing: Category, claims: Category, receive: Receive
) -> None:
    make_rule(billing, "Zählerstand")

    by_rule = receive(general, letter("Zählerstand"))
    by_fallback = receive(general, letter("Schaden"))

    tenants = [billing.tenant_id, claims.tenant_id]
    assert [by_rule.tenant_id, by_fallback.tenant_id] == tenants
    assert [arrival.ticket.tenant_id for arrival in (by_rule, by_fallback) if arrival.ticket] == tenants


def test_the_raw_mail_moves_to_the_tenant_and_leaves_no_copy(general: MailAccount, receive: Receive) -> None:
    raw = letter()

    arrival = receive(general, raw)

    with everywhere():
        blobs = Blob.objects.all()
        assert [(blob.tenant_id, blob.content) for blob in blobs] == [(arrival.tenant_id, raw)]
    assert arrival.raw is not None
    assert arrival.raw.tenant_id == arrival.tenant_id


def test_the_unfiled_copy_stays_while_an_equal_mail_waits(general: MailAccount) -> None:
    raw = letter()
    store(general, seen(raw), seen(raw))

    drain(general.owner, most=1)
    with everywhere():
        between = sorted(blob.tenant_id or 0 for blob in Blob.objects.all())
    drain(general.owner)

    assert between == [0, newest().tenant_id]
    with everywhere():
        assert [blob.tenant_id for blob in Blob.objects.all()] == [newest().tenant_id]


def test_mail_of_a_general_account_that_nothing_claims_is_held_unfiled(
    general_account: MailAccount, receive: Receive
) -> None:
    arrival = receive(general_account, letter())

    assert (arrival.tenant_id, arrival.reason) == (None, "no_category")


def test_a_customer_is_made_in_the_tenant_of_the_category(
    general: MailAccount, customer: Customer, receive: Receive
) -> None:
    """Käthe is a customer of the first tenant; at the second she is another customer."""
    arrival = receive(general, letter())

    assert arrival.ticket is not None
    assert arrival.ticket.customer_id != customer.pk
    with everywhere():
        assert sorted(Customer.objects.values_list("tenant_id", flat=True)) == sorted(
            [customer.tenant_id, arrival.tenant_id]
        )


def test_rules_of_a_tenant_that_has_its_own_account_do_not_count_for_a_general_one(
    general: MailAccount, billing: Category, nordlicht_account: MailAccount, claims: Category, receive: Receive
) -> None:
    make_rule(billing, "Zählerstand")

    arrival = receive(general, letter("Zählerstand"))

    assert arrival.tenant_id == claims.tenant_id


def test_a_number_at_a_general_account_counts_for_who_takes_part_only(
    general: MailAccount, ticket: Ticket, receive: Receive
) -> None:
    stranger = receive(general, letter(f"Zu {ticket.number}", sender="stranger@post.example"))
    party = receive(general, letter(f"Zu {ticket.number}"))

    assert [stranger.outcome, party.outcome] == [Outcome.NEW_TICKET, Outcome.FOLLOW_UP]
    assert (party.ticket, party.tenant_id) == (ticket, ticket.tenant_id)
