from __future__ import annotations

import pytest

from kontor.tenants.models import Tenant
from tests.support.letter_switch import letters_on


@pytest.fixture(autouse=True)
def letters(database: None, nordlicht: Tenant, alpina: Tenant) -> None:
    letters_on()
