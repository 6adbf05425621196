"""The report on the isolation of tenants: what it names, in which language, and how it ends."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import pytest

from kontor.config import checks
from kontor.host.doctor import command
from kontor.host.doctor.isolation import declared
from kontor.host.doctor.isolation.chapters import examine
from kontor.host.doctor.isolation.command import examine_isolation
from kontor.host.say import Stop
from kontor.tenants.isolation import TenantPolicy
from tests.host.doctor_isolation.looking import broken, name_of
from tests.support.server import Server


def test_a_database_of_another_version_is_not_compared(server: Server, committed_db: str) -> None:
    [sentence] = broken(server, committed_db, "DELETE FROM django_migrations WHERE app = 'tickets'")

    assert "older than this Kontor" in sentence


def parsed(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


def test_the_report_names_version_checks_and_every_table(tickets: None, tmp_path: Path) -> None:
    file = tmp_path / "isolation.md"

    findings = examine_isolation(language="en", file=file)

    report = file.read_text(encoding="utf-8")
    lines = report.splitlines()
    assert lines[:3] == ["# Kontor: are the tenants kept apart?", "", "**Result: every check is passed.**"]
    assert [line for line in lines if line.startswith("| Number of tenants")] == ["| Number of tenants | 2 |"]
    assert [finding.sentence for finding in findings if f"| passed | {finding.sentence} |" not in lines] == []
    for table in (*declared.owned_models(), *declared.WITHOUT_TENANT):
        assert f"| `{table}` | " in report
    assert all(line.count("|") == 3 for line in lines if line.startswith("|"))


def test_the_report_speaks_german_and_says_what_is_not_passed(
    server: Server, tickets: None, committed_db: str, tmp_path: Path
) -> None:
    with server.admin(name_of(committed_db)) as admin:
        admin.execute("ALTER TABLE tickets_note NO FORCE ROW LEVEL SECURITY")

    examine_isolation(language="de", file=tmp_path / "trennung.md")

    lines = (tmp_path / "trennung.md").read_text(encoding="utf-8").splitlines()
    assert lines[2] == "**Ergebnis: NICHT bestanden. Befunde: 1.**"
    [line] = [line for line in lines if line.startswith("| NICHT BESTANDEN")]
    assert "Die Zeilensicherheit gilt nicht für den Eigentümer der Tabelle tickets_note." in line


def test_the_exit_code_says_whether_it_is_passed(
    server: Server,
    tickets: None,
    committed_db: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command.environment, "use_what_is_there", lambda _folder: True)
    assert command.run(parsed("--isolation")) == 0
    assert "BAD" not in capsys.readouterr().out

    with server.admin(name_of(committed_db)) as admin:
        admin.execute("ALTER TABLE tickets_note NO FORCE ROW LEVEL SECURITY")

    assert command.run(parsed("--isolation")) == 1
    assert "BAD   Row security does not count for the owner of the table tickets_note." in capsys.readouterr().out


def test_a_report_that_cannot_be_written_or_made_is_said(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Stop, match="cannot be written"):
        examine_isolation(language="en", file=tmp_path / "nowhere" / "isolation.md")
    monkeypatch.setattr(command.environment, "use_what_is_there", lambda _folder: False)
    with pytest.raises(Stop, match="is not running"):
        command.run(parsed("--isolation"))
    with pytest.raises(Stop, match="--isolation --report FILE"):
        command.run(parsed("--report", "x.md"))


def test_nothing_is_written_by_looking(tickets: None) -> None:
    """Neither rows nor the scope that was entered stay behind."""
    with checks.connect() as connection:
        examine(connection)
        row = connection.execute(
            "SELECT current_setting('kontor.tenants', true), txid_current_if_assigned()"
        ).fetchone()

    assert row in ((None, None), ("", None))


def test_every_kind_of_policy_has_words_for_the_report() -> None:
    used: set[Any] = {
        declared.policy_of(model).using  # type: ignore[union-attr]
        for model in declared.owned_models().values()
    }

    assert used - set(declared.MEANINGS) == set()
    assert (
        set(declared.MEANINGS)
        == set(declared.KINDS)
        == {
            TenantPolicy.OWNED,
            TenantPolicy.LENDABLE,
            TenantPolicy.SHARED,
            TenantPolicy.INSTALLATION_OR_OWNED,
            TenantPolicy.SELF,
        }
    )
