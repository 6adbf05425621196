"""Agreements as their pages list them."""

from __future__ import annotations

from types import SimpleNamespace

from kontor.escalations.domain.agreement_queries import agreements_for
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def test_how_many_are_lent_is_of_each(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, carla: User
) -> None:
    agreements = [make_agreement(nordlicht, claims, name=name) for name in ("Sommer", "Winter")]
    reader = SimpleNamespace(tenants_with=lambda permission: (nordlicht.pk,))
    with in_scope(nordlicht, alpina):
        for agreement in (agreements[0], agreements[1], agreements[1]):
            Loan.objects.create(
                tenant=nordlicht,
                lent_to=alpina,
                ticket=make_ticket(billing),
                agreement_id=agreement.pk,
                category=claims,
                since=clock.now(),
            )

        assert {each.name: each.lent_now for each in agreements_for(reader)} == {"Sommer": 1, "Winter": 2}
