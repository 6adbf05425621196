"""A mail that was sent, and reports about it."""

from __future__ import annotations

import pytest

from kontor.customers.models import Address, Customer
from kontor.outbox.domain.bounces import Reported, record_report
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from tests.outbox.domain.conftest import Queue
from tests.support.scoping import everywhere, in_scope

KAETHE = "kaethe@post.example"


@pytest.fixture
def address(customer: Customer) -> Address:
    with everywhere():
        return Address.objects.get(customer=customer, normalized=KAETHE)


def sent_mail(queue: Queue, **values: object) -> OutgoingMail:
    mail = queue(**values)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.SENT
    return mail


def reported(mail: OutgoingMail, *reported: Reported) -> OutgoingMail:
    with in_scope(mail.tenant_id):
        record_report(mail.message, reported)
    return as_it_is(mail)


def as_it_is(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message__ticket", "message__author").get(pk=mail.pk)
