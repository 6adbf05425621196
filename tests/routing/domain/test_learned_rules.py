"""What was learned beside the rules: below them, above them, not at all."""

from __future__ import annotations

import pytest

from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.domain.processing import drain
from kontor.intake.parsing.quotes import own_text
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain import learned
from kontor.routing.domain.categorize import RuleBook
from kontor.routing.domain.explaining import evidence
from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.learned_seam import learned_for
from kontor.routing.domain.learned_training import train_tenant
from kontor.routing.enums import ChosenBy, LearnedOrder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import Ticket
from tests.factories.learning import make_closed_tickets
from tests.factories.org import make_category
from tests.support.letters import letter
from tests.support.scoping import in_scope
from tests.support.statements import statements

REMINDER = MailFacts(
    sender="kaethe@post.example",
    subject="Mahnung",
    text="Die Lastschrift wurde abgebucht, Zahlung der Rate.",
    language="de",
)
UNKNOWN = MailFacts(sender="kaethe@post.example", subject="xylophon", text="quintett oboe")


@pytest.fixture
def taught(nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, ada: User) -> Tenant:
    """Billing is about invoices and moving about payments; what nothing claims falls back on billing."""
    learned._kept.clear()
    make_closed_tickets([billing, moving], 160)
    train_tenant(nordlicht.pk, own_text)
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=ada)
    return nordlicht


def use(tenant: Tenant, order: LearnedOrder, sure: int = 80) -> None:
    with in_scope(tenant):
        preferences = {"routing.learned_use": order.value, "routing.learned_sure": sure}
        Tenant.objects.filter(pk=tenant.pk).update(preferences=preferences)


def fresh(account: MailAccount) -> MailAccount:
    """As intake loads it: with its tenant as it is now. In the scope."""
    return MailAccount.objects.get(pk=account.pk)


def decide(account: MailAccount, facts: MailFacts = REMINDER) -> tuple[ChosenBy, Category | None]:
    with in_scope(account.owner):
        decision = RuleBook.load(fresh(account)).decide(facts)
        return decision.by, decision.category


def test_it_is_off_until_somebody_switches_it_on(
    taught: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    assert decide(nordlicht_account) == (ChosenBy.FALLBACK, billing)


@pytest.mark.parametrize("order", [LearnedOrder.BELOW, LearnedOrder.ABOVE])
def test_it_decides_where_no_rule_fits(
    taught: Tenant, moving: Category, nordlicht_account: MailAccount, order: LearnedOrder
) -> None:
    use(taught, order)

    assert decide(nordlicht_account) == (ChosenBy.LEARNED, moving)


def test_what_it_is_not_sure_enough_of_goes_to_the_fallback(
    taught: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    use(taught, LearnedOrder.BELOW)
    with in_scope(taught):
        asked = learned_for(fresh(nordlicht_account))
    assert asked is not None
    opinion = asked.ask(REMINDER)
    assert opinion is not None

    use(taught, LearnedOrder.BELOW, sure=int(opinion.confidence * 100))
    assert decide(nordlicht_account)[0] == ChosenBy.LEARNED
    use(taught, LearnedOrder.BELOW, sure=int(opinion.confidence * 100) + 1)
    assert decide(nordlicht_account) == (ChosenBy.FALLBACK, billing)


def test_of_unknown_words_it_says_nothing(taught: Tenant, billing: Category, nordlicht_account: MailAccount) -> None:
    use(taught, LearnedOrder.ABOVE)

    assert decide(nordlicht_account, UNKNOWN) == (ChosenBy.FALLBACK, billing)


def test_a_deleted_category_is_not_chosen(
    taught: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount
) -> None:
    use(taught, LearnedOrder.BELOW)
    with in_scope(taught):
        Category.objects.filter(pk=moving.pk).update(deleted_at="2026-01-01T00:00:00Z")

    assert decide(nordlicht_account) == (ChosenBy.FALLBACK, billing)


def test_a_general_account_asks_nobody(taught: Tenant, general_account: MailAccount) -> None:
    """Its mail may be of any tenant; what one has learned decides for no other."""
    use(taught, LearnedOrder.ABOVE)

    with in_scope(0, taught):
        assert learned_for(general_account, only_used=False) is None


def test_another_tenant_is_not_decided_for(
    taught: Tenant, alpina: Tenant, claims: Category, alpina_account: MailAccount, ada: User
) -> None:
    use(taught, LearnedOrder.ABOVE)
    use(alpina, LearnedOrder.ABOVE)
    with in_scope(alpina):
        set_fallback(alpina_account, claims, by=ada)

    assert decide(alpina_account) == (ChosenBy.FALLBACK, claims)


def test_asking_takes_one_statement_a_batch(taught: Tenant, nordlicht_account: MailAccount) -> None:
    use(taught, LearnedOrder.BELOW)
    with in_scope(taught):
        account = fresh(nordlicht_account)
        learned_for(account)
        with statements() as sent:
            asked = learned_for(account)
            assert asked is not None
            for _mail in range(5):
                asked.ask(REMINDER)

    assert len(sent) == 1


def test_the_decision_is_kept_with_its_words(taught: Tenant, nordlicht_account: MailAccount) -> None:
    use(taught, LearnedOrder.BELOW)

    with in_scope(taught):
        book = RuleBook.load(fresh(nordlicht_account))
        found = evidence(book.decide(REMINDER))

    assert (found["chosen_by"], found["category"]) == ("learned", "Umzug")
    assert found["confidence"] > 0.8
    assert "Lastschrift" in found["words"]


def test_a_mail_is_filed_by_what_was_learned_and_its_ticket_says_why(
    taught: Tenant, moving: Category, nordlicht_account: MailAccount
) -> None:
    use(taught, LearnedOrder.BELOW)
    raw = letter("Mahnung", text="Guten Tag, die Lastschrift für die Rate wurde abgebucht, trotzdem kam eine Mahnung.")
    with in_scope(taught):
        store_arrivals(nordlicht_account, Batch(1, 1, (FetchedMail("1:1", 1, 1, len(raw), raw),)))

    drain(taught.pk)

    with in_scope(taught):
        ticket = Ticket.objects.get(state="queued")
        assert ticket.category == moving
        said = sentence(ticket.history.get(action="categorized"))
    assert said.startswith("Category Umzug: Learned from closed tickets, ")
    assert "% sure, because of: " in said and "Mahnung" in said


def test_categories_of_a_tenant_are_the_only_ones_to_choose(
    taught: Tenant, nordlicht_service, nordlicht_account: MailAccount
) -> None:
    make_category(nordlicht_service, "Neu")
    use(taught, LearnedOrder.ABOVE)

    with in_scope(taught):
        book = RuleBook.load(fresh(nordlicht_account))

    assert {category.tenant_id for category in book.categories.values()} == {taught.pk}
