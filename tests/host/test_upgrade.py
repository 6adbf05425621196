"""An installation of an earlier version, with rows in it, is brought up to date by the owner's role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps as present
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from kontor.host.postgres import roles
from kontor.kernel import clock
from kontor.texts.domain.documents import document_of
from tests.support.databases import connected_to, drop_database, new_name
from tests.support.server import Server

VERSION_0_1_0 = {
    "answers": "0001_initial",
    "audit": "0002_append_only",
    "channels": "0003_smtp_without_sign_in",
    "customers": "0001_initial",
    "intake": "0002_bytes",
    "live": None,
    "org": "0001_initial",
    "outbox": "0002_failed",
    "people": "0001_initial",
    "routing": "0001_initial",
    "tenants": "0001_initial",
    "tickets": "0004_waiting_index",
}

VERSION_0_2_0 = VERSION_0_1_0 | {
    "answers": "0002_automatic_mail",
    "channels": "0005_without_lease",
    "customers": "0002_undeliverable_addresses",
    "intake": "0004_block_list",
    "outbox": "0003_queues_dialogue_and_storms",
    "people": "0002_spam_and_block_list",
    "routing": "0003_learned_models",
    "tickets": "0007_kept_files",
}


@pytest.fixture
def version() -> dict[str, str | None]:
    """The last migration of each package in the version that the database is of."""
    return VERSION_0_1_0


@pytest.fixture
def old_database(
    server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker, version: dict[str, str | None]
) -> Iterator[None]:
    """A database as that version made it; Django is connected to it as its owner."""
    name = new_name()
    with server.admin() as admin:
        roles.make_database(admin, name)
    with server.admin(name) as inside:
        roles.mark_leakproof(inside)
        roles.grant(inside)
    with django_db_blocker.unblock(), connected_to(server, name, role=roles.OWNER):
        MigrationExecutor(connection).migrate([(app, last) for app, last in version.items() if last])
        yield
    drop_database(server, name)


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
        id_id=tenant_id, name="Nordlicht", name_key="nordlicht", sort_key="nordlicht", code="NL"
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


def test_rows_of_0_1_0_are_there_and_mean_the_same_afterwards(old_database: None) -> None:
    old = MigrationExecutor(connection).loader.project_state([(a, m) for a, m in VERSION_0_1_0.items() if m]).apps
    with transaction.atomic():
        tenant_id = _furnish(old)

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

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


@pytest.mark.parametrize("version", [VERSION_0_2_0], ids=["0.2.0"])
def test_acknowledgements_of_0_2_0_are_templates_afterwards(old_database: None, version: dict[str, str | None]) -> None:
    old = MigrationExecutor(connection).loader.project_state([(a, m) for a, m in version.items() if m]).apps
    with transaction.atomic():
        made = _make_acknowledgements(old)

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

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
