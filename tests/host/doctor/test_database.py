"""What the doctor says of the database, its jobs, clocks, accounts and mail."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import psycopg
import pytest
from django.db import connection
from django.utils import translation

from kontor.config.ticks import forget_ticks_ahead
from kontor.host.doctor import command, jobs, mail, store
from kontor.host.doctor.finding import Finding, Level
from kontor.host.postgres.cluster import free_port
from kontor.host.postgres.roles import LEAKPROOF
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.tickets import make_message, make_ticket
from tests.host.doctor.looking import unsound
from tests.support.databases import connected_to
from tests.support.scoping import in_scope
from tests.support.server import Server


def sent_to_the_database(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_sound_database_is_found_sound(committed_db: str) -> None:
    assert [finding for check in (store.check_server, store.check_policies) for finding in unsound(check)] == []


def test_a_role_above_row_security_is_found(server: Server, committed_db: str) -> None:
    with connected_to(server, name_of(committed_db), "postgres"):
        found = unsound(store.check_roles)

    assert any(level == Level.BAD and "is a superuser" in sentence for level, sentence in found)


def test_a_missing_policy_is_found(server: Server, committed_db: str) -> None:
    with server.admin(name_of(committed_db)) as admin:
        admin.execute("ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY")

    assert unsound(store.check_policies) == [
        (Level.BAD, "The table tickets_ticket has no row security in force. Run: kontor migrate")
    ]


def test_a_missing_migration_is_found(server: Server, committed_db: str) -> None:
    with server.admin(name_of(committed_db)) as admin:
        admin.execute("DELETE FROM django_migrations WHERE app = 'tickets'")

    [(level, sentence)] = unsound(store.check_policies)
    assert (level, "older than this Kontor" in sentence) == (Level.BAD, True)


@pytest.mark.parametrize(("word", "count"), [("", 0), ("NOT ", 1)])
def test_text_search_that_is_not_leakproof_is_found(server: Server, committed_db: str, word: str, count: int) -> None:
    with server.admin(name_of(committed_db)) as admin:
        for function in LEAKPROOF:
            admin.execute(f"ALTER FUNCTION pg_catalog.{function} {word}LEAKPROOF".encode())

    assert len(unsound(store.check_leakproof)) == count


def test_clocks_that_differ_are_found(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CLOCK_MAY_DIFFER", -1.0)

    [(level, sentence)] = unsound(store.check_server)
    assert (level, "The clocks of this machine and of the database are" in sentence) == (Level.BAD, True)


def test_without_a_worker_it_says_so(database: None) -> None:
    assert unsound(jobs.check_workers) == [(Level.WARNING, "No worker is at work: no mail is fetched or sent.")]


def test_stalled_failed_and_old_jobs_are_found(committed_db: str) -> None:
    assert [found.sentence for found in jobs.check_jobs()] == ["No job is stuck."]
    for state in ("doing", "failed", "todo"):
        sent_to_the_database(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) "
            f"VALUES ('default', 'a task', '{{}}', '{state}')"
        )
    sent_to_the_database("UPDATE procrastinate_events SET at = at - interval '10 minutes'")

    assert unsound(jobs.check_jobs) == [
        (Level.WARNING, "Jobs whose worker was killed: 1."),
        (Level.WARNING, "Jobs that failed for good: 1."),
        (Level.BAD, "The oldest waiting job waits for 10 minutes."),
    ]


def test_a_job_waits_from_its_hour_on(committed_db: str) -> None:
    """A mail that is tried again after twelve hours was not left lying for twelve hours."""
    sent_to_the_database(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at) "
        "VALUES ('default', 'a task', '{}', 'todo', now() - interval '1 minute')"
    )
    sent_to_the_database("UPDATE procrastinate_events SET at = at - interval '12 hours'")
    assert unsound(jobs.check_jobs) == []

    sent_to_the_database("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '10 minutes'")

    assert unsound(jobs.check_jobs) == [(Level.BAD, "The oldest waiting job waits for 10 minutes.")]


def test_a_clock_that_was_set_back_is_found_and_a_worker_that_starts_goes_by_it(committed_db: str) -> None:
    sent_to_the_database(
        "INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp) "
        "SELECT 'kontor.x', 'kontor.x', extract(epoch FROM now() + days)::bigint "
        "FROM (VALUES (interval '-1 minute'), (interval '1 day')) AS ticks (days)"
    )

    assert unsound(jobs.check_jobs) == [
        (Level.BAD, "The clock was set back by 24.0 hours: until then nothing happens by the clock.")
    ]
    forget_ticks_ahead()
    assert unsound(jobs.check_jobs) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_periodic_defers")
        assert cursor.fetchone() == (1,)


def test_an_account_that_cannot_be_reached_is_found(committed_db: str, nordlicht: Tenant) -> None:
    assert unsound(mail.check_accounts) == [(Level.WARNING, "There is no mail account in use yet.")]
    make_account(
        nordlicht, "service@nordlicht.example", name="Service", host="127.0.0.1", port=free_port(), security="plain"
    )

    [(level, sentence)] = unsound(mail.check_accounts)
    assert (level, sentence.startswith("The account Service: ")) == (Level.BAD, True)


def test_the_doctor_speaks_one_language(
    committed_db: str,
    nordlicht: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Sentences that other parts make are in the language of whoever reads them: German where nothing else is said."""
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    monkeypatch.setenv("KONTOR_DATABASE_URL", committed_db)
    port = free_port()
    make_account(nordlicht, "service@nordlicht.example", name="Service", host="127.0.0.1", port=port, security="plain")

    with translation.override("de"):
        code = command.run(Namespace(isolation=False, report=None))

    said = capsys.readouterr().out
    assert code == 1
    assert f"BAD   The account Service: The server 127.0.0.1 does not answer on port {port}. Check the port.\n" in said
    assert "antwortet" not in said


def test_undelivered_mail_is_counted(committed_db: str, nordlicht: Tenant, billing: Category) -> None:
    account, ticket = make_account(nordlicht, "service@nordlicht.example"), make_ticket(billing)
    message = make_message(ticket)
    with in_scope(nordlicht):
        sent = queue_mail(message, account=account)
        OutgoingMail.objects.filter(pk=sent.pk).update(state="failed")

    assert unsound(mail.check_undelivered) == [(Level.WARNING, "Mails that could not be delivered: 1.")]


def test_a_database_that_is_away_is_said_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Server, committed_db: str
) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    nowhere = SimpleNamespace(port=free_port(), password=server.password)
    with connected_to(cast(Server, nowhere), name_of(committed_db)):
        found = [finding.sentence for finding in command.examine(with_database=True) if finding.level == Level.BAD]

    [sentence] = [said for said in found if "database" in said]
    assert sentence.startswith('The database does not answer: connection to server at "127.0.0.1", port ')
    assert sentence.endswith(" failed: Connection refused")


def test_of_a_database_without_room_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full() -> Iterator[Finding]:
        raise psycopg.errors.DiskFull("could not extend file")
        yield

    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    monkeypatch.setattr(store, "check_server", full)

    last = list(command.examine(with_database=True))[-1]

    assert (last.level, last.sentence) == (Level.BAD, "The database has no room: could not extend file")
    assert last.advice == "Make room on its disk. Kontor then goes on."
