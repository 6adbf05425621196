"""The installation in figures: what a monitoring system reads, and that nobody else reads it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from kontor.channels.models import MailAccount
from kontor.entrance.exposition import metrics
from kontor.intake.enums import ArrivalState
from kontor.kernel import clock
from kontor.letters.enums import LetterState
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.readiness.models import Canary
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION
from tests.conftest import Frozen
from tests.factories.answers import make_sent_answer
from tests.factories.call_records import connect_calls
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival, make_held
from tests.factories.outgoing_letters import make_failed_letter
from tests.factories.reports import make_alarm
from tests.factories.telephony import make_asterisk
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.processes import environment_for
from tests.support.scoping import in_scope
from tests.support.server import ROOT
from tests.support.statements import statements

TOKEN = "monitoring-reads-this"
HOUR = timedelta(hours=1)


def read(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples as another program reads them, by name and the values of their labels, the tenant first."""
    families = list(text_string_to_metric_families(text))
    assert all(family.type == "gauge" and family.documentation for family in families)
    return {
        family.name: {
            tuple(sample.labels[label] for label in sorted(sample.labels, reverse=True)): sample.value
            for sample in family.samples
        }
        for family in families
    }


@pytest.fixture
def with_token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def test_without_a_token_in_the_settings_there_is_no_page(anybody: Browser, settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    assert anybody.get("/metrics/").status_code == 404
    assert anybody.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}é"])
def test_a_wrong_token_is_refused(anybody: Browser, with_token: None, header: str) -> None:
    refused = anybody.get("/metrics/", headers={"Authorization": header})

    assert (refused.status_code, refused.content) == (401, b"The token is missing or wrong.\n")
    assert refused["WWW-Authenticate"] == 'Bearer realm="kontor"'


def test_signing_in_opens_it_to_nobody(
    client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, with_token: None
) -> None:
    assert client_for(ada, nordlicht).get("/metrics/").status_code == 401


def test_the_right_token_reads_every_tenant(
    anybody: Browser, with_token: None, nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount
) -> None:
    make_arrival(nordlicht_account)

    answer = anybody.get("/metrics/", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in answer["Cache-Control"]
    found = read(answer.content.decode())
    assert found["kontor_mails_undecided"][(nordlicht.code, "waiting")] == 1
    assert found["kontor_mails_undecided"][(alpina.code, "waiting")] == 0
    assert found["kontor_mails_undecided"][("", "waiting")] == 0


def test_tickets_and_alarms(frozen: Frozen, nordlicht: Tenant, alpina: Tenant, billing: Category, anna: User) -> None:
    make_ticket(billing, received_at=clock.now() - HOUR)
    make_ticket(billing, owner=anna)
    make_alarm(nordlicht, raised_at=clock.now())
    make_alarm(nordlicht, active=False, raised_at=clock.now())
    make_alarm(alpina)

    found = read(metrics().decode())

    assert found["kontor_tickets_open"] == {(nordlicht.code,): 2, (alpina.code,): 0}
    assert found["kontor_tickets_waiting"][(nordlicht.code,)] == 1
    assert found["kontor_ticket_oldest_waiting_age_seconds"] == {(nordlicht.code,): 3600, (alpina.code,): 0}
    assert found["kontor_alarms_raised"] == {(nordlicht.code,): 1, (alpina.code,): 0}


def test_mail_that_waits_is_held_or_did_not_arrive(
    frozen: Frozen, nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, anna: User
) -> None:
    general = make_account(None)
    make_arrival(nordlicht_account, stored_at=clock.now() - HOUR)
    make_arrival(nordlicht_account, state=ArrivalState.DONE)
    make_held(nordlicht_account)
    make_held(general)
    for state in (DeliveryState.QUEUED, DeliveryState.FAILED):
        message = make_sent_answer(make_ticket(billing, owner=anna), anna).message
        with in_scope(nordlicht):
            OutgoingMail.objects.create(
                tenant=nordlicht,
                message=message,
                account=nordlicht_account,
                account_owner=nordlicht.pk,
                recipients=["kaethe@post.example"],
                state=state,
            )
            OutgoingMail.objects.update(created_at=clock.now() - 2 * HOUR)

    found = read(metrics().decode())

    code = nordlicht.code
    undecided = found["kontor_mails_undecided"]
    assert (undecided[(code, "waiting")], undecided[(code, "held")], undecided[("", "held")]) == (1, 1, 1)
    assert found["kontor_mail_oldest_waiting_age_seconds"][(code,)] == 3600
    assert found["kontor_outgoing_mails"][(code, "queued")] == 1
    assert found["kontor_outgoing_mail_oldest_age_seconds"][(code,)] == 7200
    assert found["kontor_outgoing_mails_not_arrived"][(code,)] == 1


def test_accounts_and_their_canaries(frozen: Frozen, nordlicht: Tenant) -> None:
    failing = make_account(nordlicht, "locked@mail.example", failing_since=clock.now() - HOUR, fetched_at=clock.now())
    general = make_account(None, "all@mail.example")
    make_account(nordlicht, "off@mail.example", active=False)
    with in_scope(nordlicht.pk, INSTALLATION):
        for account, came_at in ((failing, None), (general, clock.now() - HOUR)):
            owner = {"tenant": account.tenant, "account": account, "account_owner": account.owner}
            Canary.objects.create(**owner, begun_at=clock.now(), came_at=came_at, failing_since=None)

    found = read(metrics().decode())

    ours, everybodys = (nordlicht.code, failing.address), ("", general.address)
    assert found["kontor_mail_account_failing_seconds"] == {ours: 3600, everybodys: 0}
    assert found["kontor_mail_account_fetched_age_seconds"] == {ours: 0}
    assert found["kontor_canary_age_seconds"] == {everybodys: 3600}
    assert found["kontor_canary_failing_seconds"] == {ours: 0, everybodys: 0}


def test_what_belongs_to_a_deleted_tenant_is_not_counted(nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant in (nordlicht, alpina):
        make_account(tenant, f"{tenant.code}@mail.example")
        make_alarm(tenant, raised_at=clock.now())
    with in_scope(alpina):
        Tenant.objects.filter(pk=alpina.pk).update(deleted_at=clock.now())

    found = read(metrics().decode())

    assert found["kontor_mail_account_failing_seconds"] == {("NORD", "NORD@mail.example"): 0}
    assert found["kontor_alarms_raised"] == {("NORD",): 1}


def test_letters_lines_jobs_and_the_machine(
    nordlicht: Tenant, billing: Category, anna: User, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    make_failed_letter(make_ticket(billing, owner=anna), anna)
    assert "kontor_phone_line_up" not in read(metrics().decode())
    connect_calls()
    system = make_asterisk()

    found = read(metrics().decode())

    assert found["kontor_letters"][(nordlicht.code, LetterState.FAILED.value)] == 1
    assert found["kontor_phone_line_up"] == {(system.name,): 1}
    assert set(found["kontor_jobs"]) == {("todo",), ("doing",), ("failed",)}
    assert found["kontor_database_size_bytes"][()] > 1_000_000
    assert found["kontor_disk_free_bytes"][()] > 0
    assert "kontor_mail_storage_free_bytes" not in found


def test_room_for_large_mails_is_told_where_they_have_a_folder(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MAIL_STORAGE = str(tmp_path)

    assert read(metrics().decode())["kontor_mail_storage_free_bytes"][()] > 0


EXPRESSION = re.compile(
    r"(?:delta\()?(?P<name>[a-z_]+)(?:\{(?P<label>[a-z]+)=\"(?P<value>\w+)\"\})?(?:\[1h\]\))? (?:[<>]|==) [0-9e]+"
    r"(?: or absent\((?P=name)\))?"
)


def test_the_alarm_rules_ask_for_figures_that_there_are(
    nordlicht: Tenant, nordlicht_account: MailAccount, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    settings.MAIL_STORAGE = str(tmp_path)
    connect_calls()
    make_asterisk()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    found = {family.name: family for family in text_string_to_metric_families(metrics().decode())}
    written = yaml.safe_load((ROOT / "docs" / "prometheus-alarms.yaml").read_text(encoding="utf-8"))
    rules = [rule for group in written["groups"] for rule in group["rules"]]

    asked = {rule["alert"]: EXPRESSION.fullmatch(rule["expr"]) for rule in rules}

    assert [alert for alert, expression in asked.items() if expression is None] == []
    known = {alert: expression for alert, expression in asked.items() if expression and expression["name"] != "up"}
    assert len(known) == len(rules) - 1 > 10
    for alert, expression in known.items():
        family = found[expression["name"]]
        if expression["label"]:
            values = {sample.labels[expression["label"]] for sample in family.samples}
            assert expression["value"] in values, alert
    assert {rule["labels"]["severity"] for rule in rules} == {"warning", "critical"}
    assert all(rule["annotations"]["summary"] for rule in rules)


def test_nothing_of_a_customer_an_agent_or_a_subject_is_in_it(billing: Category, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna, subject="Kündigung wegen Umzug")

    text = metrics().decode()

    assert ticket.customer is not None
    for word in (ticket.subject, ticket.customer.name, anna.name, str(ticket.number), billing.name):
        assert word not in text


def test_the_statements_do_not_depend_on_what_there_is(nordlicht: Tenant, billing: Category, anna: User) -> None:
    make_ticket(billing)
    metrics()
    with statements() as few:
        metrics()
    for _each in range(3):
        make_arrival(make_account(nordlicht))
        make_ticket(billing, owner=anna)

    with statements() as many:
        metrics()

    assert len(few) == len(many)


def test_the_command_writes_the_same(committed_db: str, nordlicht: Tenant, tmp_path: Path) -> None:
    connection.close()
    command = [Path(sys.executable).with_name("kontor"), "metrics"]

    done = subprocess.run(
        command,
        env=environment_for(committed_db, tmp_path),
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert read(done.stdout.decode())["kontor_tickets_open"] == {(nordlicht.code,): 0}
