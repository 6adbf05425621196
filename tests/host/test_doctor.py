"""Each check of `kontor doctor` finds what is wrong and says what to do."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from django.utils import translation

from kontor.calls.domain.devices import set_phones
from kontor.calls.domain.phone_systems import renew_token
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneLink
from kontor.config.ticks import forget_ticks_ahead
from kontor.host.doctor import calls, command, jobs, letters, machine, mail, spelling, store
from kontor.host.doctor.finding import Finding, Level
from kontor.host.folder import Folder
from kontor.host.postgres.cluster import free_port
from kontor.host.postgres.roles import LEAKPROOF
from kontor.kernel import clock
from kontor.letters.domain import switch
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.letters.rendering.failures import INSTALL
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.spelling import engine
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_account
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.factories.tickets import make_message, make_ticket
from tests.support.databases import connected_to
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope
from tests.support.server import Server

Check = Callable[[], Iterator[Finding]]


def unsound(check: Check) -> list[tuple[Level, str]]:
    """What is not good; each such line comes with an advice."""
    found = [finding for finding in check() if finding.level != Level.GOOD]
    assert all(finding.advice for finding in found)
    return [(finding.level, finding.sentence) for finding in found]


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
    assert unsound(jobs.check_jobs) == []
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


def test_telephone_systems_are_looked_at(committed_db: str, nordlicht: Tenant, alpina: Tenant, anna: User) -> None:
    assert unsound(calls.check_calls) == []
    connect_calls()
    assert unsound(calls.check_calls) == [
        (Level.WARNING, "The call integration is on, and there is no telephone system in use.")
    ]
    provider = make_phone_system("Anbieter")
    port = free_port()
    own = make_phone_system("Zentrale", connector=Connector.ASTERISK, host="127.0.0.1", port=port, context="out")
    make_trunk(own, None, "Amt")
    with everywhere():
        renew_token(provider, by=None)
        for tenant in (nordlicht, alpina):
            change_telephony(tenant, system=provider, prefix="", postfix="", version=0, by=None)

    assert unsound(calls.check_calls) == [
        (Level.WARNING, "The telephone system Anbieter has never posted an event."),
        (Level.WARNING, "At Anbieter these dial without prefix and postfix: Alpina Versicherung, Nordlicht Energie."),
        (
            Level.BAD,
            f"The telephone system Zentrale: The server 127.0.0.1 does not answer on port {port}. Check the port.",
        ),
        (Level.WARNING, "At Zentrale these trunks belong to no tenant, and no dialled number does: Amt."),
        (Level.WARNING, "Agents without a phone: 1 (Anna Arndt)."),
    ]


def test_a_telephone_system_that_posts_is_sound(committed_db: str, nordlicht: Tenant, anna: User) -> None:
    connect_calls()
    system = make_phone_system("Anbieter")
    assert (Level.BAD, "The telephone system Anbieter has no token: its events are refused.") in unsound(
        calls.check_calls
    )
    with everywhere():
        renew_token(system, by=None)
        set_phones(anna, system, ["201"], seen=[], by=None)
    PhoneLink.objects.update(event_at=clock.now())

    assert unsound(calls.check_calls) == []


def test_letters_need_programs_and_a_place(
    committed_db: str,
    nordlicht: Tenant,
    alpina: Tenant,
    settings: Any,
    tmp_path: Path,
) -> None:
    assert [finding.sentence for finding in letters.check_letters()] == ["Letters are switched off."]
    letters_on()
    settings.LETTERS_ROOT = tmp_path
    prefer(nordlicht, OUTPUT_DIRECTORY, "taken/briefe")
    (tmp_path / nordlicht.code).mkdir()
    (tmp_path / nordlicht.code / "taken").write_text("a file")

    found = list(letters.check_letters())

    assert [finding.level for finding in found] == [Level.GOOD, Level.GOOD, Level.BAD]
    assert found[1].sentence == f"The letters of Alpina Versicherung can be written to {tmp_path}/{alpina.code}."
    assert found[2].sentence.startswith("The letters of Nordlicht Energie cannot be written: ")
    assert f"the folder below {tmp_path}" in found[2].advice
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["taken"]


def test_missing_programs_for_letters_come_with_the_command(
    committed_db: str, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters_on()
    monkeypatch.setattr(switch, "LOOK", "import sys; sys.exit(1)")
    monkeypatch.setattr(switch, "_seen", None)

    bad = [finding for finding in letters.check_letters() if finding.level == Level.BAD]

    assert [(each.sentence, each.advice) for each in bad] == [
        ("Letters are on, and the programs that make PDFs are missing: no letter can be made.", INSTALL)
    ]


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


def test_a_folder_that_cannot_be_written_to_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests as root may write everywhere but to what the kernel keeps from all."""
    monkeypatch.setattr(machine, "var_folder", lambda: Folder(Path("/proc/1")))

    found = [sentence for _level, sentence in unsound(machine.check_disk)]

    assert "Nothing can be written to /proc/1." in found


def test_keys_that_others_can_read_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    key = machine.var_folder().secret_file("secret-key")
    assert unsound(machine.check_secrets) == []

    key.chmod(0o644)

    assert unsound(machine.check_secrets) == [(Level.BAD, "Others on this machine can read keys: secret-key.")]


def test_missing_dictionaries_are_found_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "missing", lambda: ["de"])

    [finding] = spelling.check_dictionaries()

    assert (finding.level, finding.sentence) == (Level.WARNING, "The spelling is not checked in: de.")
    assert finding.advice == "apt install libenchant-2-2 hunspell-de-de hunspell-en-us"


@pytest.mark.parametrize(("least", "level"), [("LEAST_SPACE", Level.BAD), ("GOOD_SPACE", Level.WARNING)])
def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: str, level: Level) -> None:
    monkeypatch.setenv("KONTOR_VAR", str(tmp_path))
    monkeypatch.setattr(machine, least, 10**18)

    [(found, sentence)] = unsound(machine.check_disk)
    assert (found, sentence.endswith(f"GB are free where {tmp_path} is.")) == (level, True)
