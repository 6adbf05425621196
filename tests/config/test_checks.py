"""Kontor does not start where row security would not hold."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kontor.config import checks
from tests.support.databases import connected_to
from tests.support.server import Server


def test_plain_role_on_a_migrated_database_may_start(committed_db: str) -> None:
    assert checks.database_problems() == []


@pytest.mark.parametrize(
    ("role", "reason"),
    [("postgres", "is a superuser"), ("kontor_backup", "bypasses row security"), ("kontor_owner", "owns tables")],
)
def test_start_is_refused_for_roles_above_row_security(
    server: Server, committed_db: str, role: str, reason: str
) -> None:
    with (
        connected_to(server, committed_db.rpartition("/")[2], role),
        pytest.raises(ImproperlyConfigured, match=reason),
    ):
        checks.refuse_unsafe_start()


def test_start_is_refused_without_a_policy(server: Server, committed_db: str) -> None:
    with server.admin(committed_db.rpartition("/")[2]) as admin:
        admin.execute("ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY")

    assert checks.database_problems() == ["The table tickets_ticket has no row security in force. Run: kontor migrate"]


def test_start_is_refused_on_an_older_database(server: Server, committed_db: str) -> None:
    with server.admin(committed_db.rpartition("/")[2]) as admin:
        admin.execute("DELETE FROM django_migrations WHERE app = 'tickets'")

    assert "The database is older than this Kontor" in checks.database_problems()[0]


def test_debug_is_refused_where_people_come_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEBUG", True)
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://desk.example")

    assert checks.settings_problems() == [
        "KONTOR_DEBUG is on although people reach this desk from elsewhere. Switch it off."
    ]
