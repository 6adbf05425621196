"""The figures of mail are those of the tenants that are asked for, and of what belongs to no tenant."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.reports.domain.gauges import mail
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.scoping import everywhere


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
