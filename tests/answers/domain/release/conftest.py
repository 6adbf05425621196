"""An answer that a rule has stopped."""

from __future__ import annotations

import pytest

from kontor.answers.domain.send import send_answer
from kontor.answers.models import Clearance, Draft
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.reviews import make_review_rule
from tests.support.scoping import in_scope


@pytest.fixture
def rule(nordlicht: Tenant, billing: Category) -> None:
    make_review_rule(nordlicht, category=billing)


@pytest.fixture
def waiting(rule: None, draft: Draft, anna: User) -> Clearance:
    """Anna's answer, which a rule has stopped."""
    with in_scope(draft.tenant_id):
        found = send_answer(draft, by=anna)
    assert isinstance(found, Clearance)
    return found


def actions_of(ticket: Ticket) -> list[str]:
    return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id").values_list("action", flat=True))
