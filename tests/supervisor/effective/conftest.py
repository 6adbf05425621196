from __future__ import annotations

from typing import Any

import pytest

from kontor.people.models import User
from kontor.tenants.models import Tenant


@pytest.fixture
def ada_s(client_for: Any, ada: User, nordlicht: Tenant) -> Any:
    return client_for(ada, nordlicht)


@pytest.fixture
def sven_s(client_for: Any, sven: User, nordlicht: Tenant) -> Any:
    return client_for(sven, nordlicht)
