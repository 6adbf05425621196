"""What a row is called where it is chosen, told to whoever does not see the row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.intake import make_held
from tests.factories.privacy import make_hold
from tests.factories.reviews import make_automatic, make_review_rule
from tests.support.client import Browser

ClientFor = Callable[..., Browser]


def test_a_rule_of_release_is_called_by_the_answers_it_speaks_of(
    client_for: ClientFor, sven: User, nordlicht: Tenant, anna: User, billing: Category
) -> None:
    make_review_rule(nordlicht, agent=anna, category=billing)

    called = _called(client_for(sven, nordlicht), "/supervisor/reviews/")

    assert called == ["Answers of Anna Arndt in the category “Abrechnung”"]


def test_an_automatic_reply_is_called_by_its_category(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    make_automatic(billing)

    assert _called(client_for(sven, nordlicht), "/supervisor/automatic/") == ["Abrechnung"]


def test_a_legal_hold_is_called_by_what_it_holds(
    client_for: ClientFor, ada: User, nordlicht: Tenant, customer: Customer
) -> None:
    make_hold(customer)

    assert _called(client_for(ada, nordlicht), "/supervisor/privacy/holds/") == [f"Contact {customer.pk}"]


def test_a_held_mail_is_called_by_when_it_came_and_where(
    client_for: ClientFor, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_held(nordlicht_account, stored_at=datetime(2026, 3, 2, 9, 5, tzinfo=UTC))

    called = _called(client_for(sven, nordlicht), "/supervisor/arrivals/held/")

    assert called == [f"{nordlicht_account.address}, 03/02/2026 10:05"]


def test_what_has_a_name_is_called_by_it(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category
) -> None:
    assert _called(client_for(sven, nordlicht), "/supervisor/categories/") == ["Abrechnung"]


def _called(browser: Browser, address: str) -> list[str]:
    return re.findall(r'visually-hidden">Choose (?!all)([^<]+)<', browser.get(address).content.decode())
