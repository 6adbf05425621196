from __future__ import annotations

import pytest

from kontor.audit.domain import retention
from kontor.audit.domain.chains import verify
from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.org.domain import audit_retention
from kontor.org.domain.audit_retention import forget_old_changes
from kontor.org.preferences import KEEP_AUDIT_MONTHS
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.support.scoping import in_scope

ALL = ["old", "old", "old", "new"]


@pytest.fixture
def written(frozen: Frozen, committed_db: str, nordlicht: Tenant, alpina: Tenant) -> None:
    """Three entries of two years ago and one of now, in each tenant."""
    frozen.move(days=-730)
    for action in ALL:
        frozen.move(days=730 if action == "new" else 0)
        for tenant in (nordlicht, alpina):
            with in_scope(tenant):
                record_change(action, tenant, by=None, tenant_id=tenant.pk)


def actions(tenant: Tenant) -> list[str]:
    with in_scope(tenant):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_entries_leave_when_their_tenants_time_is_over(
    written: None, nordlicht: Tenant, alpina: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches, until all are gone; whoever sets nothing keeps everything."""
    for module in (retention, audit_retention):
        monkeypatch.setattr(module, "BATCH", 2)
    prefer(nordlicht, KEEP_AUDIT_MONTHS, 12)

    removed = [forget_old_changes(tenant.pk) for tenant in (nordlicht, alpina)]

    assert removed == [3, 0]
    assert actions(nordlicht) == ["new", "old entries removed", "old entries removed"]
    assert actions(alpina) == ALL
    assert verify(nordlicht.pk).problems == []
    assert forget_old_changes(0) == 0
