from __future__ import annotations

import pytest

from kontor.calls.models import TenantTelephony
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import integration, phone_of, telephone_system
from tests.support.scoping import everywhere


@pytest.fixture
def lines(nordlicht: Tenant, alpina: Tenant, anna: User, bela: User) -> None:
    """Both tenants call over one telephone system, with prefixes of their own."""
    integration()
    system = telephone_system()
    with everywhere():
        for tenant, prefix in ((nordlicht, "81"), (alpina, "82")):
            TenantTelephony.objects.create(tenant=tenant, system=system, prefix=prefix)
    phone_of(anna)
    phone_of(bela)
