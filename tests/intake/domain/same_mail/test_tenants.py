"""Copies of a mail at several tenants."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.enums import Outcome
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tickets.models import Blob, TicketLink
from tests.intake.domain.conftest import Receive
from tests.intake.domain.same_mail.conftest import BOTH, received_by
from tests.support.scoping import everywhere, in_scope


def test_a_mail_to_two_tenants_is_two_tickets_that_know_nothing_of_each_other(
    account: MailAccount, alpina_account: MailAccount, claims: Category, receive: Receive
) -> None:
    with in_scope(alpina_account.owner):
        set_fallback(alpina_account, claims, by=None)

    ours, theirs = receive(account, BOTH), receive(alpina_account, BOTH)

    assert (ours.outcome, theirs.outcome) == (Outcome.NEW_TICKET, Outcome.NEW_TICKET)
    assert ours.ticket
    assert theirs.ticket
    assert (ours.ticket.tenant_id, theirs.ticket.tenant_id) == (account.tenant_id, alpina_account.tenant_id)
    assert ours.ticket.process_id is theirs.ticket.process_id is None
    assert theirs.message
    assert theirs.message.evidence == {"filing": "new", "accounts": [alpina_account.pk]}
    with everywhere():
        assert list(TicketLink.objects.all()) == []
        assert Blob.objects.filter(sha256=bytes(ours.sha256)).count() == 2


def test_a_copy_on_the_account_of_all_belongs_to_its_tenant_with_its_own_bytes(
    account: MailAccount, general_account: MailAccount, billing: Category, claims: Category, receive: Receive
) -> None:
    with everywhere():
        set_fallback(general_account, billing, by=None)
    first = receive(account, received_by("mx1.example"))

    again = receive(general_account, received_by("mx2.example"))

    assert (again.reason, again.message, again.tenant_id) == ("same_mail", first.message, billing.tenant_id)
    assert again.raw
    assert (again.raw.content, again.raw.tenant_id) == (received_by("mx2.example"), billing.tenant_id)


def test_the_account_of_all_takes_what_another_tenant_has_for_a_new_mail(
    account: MailAccount, general_account: MailAccount, claims: Category, receive: Receive
) -> None:
    with everywhere():
        set_fallback(general_account, claims, by=None)
    receive(account, BOTH)

    other = receive(general_account, BOTH)

    assert (other.outcome, other.tenant_id) == (Outcome.NEW_TICKET, claims.tenant_id)
