"""The figures of mail are those of the tenants that are asked for, and of what belongs to no tenant."""

from __future__ import annotations

from datetime import timedelta

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.models import OutgoingMail
from kontor.reports.domain.gauges import mail
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.factories.tickets import make_message
from tests.support.scoping import everywhere, in_scope


def test_accounts_of_other_tenants_are_left_out(
    nordlicht: Tenant, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    general = make_account(None, "alle@kontor.example")
    with everywhere():
        MailAccount.objects.update(fetched_at=clock.now())
        found = {gauge.name: set(gauge.samples) for gauge in mail.read({nordlicht.pk: "NORD"})}

    accounts = {("NORD", nordlicht_account.address), ("", general.address)}
    assert found["kontor_mail_account_failing_seconds"] == accounts
    assert found["kontor_mail_account_fetched_age_seconds"] == accounts


def test_the_age_of_what_waits_to_leave_is_that_of_its_tenant(
    nordlicht_account: MailAccount, alpina_account: MailAccount, ticket: Ticket, alpina_ticket: Ticket, frozen: Frozen
) -> None:
    codes = {ticket.tenant_id: "NORD", alpina_ticket.tenant_id: "ALP"}
    for waiting, account in ((ticket, nordlicht_account), (alpina_ticket, alpina_account)):
        with in_scope(waiting.tenant_id):
            queue_mail(make_message(waiting, direction=Direction.OUT), account=account)
    with everywhere():
        OutgoingMail.objects.filter(tenant=ticket.tenant_id).update(created_at=clock.now() - timedelta(hours=2))
        OutgoingMail.objects.filter(tenant=alpina_ticket.tenant_id).update(created_at=clock.now() - timedelta(hours=1))
        found = {gauge.name: gauge.samples for gauge in mail.read(codes)}

    assert found["kontor_outgoing_mail_oldest_age_seconds"] == {("NORD",): 7200.0, ("ALP",): 3600.0}
