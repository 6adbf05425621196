"""An installation of the first version, with rows in it, is brought up to date by the owner's role, over later ones.

A tenant that was ready for work in the version before this one is so afterwards, by today's checklist.
The finished schema that empty databases are given is compared with what all the migrations have made of it then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps as present
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory
from psycopg import sql
from pytest_django import DjangoDbBlocker

from kontor.host import environment, schema
from kontor.host.migrate import migrate_step_by_step
from kontor.host.postgres import address, roles
from kontor.host.schema_dump import MADE_AFTERWARDS, dump_of
from kontor.host.stepping import Executor
from kontor.kernel import clock
from kontor.texts.domain.documents import document_of
from tests.host.empty import empty_database, owner_of, url_of
from tests.host.released import VERSION_0_1_0, VERSION_0_2_0, VERSION_0_6_0, assert_is_ready, furnish_0_6_0
from tests.support.databases import connected_to
from tests.support.server import Server


@pytest.fixture
def old_database(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """An empty database; Django is connected to it as its owner. The value is its name."""
    with (
        django_db_blocker.unblock(),
        empty_database(server, leakproof=True) as name,
        connected_to(server, name, role=roles.OWNER),
    ):
        yield name


def _migrate(version: dict[str, str | None]) -> Any:
    """To the last migrations of that version; returns the models as they then are."""
    executor = Executor(connection)
    last = [(app, name) for app, name in version.items() if name]
    executor.migrate(last)
    return executor.loader.project_state(last).apps


def _with_kontor_migrate(server: Server, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To this version; Django is connected as the application afterwards."""
    for variable, role in ((environment.OWNER_URL, roles.OWNER), (environment.APPLICATION_URL, roles.APPLICATION)):
        monkeypatch.setenv(variable, address.url(role, server.password, server.port, name))
    monkeypatch.setenv("KONTOR_DATABASE_POOL", "0")  # a pool would outlive the database
    migrate_step_by_step()


def _enter(tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kontor.tenants', %s, true)", [str(tenant_id)])


def _furnish(old: Any) -> int:
    """A tenant with an account, a rule and a request with its mail. Returns the tenant's id."""
    now = clock.now()
    old.get_model("people", "Role").objects.create(
        name="Agent", sort_key="agent", permissions=["tickets.read", "tickets.close"]
    )
    owner = old.get_model("people", "User").objects.create(
        username="anna", username_key="anna", email="a@b.example", email_key="a@b.example", name="Anna", sort_key="anna"
    )
    old.get_model("people", "Role").objects.create(name="Guest", sort_key="guest", permissions=["tickets.read"])
    tenant_id = old.get_model("tenants", "Roster").objects.create().pk
    _enter(tenant_id)
    old.get_model("tenants", "Tenant").objects.create(
        id_id=tenant_id, name="Küste", name_key="küste", sort_key="kuste", code="KU"
    )
    category = old.get_model("org", "Category").objects.create(
        tenant_id=tenant_id, name="Rechnung", sort_key="rechnung"
    )
    account = old.get_model("channels", "MailAccount").objects.create(
        tenant_id=tenant_id, name="Service", sort_key="service", address="a@b.example", address_key="a@b.example",
        last_error="Die Verbindung brach ab.",
    )  # fmt: skip
    old.get_model("routing", "CategoryRule").objects.create(
        tenant_id=tenant_id, category=category, name="Rechnungen", subject_words=["rechnung*", "A UND B"],
        senders=["@shop.example"],
    )  # fmt: skip
    ticket = old.get_model("tickets", "Ticket").objects.create(
        tenant_id=tenant_id, number=1234567897, state="queued", category=category, account=account,
        account_owner=tenant_id, received_at=now, changed_at=now, subject="Rechnung",
    )  # fmt: skip
    blob = old.get_model("tickets", "Blob").objects.create(
        tenant_id=tenant_id, sha256=b"0" * 32, size=3, compressed=False, data=b"abc"
    )
    old.get_model("tickets", "Ticket").objects.create(
        tenant_id=tenant_id, number=1234567898, state="assigned", category=category, account=account,
        account_owner=tenant_id, received_at=now, changed_at=now, assigned_at=now, owner=owner, subject="Lieferung",
    )  # fmt: skip
    message = old.get_model("tickets", "Message").objects.create(
        tenant_id=tenant_id, ticket=ticket, direction="out", kind="reply", at=now, raw=blob, message_id="1@b.example"
    )
    old.get_model("intake", "Arrival").objects.create(
        tenant_id=tenant_id, account=account, account_owner=tenant_id, key="1:1", raw=blob, size=3, sha256=b"0" * 32,
        received_at=now, stored_at=now,
    )  # fmt: skip
    old.get_model("outbox", "OutgoingMail").objects.create(
        tenant_id=tenant_id, message=message, account=account, account_owner=tenant_id, state="sending",
        recipients=["k@post.example"], claimed_at=now,
    )  # fmt: skip
    return tenant_id


def _assert_rows_mean_the_same(tenant_id: int) -> None:
    with transaction.atomic():
        _enter(tenant_id)
        version = present.get_model("routing", "RuleVersion").objects.get()
        assert (version.number, version.active) == (1, True)
        assert version.content["rules"][0]["conditions"] == [
            {"part": "sender", "values": ["@shop.example"]},
            {"part": "subject", "values": ["rechnung*", '"A UND B"']},
        ]
        assert present.get_model("tickets", "Blob").objects.get().content == b"abc"
        queued, on_a_desk = present.get_model("tickets", "Ticket").objects.order_by("number")
        assert (queued.state, queued.touched_at) == ("queued", None)
        assert on_a_desk.touched_at == on_a_desk.assigned_at
        assert present.get_model("intake", "Arrival").objects.get().state == "waiting"
        mail = present.get_model("outbox", "OutgoingMail").objects.get()
        assert mail.state in ("sending", "unclear")
        assert mail.recipients == ["k@post.example"]
    rights = dict(present.get_model("people", "Role").objects.values_list("name", "permissions"))
    assert rights == {
        "Agent": [
            "tickets.read",
            "tickets.close",
            "tickets.spam",
            "tickets.block",
            "tickets.resubmit",
            "tickets.pass_on",
        ],
        "Guest": ["tickets.read"],
    }


def _make_acknowledgements(old: Any) -> dict[str, int]:
    """Two tenants: one with texts of its own and of a category, in two languages, one with a single text."""
    made: dict[str, int] = {}
    for code, name, language in (("NL", "Nordlicht", "de"), ("AL", "Alpina", "en")):
        tenant_id = old.get_model("tenants", "Roster").objects.create().pk
        _enter(tenant_id)
        old.get_model("tenants", "Tenant").objects.create(
            id_id=tenant_id, name=name, name_key=name.lower(), sort_key=name.lower(), code=code, language=language
        )
        made[code] = tenant_id
        texts = old.get_model("answers", "AcknowledgementText").objects
        texts.create(
            tenant_id=tenant_id, language="de", subject="Eingang {number}", text="Guten Tag {name},\n\n<b> & {tenant}"
        )
        if code == "NL":
            category = old.get_model("org", "Category").objects.create(
                tenant_id=tenant_id, name="Rückgabe", sort_key="ruckgabe"
            )
            made["category"] = category.pk
            texts.create(tenant_id=tenant_id, category=category, language="de", subject="R {subject}", text="Rückgabe")
            texts.create(tenant_id=tenant_id, category=category, language="en", subject="R", text="Return")
    return made


def _assert_history_begins_with(templates: Any) -> None:
    """Each has its first version, and that says what the template says."""
    for template in templates.all():
        [version] = template.versions.all()
        assert (version.number, version.at, version.by) == (1, template.changed_at, None)
        assert version.content == document_of(template)


def _assert_acknowledgements_are_templates(made: dict[str, int]) -> None:
    with transaction.atomic():
        _enter(made["NL"])
        templates = present.get_model("texts", "ReplyTemplate").objects.order_by("internal_name")
        assert list(templates.values_list("name", "internal_name", "kind", "from_no_reply")) == [
            ("Eingangsbestätigung", "acknowledgement", "acknowledgement", True),
            ("Eingangsbestätigung: Rückgabe", f"acknowledgement-{made['category']}", "acknowledgement", True),
        ]
        contents = present.get_model("texts", "TemplateContent").objects.order_by("template__internal_name", "language")
        assert [(one.language, one.subject, one.html) for one in contents] == [
            (
                "de",
                "Eingang ${ticket.number}",
                "<p>Guten Tag ${customer.name},<br>\n<br>\n&lt;b&gt; &amp; ${tenant.name}</p>",
            ),
            ("de", "R ${ticket.subject}", "<p>Rückgabe</p>"),
            ("en", "R", "<p>Return</p>"),
        ]
        assignment = present.get_model("texts", "TemplateAssignment").objects.get()
        assert (assignment.category_id, assignment.is_default) == (made["category"], True)
        _assert_history_begins_with(templates)
    with transaction.atomic():
        _enter(made["AL"])
        assert list(templates.values_list("name", flat=True)) == ["Acknowledgement of receipt"]
        _assert_history_begins_with(templates)
    assert "answers_acknowledgementtext" not in connection.introspection.table_names()


def test_rows_of_earlier_versions_mean_the_same_and_the_schema_is_the_finished_one(
    server: Server, old_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _migrate(VERSION_0_1_0)
    with transaction.atomic():
        tenant_id = _furnish(first)
    second = _migrate(VERSION_0_2_0)
    with transaction.atomic():
        made = _make_acknowledgements(second)
    before = _migrate(VERSION_0_6_0)
    with transaction.atomic():
        ready = before.get_model("tenants", "Roster").objects.create().pk
        _enter(ready)
        furnish_0_6_0(before, ready)

    _with_kontor_migrate(server, old_database, monkeypatch)

    _assert_rows_mean_the_same(tenant_id)
    _assert_acknowledgements_are_templates(made)
    assert_is_ready(ready)
    assert _without_rows(server, old_database, tenant_id, made["NL"], made["AL"], ready) == OF_ALL
    step_by_step = dump_of(url_of(server, old_database))
    assert _in_order(_read_again(server, _at_once(server))) == _in_order(_read_again(server, step_by_step))


def test_a_history_that_cannot_be_is_refused_before_anything_is_changed(
    server: Server, old_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner_of(server, old_database) as owner:
        assert schema.load_into_empty(owner)
        owner.execute("DELETE FROM django_migrations WHERE app = 'privacy' OR name = '0004_waiting_index'")

    with pytest.raises(InconsistentMigrationHistory):
        _with_kontor_migrate(server, old_database, monkeypatch)


OF_ALL = {"people_role", "people_user", "preferences_systemvalues", "tenants_roster", "tenants_tenant"}
"""Tables without a column for the tenant that hold rows of those above, or of the installation."""


def _without_rows(server: Server, name: str, *tenants: int) -> set[str]:
    """Leave the schema and the list of migrations only; returns the tables that held rows of none of these tenants."""
    connection.close()
    with server.admin(name) as admin:
        found = admin.execute(
            "SELECT t.tablename, c.column_name FROM pg_tables t LEFT JOIN information_schema.columns c "
            "ON c.table_schema = 'public' AND c.table_name = t.tablename AND c.column_name = 'tenant_id' "
            "WHERE t.schemaname = 'public'"
        ).fetchall()
        tables = {table: column for table, column in found if table not in (*MADE_AFTERWARDS, "django_migrations")}
        others = {table for table, column in tables.items() if admin.execute(_rows(table, column, tenants)).fetchone()}
        admin.execute("SET session_replication_role = replica")
        admin.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
    return others


def _rows(table: str, tenant: str | None, tenants: tuple[int, ...]) -> sql.Composed:
    of_others = (
        sql.SQL("(tenant_id <> ALL({})) IS NOT FALSE").format(sql.Literal(list(tenants))) if tenant else sql.SQL("true")
    )
    return sql.SQL("SELECT 1 FROM {} WHERE {} LIMIT 1").format(sql.Identifier(table), of_others)


def _at_once(server: Server) -> str:
    """What is in a database that was given the finished schema, and the migrations that came after it."""
    with empty_database(server) as name:
        with owner_of(server, name) as owner:
            assert schema.load_into_empty(owner)
        with connected_to(server, name, role=roles.OWNER):
            call_command("migrate", verbosity=0, interactive=False)
        return dump_of(url_of(server, name))


def _read_again(server: Server, dump: str) -> str:
    """PostgreSQL writes some conditions otherwise once it has read what it wrote."""
    with empty_database(server) as name:
        with owner_of(server, name) as owner:
            schema.read(owner, dump.encode())
        return dump_of(url_of(server, name))


def _in_order(dump: str) -> list[str]:
    """Lines in an order that does not tell which row of migrations was written first."""
    return sorted(line for line in dump.splitlines() if "django_migrations" not in line) + sorted(
        line.split(",", 1)[1] for line in dump.splitlines() if line.startswith("INSERT INTO public.django_migrations")
    )
