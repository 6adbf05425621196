from __future__ import annotations

import pytest

from kontor.channels.domain.no_reply import add_no_reply_address
from kontor.channels.domain.own_addresses import checked_address, own_addresses
from kontor.channels.models import MailAccount
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def test_a_tenant_knows_its_own_addresses_and_the_general_ones(
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    with everywhere():
        add_no_reply_address(nordlicht, "Keine.Antwort@nordlicht.example", by=None)
        add_no_reply_address(alpina, "keine.antwort@alpina.example", by=None)
        with statements() as sent:
            found = own_addresses(nordlicht.pk)
        assert found == {
            nordlicht_account.address_key, general_account.address_key, "keine.antwort@nordlicht.example"
        }  # fmt: skip
        assert own_addresses(None) == {general_account.address_key}
    assert len(sent) == 1


def test_an_address_is_checked_and_normalized() -> None:
    assert checked_address(" Service@Köln.example ") == "service@xn--kln-sna.example"
    with refused("“service” is not an e-mail address"):
        checked_address("service")
