from __future__ import annotations

from dataclasses import replace

from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.reports.domain.alarms import AlarmValues, change_alarm, create_alarm, delete_alarms, restore_alarm
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope

BUSY = AlarmValues(name="Viel los", measure="open", threshold=50)


def test_whatever_becomes_of_an_alarm_stands_in_the_audit_log(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        made = create_alarm(nordlicht, BUSY, by=sven)
        changed = change_alarm(made, replace(BUSY, threshold=80), version=made.version, by=sven)
        delete_alarms([changed, changed], by=sven)
        restore_alarm(changed, by=sven)

        entries = list(AuditEntry.objects.filter(kind="reports.alarm", object_id=made.pk).order_by("pk"))

    assert [(entry.action, entry.changes.get("threshold")) for entry in entries] == [
        ("created", [None, 50]),
        ("changed", [50, 80]),
        ("deleted", None),
        ("restored", None),
    ]
    assert {entry.actor_id for entry in entries} == {sven.pk}
