"""Letters of one tenant where the rows of two are in the scope: of two tenants somebody works for."""

from __future__ import annotations

from kontor.letters.domain.queries import batches_of, letters_of
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.outgoing_letters import make_batch, make_rendered_letter
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def test_letters_and_batches(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, anna: User
) -> None:
    letters = [make_rendered_letter(make_ticket(category), anna) for category in (billing, claims)]
    batches = [make_batch(tenant) for tenant in (nordlicht, alpina)]
    with in_scope(nordlicht, alpina):
        assert list(letters_of([nordlicht.pk])) == letters[:1]
        assert list(batches_of([nordlicht.pk])) == batches[:1]
