from __future__ import annotations

import psycopg
from django.db import transaction

from kontor.live.notify import CHANNEL, changed, told
from kontor.tenants.models import Tenant
from tests.support.notified import notified
from tests.support.refusal import rolled_back
from tests.support.scoping import in_scope


def listening(address: str) -> psycopg.Connection[object]:
    connection = psycopg.connect(address, autocommit=True)
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


def test_one_notification_a_transaction(committed_db: str, nordlicht: Tenant) -> None:
    with listening(committed_db) as connection:
        with in_scope(nordlicht):
            changed(nordlicht.pk, "ticket", 7)
            changed(nordlicht.pk, "ticket", 7)
            with in_scope(nordlicht):
                changed(nordlicht.pk, "ticket", 8)
            told(3, "notice", 9)

        assert notified(connection) == [
            [["t", nordlicht.pk, "ticket", 7], ["t", nordlicht.pk, "ticket", 8], ["u", 3, "notice", 9]]
        ]


def test_nothing_is_heard_of_what_is_rolled_back(committed_db: str, nordlicht: Tenant) -> None:
    with listening(committed_db) as connection:
        with rolled_back(ZeroDivisionError), in_scope(nordlicht):
            changed(nordlicht.pk, "ticket", 7)
            raise ZeroDivisionError
        with in_scope(nordlicht):
            changed(nordlicht.pk, "ticket", 8)
            transaction.set_rollback(True)

        assert notified(connection) == []


def test_many_changes_fit_into_notifications(committed_db: str, nordlicht: Tenant) -> None:
    with listening(committed_db) as connection:
        with in_scope(nordlicht):
            for ticket_id in range(250):
                changed(nordlicht.pk, "ticket", 10**12 + ticket_id)

        assert [len(items) for items in notified(connection)] == [100, 100, 50]
