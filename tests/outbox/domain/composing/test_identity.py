"""Another tenant’s identity is not used."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from kontor.channels.models import MailAccount
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account, make_no_reply_address
from tests.outbox.domain.composing.conftest import composed
from tests.outbox.domain.conftest import Queue
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope


def test_the_database_refuses_another_tenants_account_as_sender(queue: Queue, alpina_account: MailAccount) -> None:
    mail = queue()

    for owner in (alpina_account.owner, mail.tenant_id, 0):
        with everywhere(), rolled_back(IntegrityError):
            OutgoingMail.objects.filter(pk=mail.pk).update(account=alpina_account, account_owner=owner)
            connection.check_constraints()


def test_the_database_refuses_another_tenants_do_not_reply_address(queue: Queue, alpina: Tenant) -> None:
    mail = queue()
    foreign = make_no_reply_address(alpina)

    with everywhere(), rolled_back(IntegrityError):
        OutgoingMail.objects.filter(pk=mail.pk).update(no_reply=foreign)
        connection.check_constraints()


@pytest.mark.parametrize(("own", "shown"), [("Kundenservice", "Kundenservice"), ("", "Nordlicht Energie")])
def test_a_general_account_may_send_for_every_tenant(queue: Queue, own: str, shown: str) -> None:
    """Without a name of its own in the tenant's name: what the house calls the account is none of the customer's."""
    mail = queue()
    general = make_account(None, "info@kontor.example", name="Sammelkonto", sender_name=own)

    with in_scope(mail.tenant_id):
        second = queue_mail(mail.message, account=general)
        connection.check_constraints()

    assert composed(second)["From"] == f"{shown} <info@kontor.example>"
