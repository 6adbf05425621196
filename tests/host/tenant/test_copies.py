"""``kontor tenant copy``, and the reason that is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from kontor.audit.domain import source
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.host.say import Stop
from kontor.org.models import Category
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.factories.routing import make_rule
from tests.host.tenant.calling import NORD, run
from tests.support.scoping import everywhere, in_scope


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
@pytest.mark.parametrize(("said", "made"), [("y\n", True), ("\n", False), ("no\n", False)])
def test_whoever_sits_at_a_terminal_is_asked_before_a_copy_is_made(
    nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str, made: bool
) -> None:
    new = ("copy", "NORD", "--name", "Südlicht", "--code", "SUED")
    ours, theirs = os.openpty()
    os.write(ours, said.encode())
    monkeypatch.setattr("sys.stdin", os.fdopen(theirs))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    if made:
        assert run(*new) == 0
    else:
        with pytest.raises(Stop, match="Nothing was written"):
            run(*new)

    assert "The tenant Südlicht (SUED) is created." in capsys.readouterr().out
    with everywhere():
        assert Tenant.objects.filter(code="SUED").exists() == made
    if not made:
        assert run(*new, "--yes") == 0


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
