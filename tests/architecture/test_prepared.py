"""The connections of the tests."""

from __future__ import annotations

from django.db import connection, transaction

ASKED = "SELECT 'asked for in each test'"


def test_what_is_prepared_outlasts_a_rollback(committed_db: str) -> None:
    with connection.cursor() as cursor:
        for _test in range(6):
            with transaction.atomic():
                cursor.execute(ASKED)
                transaction.set_rollback(True)

        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement = %s", [ASKED])
        assert cursor.fetchall() == [(ASKED,)]
