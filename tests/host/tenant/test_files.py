"""``kontor tenant``: a tenant as a file, planned, applied and compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

from kontor.audit.models import AuditEntry
from kontor.host.say import Stop
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.host.tenant.calling import NORD, run
from tests.support.scoping import everywhere, in_scope


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

    with pytest.raises(
        Stop, match=r"are not set\. Nothing was written\.\n  NORD_PW \(line 3, accounts: a@nord\.example, pass"
    ):
        run("apply", str(file))
    monkeypatch.setenv("NORD_PW", "geheim")

    assert run("apply", str(file)) == 0


@pytest.mark.django_db
def test_mistakes_are_told_in_sentences(nordlicht: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "categoris: []\n")

    with (
        pytest.raises(Stop, match=r"Line 3, categoris: There is no section “categoris”. Do you mean “categories”"),
        transaction.atomic(),
    ):
        run("plan", str(file))
    with (
        translation.override("de"),
        pytest.raises(Stop, match="Line 3, categoris: There is no section"),
        transaction.atomic(),
    ):
        run("plan", str(file))
    with pytest.raises(Stop, match=r"There is no tenant “other”\. Known are: NORD \(Nordlicht Energie\)\."):
        run("export", "other")
    with pytest.raises(Stop, match=r"There is no tenant “nrd”\. Do you mean “NORD”\? Known are: NORD"):
        run("export", "nrd")
    with pytest.raises(Stop, match=r"There is no tenant “Nordlich Energie”\. Do you mean “Nordlicht Energie”\?"):
        run("diff", "NORD", "Nordlich Energie")
    file.write_text(NORD)
    with pytest.raises(Stop, match=r"There is nobody with the user name nobody\."):
        run("apply", str(file), "--by", "nobody")
    for words in (("plan", "missing.yaml"), ("apply", "missing.yaml"), ("diff", "NORD", "missing.yaml")):
        with pytest.raises(Stop, match=r"^missing\.yaml cannot be read: No such file or directory\.$"):
            run(*words)
    with pytest.raises(Stop, match=r"cannot be read: Is a directory\."):
        run("plan", str(tmp_path))


@pytest.mark.django_db
def test_each_mistake_names_its_file(nordlicht: Tenant, tmp_path: Path) -> None:
    wrong, good = tmp_path / "wrong.yaml", tmp_path / "good.yaml"
    wrong.write_text(NORD + "categoris: []\nalarm: []\n")
    good.write_text(NORD)

    with pytest.raises(Stop) as planned, transaction.atomic():
        run("plan", str(wrong))
    with pytest.raises(Stop) as compared, transaction.atomic():
        run("diff", str(good), str(wrong))

    lines = str(planned.value).splitlines()
    assert [line.partition(": There")[0] for line in lines] == [
        f"{wrong}: Line 3, categoris",
        f"{wrong}: Line 4, alarm",
    ]
    assert str(compared.value) == str(planned.value)


@pytest.mark.django_db
def test_a_file_comes_from_standard_input(
    nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    codes = NORD + "closing_codes: [{code: A, name: Fertig}]\n"
    for text in (codes, codes, NORD + "---\n" + codes):
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text.encode())))
        if "---" in text:
            with pytest.raises(Stop, match=r"^-: Line 3: .* A file is one tenant: split it\.$"):
                run("plan", "-")
        else:
            assert run("apply", "-") == 0

    assert capfdbinary.readouterr().out.decode().splitlines() == [
        "Nordlicht Energie: 1 created, 0 changed, 0 removed.",
        "Nothing changes: the tenant Nordlicht Energie is as the file says.",
    ]


@pytest.mark.django_db
def test_a_script_knows_a_mistake_from_a_difference(nordlicht: Tenant, tmp_path: Path) -> None:
    """2 is a difference, so that a word too many is not taken for one."""
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "closing_codes: [{code: A, name: Fertig}]\n")

    assert run("plan", str(file)) == 0
    assert run("plan", str(file), "--detailed-exitcode") == 2
    with pytest.raises(SystemExit) as ended:
        run("plan", str(file), "--chek")
    assert ended.value.code == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "written"), [("y\n", True), ("\n", False), ("no\n", False)])
def test_whoever_sits_at_a_terminal_sees_the_plan_and_is_asked(
    nordlicht: Tenant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    said: str,
    written: bool,
) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text(NORD + "closing_codes: [{code: A, name: Fertig}]\n")
    ours, theirs = os.openpty()
    os.write(ours, said.encode())
    monkeypatch.setattr("sys.stdin", os.fdopen(theirs))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    if written:
        assert run("apply", str(file)) == 0
    else:
        with pytest.raises(Stop, match="Nothing was written"):
            run("apply", str(file))

    assert "Closing codes\n  + A\n" in capsys.readouterr().out
    with in_scope(nordlicht):
        assert bool(state_of(nordlicht)["closing_codes"]) == written
        assert run("apply", str(file), "--yes") == 0


@pytest.mark.django_db
def test_it_speaks_english_and_the_file_its_tenants_language(
    nordlicht: Tenant, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with translation.override("de"):
        with pytest.raises(Stop, match="There is no tenant"):
            run("export", "other")
        assert run("diff", "NORD", "NORD") == 0
    assert capfdbinary.readouterr().out.decode() == "There is no difference.\n"
    said = []
    for language in ("en", "de"):
        with translation.override(language):
            run("export", "NORD")
        said.append(capfdbinary.readouterr().out.decode())

    assert said[0] == said[1]
    assert "# Die Konfiguration eines Mandanten von Kontor" in said[0]


def test_whoever_reads_no_further_ends_it_quietly(tmp_path: Path) -> None:
    program = "from kontor.host.command import _run\nimport argparse, sys\n"
    program += "def lines(options):\n    while True: print('x' * 1000, flush=True)\n"
    program += "sys.exit(_run(lines, argparse.Namespace()))\n"
    file = tmp_path / "lines.py"
    file.write_text(program)

    done = subprocess.run(
        f"{sys.executable} {file} | head -1 >/dev/null; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (141, b"")


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
def test_one_change_in_all_tenants_keeps_what_is_each_ones_own(
    nordlicht: Tenant,
    alpina: Tenant,
    ada: User,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    with everywhere():
        Tenant.objects.filter(pk=alpina.pk).update(preferences={"answers.quote_original": False})
    assert run("list") == 0
    listed = capfdbinary.readouterr().out.decode().splitlines()
    assert listed == ["ALPI\tAlpina Versicherung", "NORD\tNordlicht Energie"]

    for line in listed:
        run("export", line.split("\t")[0])
        text = capfdbinary.readouterr().out.decode()
        file = tmp_path / "one.yaml"
        own = "settings:\n  answers.undo_seconds: 25"
        file.write_text(
            text.replace("settings: {}", own).replace("settings:\n  answers.quote", f"{own}\n  answers.quote")
        )
        run("apply", str(file), "--by", "ada", "--reason", "in all of them")
        assert ": 0 created, 1 changed, 0 removed." in capfdbinary.readouterr().out.decode()

    with everywhere():
        rows = AuditEntry.objects.filter(action="settings changed").order_by("label")
        told = [(entry.label, entry.tenant_id, entry.changes, entry.reason, entry.actor) for entry in rows]
        now = {tenant.code: tenant.preferences for tenant in Tenant.objects.all()}
    changed = {"answers.undo_seconds": [None, 25]}
    assert told == [(each.name, each.pk, changed, "in all of them", ada) for each in (alpina, nordlicht)]
    assert now == {
        "ALPI": {"answers.quote_original": False, "answers.undo_seconds": 25},
        "NORD": {"answers.undo_seconds": 25},
    }
