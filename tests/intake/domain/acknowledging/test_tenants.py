"""Acknowledgements of several tenants, and what they cost."""

from __future__ import annotations

import pytest

from kontor.answers.preferences import (
    ACKNOWLEDGE,
)
from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.factories.answers import acknowledging, make_text, prefer
from tests.factories.org import make_category
from tests.intake.domain.acknowledging.conftest import acknowledgements, reasons
from tests.intake.domain.conftest import Receive, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere
from tests.support.statements import statements


def test_texts_of_one_tenant_answer_nobody_of_another(
    receive: Receive, account: MailAccount, billing: Category, alpina: Tenant
) -> None:
    make_text(alpina)
    prefer(billing, ACKNOWLEDGE, True)

    receive(account, letter())

    assert (acknowledgements(), reasons()) == ([], [])


def test_mail_of_a_general_account_is_acknowledged_for_the_tenant_it_went_to(
    receive: Receive, general_account: MailAccount, claims: Category, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(claims, text="Alpina")
    make_text(nordlicht, text="Nordlicht")
    with everywhere():
        set_fallback(general_account, claims, by=None)

    receive(general_account, letter(to=general_account.address))

    (message,) = acknowledgements()
    assert (message.tenant_id, message.text) == (claims.tenant_id, "Alpina")


def _cost(account: MailAccount, count: int) -> int:
    store(account, *(seen(letter(sender=f"c{next_number()}@post.example")) for _number in range(count)))
    with statements() as sent:
        drain(account.owner)
    return len(sent)


def test_automatic_mail_costs_two_statements_a_batch_where_it_is_not_wished(
    account: MailAccount, billing: Category, alpina: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cost(account, 1)
    with_it = _cost(account, 5)
    monkeypatch.setattr("kontor.intake.domain.processing.acknowledge_filed", lambda _mails: None)
    without = _cost(account, 5)

    assert with_it - without == 2


def test_it_costs_the_same_for_many_mails_as_for_one(account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    _cost(account, 1)

    assert _cost(account, 40) == _cost(account, 2)
    assert len(acknowledgements()) == 43


def test_other_categories_of_the_tenant_stay_silent(
    receive: Receive, account: MailAccount, billing: Category, nordlicht_service: object
) -> None:
    other = make_category(nordlicht_service)  # type: ignore[arg-type]
    acknowledging(other)

    receive(account, letter())

    assert (acknowledgements(), reasons()) == ([], [])
