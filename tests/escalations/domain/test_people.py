"""Whom a rule may tell."""

from __future__ import annotations

import pytest

from kontor.escalations.domain.people import people_to_tell
from kontor.kernel import clock
from kontor.org.models import AgentGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


@pytest.mark.django_db
def test_a_rule_tells_nobody_whose_group_is_gone(
    nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, dora: User
) -> None:
    with in_scope(nordlicht):
        assert list(people_to_tell(nordlicht.pk)) == [anna]
        AgentGroup.objects.filter(pk=nordlicht_service.pk).update(deleted_at=clock.now())

        assert list(people_to_tell(nordlicht.pk)) == []
