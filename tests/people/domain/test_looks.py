"""A look through somebody else's eyes ends: it is written down where it was."""

from __future__ import annotations

from kontor.audit.models import AuditEntry
from kontor.people.domain.looks import CLOSED, end_looking
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere


def test_the_end_stands_in_the_log_of_each_tenant_of_the_look(
    nordlicht: Tenant, alpina: Tenant, anna: User, ada: User
) -> None:
    end_looking(anna.pk, [nordlicht.pk], by=ada)

    with everywhere():
        rows = AuditEntry.objects.filter(action=CLOSED).values_list("tenant_id", "label", "actor__username")
        assert list(rows) == [(nordlicht.pk, "Anna Arndt", "ada")]
