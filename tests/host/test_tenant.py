"""`kontor tenant` as somebody at a terminal calls it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from kontor.audit.domain import source
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.host.say import Stop
from kontor.host.tenant import add_arguments, perform
from kontor.org.models import Category
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.factories.routing import make_rule
from tests.support.scoping import everywhere, in_scope

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


def run(*arguments: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    return perform(parser.parse_args(arguments))


@pytest.mark.django_db
def test_export_plan_apply(
    nordlicht: Tenant, billing: Category, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], ada
) -> None:
    assert run("export", "nord") == 0
    text = capfdbinary.readouterr().out.decode()
    file = tmp_path / "tenant.yaml"
    file.write_text(text.replace("name: Abrechnung", "name: Rechnung"))

    assert run("plan", str(file)) == 0
    assert "name: Abrechnung → Rechnung" in capfdbinary.readouterr().out.decode()
    assert run("plan", str(file), "--check") == 2
    capfdbinary.readouterr()
    assert run("apply", str(file), "--by", "ada") == 0
    assert capfdbinary.readouterr().out.decode() == "Nordlicht Energie: 0 created, 1 changed, 0 removed.\n"

    assert run("plan", str(file), "--check") == 0
    with in_scope(nordlicht):
        assert state_of(nordlicht)["categories"][0]["name"] == "Rechnung"


@pytest.mark.django_db
def test_secrets_come_from_the_environment(nordlicht: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "accounts: [{address: a@nord.example, host: h, username: u, password: {env: NORD_PW}}]\n")

    with pytest.raises(Stop, match="The variable NORD_PW is not set"):
        run("apply", str(file))
    monkeypatch.setenv("NORD_PW", "geheim")

    assert run("apply", str(file)) == 0


@pytest.mark.django_db
def test_mistakes_are_told_in_sentences(nordlicht: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "categoris: []\n")

    with pytest.raises(Stop, match=r"Line 3, categoris: There is no section “categoris”. Do you mean “categories”"):
        run("plan", str(file))
    with pytest.raises(Stop, match=r"There is no tenant other\. Known are: NORD\."):
        run("export", "other")
    file.write_text(NORD)
    with pytest.raises(Stop, match=r"There is nobody with the user name nobody\."):
        run("apply", str(file), "--by", "nobody")
    with pytest.raises(Stop, match="cannot be read"):
        run("plan", str(tmp_path / "missing"))


@pytest.mark.django_db
def test_diff_and_schema(
    nordlicht: Tenant, alpina: Tenant, billing: Category, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "categories: []\nclosing_codes: []\n")

    assert run("diff", "NORD", "NORD", "--check") == 0
    assert capfdbinary.readouterr().out.decode() == "There is no difference.\n"
    assert run("diff", "alpi", "Nordlicht Energie", "--check") == 2
    assert "  + billing\n" in capfdbinary.readouterr().out.decode()
    assert run("diff", "NORD", str(file)) == 0
    assert capfdbinary.readouterr().out.decode() == "\nCategories\n  - billing\n"
    assert run("schema") == 0
    assert json.loads(capfdbinary.readouterr().out)["required"] == ["format", "tenant"]


@pytest.mark.django_db
def test_a_tenant_is_copied(
    nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    new = ("copy", "nord", "--name", "Südlicht", "--code", "sued")
    address = f"{nordlicht_account.address}=service@sued.example"

    assert run(*new, "--plan") == 0
    told = capfdbinary.readouterr().out.decode()
    assert "The tenant Südlicht (SUED) is created." in told
    assert f"Mail accounts: {nordlicht_account.address}. An address belongs to one tenant alone." in told
    with everywhere():
        assert not Tenant.objects.filter(code="SUED").exists()

    assert run(*new, "--address", address, "--only", "accounts") == 0
    assert "Südlicht (SUED) is created like Nordlicht Energie." in capfdbinary.readouterr().out.decode()
    with everywhere():
        made = Tenant.objects.get(code="SUED")
        assert list(MailAccount.objects.filter(tenant=made).values_list("address", "active")) == [
            ("service@sued.example", False)
        ]


@pytest.mark.django_db
def test_a_copy_says_what_cannot_be_copied(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    new = ("copy", "NORD", "--name", "Neu", "--code", "NEU")

    with pytest.raises(Stop, match=r"telephony cannot be copied\. Sections are: "):
        run(*new, "--only", "telephony")
    with pytest.raises(Stop, match=f"Write --address OLD=NEW with an address of .*{nordlicht_account.address}"):
        run(*new, "--address", "wrong")
    with pytest.raises(Stop, match="There is a tenant called “Nordlicht Energie” already"):
        run("copy", "NORD", "--name", "Nordlicht Energie", "--code", "NEU")


@pytest.mark.django_db
def test_a_reason_is_given_where_the_installation_asks_for_one(
    nordlicht: Tenant, billing: Category, ada: User, tmp_path: Path
) -> None:
    with everywhere():
        change_system_values({REASONS.key: ["categories"]}, version=system_values().version)
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "categories: []\n")

    with pytest.raises(Stop, match="Say why"):
        run("apply", str(file), "--by", "ada")
    with in_scope(nordlicht):
        assert len(state_of(nordlicht)["categories"]) == 1
    assert run("apply", str(file), "--by", "ada", "--reason", "Aufgeräumt") == 0

    with in_scope(nordlicht):
        rows = AuditEntry.objects.filter(action__in=["deleted", "file applied"])
        assert sorted(rows.values_list("action", "reason")) == [
            ("deleted", "Aufgeräumt"),
            ("file applied", "Aufgeräumt"),
        ]


@pytest.fixture
def at_a_terminal(ada: User) -> Iterator[None]:
    before = source._process
    with everywhere():
        reasons = {REASONS.key: ["rules"]}
        change_system_values(reasons, version=system_values().version)
    source.works_as(f"{source.COMMAND_LINE}: tenant")
    yield
    source.works_as(before)


@pytest.mark.django_db
def test_a_tenant_is_copied_for_a_reason(nordlicht: Tenant, billing: Category, at_a_terminal: None) -> None:
    make_rule(billing, "Rechnung")
    new = ("copy", "nord", "--name", "Südlicht", "--code", "sued", "--by", "ada")

    with pytest.raises(Stop, match="Putting category rules or an escalation rule in force"), transaction.atomic():
        run(*new)
    with everywhere():
        assert not Tenant.objects.filter(code="SUED").exists()

    assert run(*new, "--reason", "Zwilling") == 0
    assert _reasons("activated", "routing.ruleversion") == {"", "Zwilling"}


def _reasons(action: str, kind: str) -> set[str]:
    with everywhere():
        return set(AuditEntry.objects.filter(action=action, kind=kind).values_list("reason", flat=True))
