"""Who changed a field or setting last, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.audit.domain.erasing import erase_content
from kontor.audit.domain.queries import last_change, last_changes
from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope

KIND = "tenants.tenant"


def change(tenant: Tenant, changes: Mapping[str, Any], by: User | None) -> AuditEntry:
    return record_change("changed", tenant, by=by, tenant_id=tenant.pk, changes=changes)


def test_the_last_change_of_each_field_counts(nordlicht: Tenant, ada: User, sven: User) -> None:
    with in_scope(nordlicht):
        first = change(nordlicht, {"name": ["A", "B"], "language": ["de", "en"]}, ada)
        second = change(nordlicht, {"name": ["B", "C"]}, sven)

        found = last_changes(KIND, nordlicht.pk)

        assert found == {"name": (sven, second.at), "language": (ada, first.at)}
        assert last_change(KIND, nordlicht.pk, "name") == (sven, second.at)
        assert last_change(KIND, nordlicht.pk, "language") == (ada, first.at)


def test_what_kontor_itself_changed_names_nobody(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        entry = change(nordlicht, {"name": ["A", "B"]}, None)

        assert last_change(KIND, nordlicht.pk, "name") == (None, entry.at)


def test_what_nobody_changed_is_not_there(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        change(nordlicht, {"name": ["A", "B"]}, ada)

        assert last_change(KIND, nordlicht.pk, "language") is None
        assert last_changes("org.category", nordlicht.pk) == {}


def test_settings_written_down_together_count_one_by_one(nordlicht: Tenant, ada: User, sven: User) -> None:
    with in_scope(nordlicht):
        change(nordlicht, {"preferences": [None, {"a.one": 1, "a.two": 2}]}, ada)
        change(nordlicht, {"preferences": [{"a.one": 1, "a.two": 2}, {"a.one": 1}]}, sven)

        found = last_changes(KIND, nordlicht.pk)

    assert {key: change.who for key, change in found.items()} == {"preferences": sven, "a.one": ada, "a.two": sven}


def test_of_erased_content_nothing_is_known_any_more(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        entry = change(nordlicht, {"name": ["A", "B"]}, ada)
        erase_content(AuditEntry.objects.filter(pk=entry.pk), by=None, reason="Auskunft")

        assert last_changes(KIND, nordlicht.pk) == {}
        assert last_change(KIND, nordlicht.pk, "name") is None


def test_another_tenants_rows_say_nothing(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    with in_scope(alpina):
        record_change("changed", nordlicht, by=ada, tenant_id=alpina.pk, changes={"name": ["A", "B"]})

    with in_scope(nordlicht):
        assert last_change(KIND, nordlicht.pk, "name") is None
