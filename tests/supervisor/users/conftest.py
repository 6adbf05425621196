"""Somebody who leads a group."""

from __future__ import annotations

import pytest

from kontor.org.models import AgentGroup, SupervisorGroup
from kontor.people.models import User
from kontor.people.permissions import SUPERVISOR
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user


@pytest.fixture
def lead(nordlicht_service: AgentGroup, nordlicht_supervisors: SupervisorGroup) -> User:
    """Administers the people of the first tenant."""
    user = make_user("Lena Lutz", username="lena")
    make_grant(user, make_role("Teamleitung", {*SUPERVISOR, "users.write"}), nordlicht_supervisors)
    return user
