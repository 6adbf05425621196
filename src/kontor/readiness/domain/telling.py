"""Open pages of those who may look at a tenant hear that its go-live test goes on, and that its checklist changed.

It is told to persons and not to the tenant's people, so that no desk hears of a test.
"""

from __future__ import annotations

from kontor.live.notify import told
from kontor.org.domain.persons import people_with

TRIAL = "trial"
CHECKLIST = "readiness"
READ = "tenants.read"


def tell(tenant_id: int, kind: str) -> None:
    """The tenant's id alone, when the scope's transaction commits."""
    people = [people_with(READ, tenant_id=of).values_list("pk", flat=True) for of in (tenant_id, None)]
    for user_id in {pk for rows in people for pk in rows}:
        told(user_id, kind, tenant_id)
