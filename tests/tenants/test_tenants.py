"""What a tenant says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.tenants.models import Tenant

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("active", "deleted_at", "works"),
    [(True, None, True), (False, None, False), (True, LONG_AGO, False), (False, LONG_AGO, False)],
)
def test_a_tenant_works_that_is_neither_switched_off_nor_deleted(
    active: bool, deleted_at: datetime | None, works: bool
) -> None:
    tenant = Tenant(active=active, deleted_at=deleted_at)

    assert (tenant.is_working, tenant.is_deleted) == (works, deleted_at is not None)
