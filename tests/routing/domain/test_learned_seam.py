"""What was learned decides where the tenant wants it to, through the rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.parsing.quotes import own_text
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain import learned
from kontor.routing.domain.categorize import RuleBook
from kontor.routing.domain.explaining import explain_decision
from kontor.routing.domain.learned_seam import learned_for
from kontor.routing.domain.learned_training import train_tenant
from kontor.routing.enums import ChosenBy, LearnedOrder, LearningEnd
from kontor.routing.preferences import LEARNED_USE
from kontor.tenants.models import Tenant
from tests.factories.learning import make_closed_tickets
from tests.factories.routing import make_rule
from tests.routing.domain.test_learned import INVOICE
from tests.support.client import HtmxBrowser
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def taught(nordlicht: Tenant, billing: Category, moving: Category) -> Tenant:
    """Nordlicht has a model: billing is about invoices, moving about payments."""
    learned._kept.clear()
    make_closed_tickets([billing, moving], 160)
    assert train_tenant(nordlicht.pk, own_text) == LearningEnd.TRAINED
    return nordlicht


def _use(account: MailAccount, order: LearnedOrder) -> RuleBook:
    with everywhere():
        tenant = Tenant.objects.get(pk=account.tenant_id)
        tenant.preferences = {**tenant.preferences, LEARNED_USE.key: order.value}
        tenant.save(update_fields=["preferences"])
        account = MailAccount.objects.select_related("tenant").get(pk=account.pk)
    with in_scope(account.owner):
        return RuleBook.load(account)


def test_it_decides_below_or_above_the_rules_or_not(
    taught: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount
) -> None:
    def chosen(order: LearnedOrder) -> tuple[Category | None, ChosenBy]:
        decision = _use(nordlicht_account, order).decide(INVOICE)
        return decision.category, decision.by

    assert chosen(LearnedOrder.OFF) == (None, ChosenBy.NOBODY)
    assert chosen(LearnedOrder.BELOW) == (billing, ChosenBy.LEARNED)
    make_rule(moving, "Rechnung")
    assert chosen(LearnedOrder.BELOW) == (moving, ChosenBy.RULE)
    assert chosen(LearnedOrder.ABOVE) == (billing, ChosenBy.LEARNED)


def test_it_says_why(taught: Tenant, nordlicht_account: MailAccount) -> None:
    sentence = explain_decision(_use(nordlicht_account, LearnedOrder.BELOW).decide(INVOICE))

    assert sentence.startswith("Learned from closed tickets, ")
    assert "Rechnungsnummer" in sentence


def test_another_tenant_and_a_general_account_have_none(
    taught: Tenant, alpina_account: MailAccount, general_account: MailAccount
) -> None:
    with everywhere():
        assert learned_for(alpina_account, only_used=False) is None
        assert learned_for(general_account, only_used=False) is None


def test_the_trial_shows_it_even_when_it_is_not_used(
    taught: Tenant, sven: User, nordlicht_account: MailAccount, htmx_for: Callable[..., HtmxBrowser]
) -> None:
    entered = {"account": nordlicht_account.pk, "subject": INVOICE.subject, "text": INVOICE.text}

    page = htmx_for(sven, taught).post("/supervisor/rules/test/", entered).content.decode()

    assert "What was learned says" in page
    assert "Rechnungsnummer" in page
    assert "not used" in page
    assert "No category: the mail is held until a person decides." in page
