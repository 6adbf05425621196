"""A browser of the administrator."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.people.models import User
from kontor.tenants.models import Tenant


@pytest.fixture
def browser(client_for: Any, ada: User, alpina: Tenant) -> Any:
    """Ada sets up Alpina, which has nothing yet."""
    return client_for(ada, alpina)
