from __future__ import annotations

from typing import Any

from kontor.escalations.domain.agreements import confirm, create_agreement, switch
from kontor.escalations.models import Agreement
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_agreement(
    lender: Tenant, category: Category, *, confirmed_by: User | None = None, active: bool = True, **terms: Any
) -> Agreement:
    """An agreement as the verb makes it; ``confirmed_by`` confirms it for both sides, then it is switched on."""
    terms.setdefault("name", f"Aushilfe {next_number()}")
    terms.setdefault("threshold", 1)
    terms.setdefault("after", 0)
    with in_scope(lender, category.tenant_id):
        agreement = create_agreement(lender, category=category, by=confirmed_by, **terms)
        if confirmed_by:
            sides = {lender.pk, category.tenant_id}
            agreement = confirm(agreement, sides=sides, terms=agreement.terms, by=confirmed_by)
            if active:
                agreement = switch(agreement, on=True, by=confirmed_by)
    return agreement
