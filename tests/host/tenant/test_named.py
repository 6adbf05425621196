"""What stands on the command line of `kontor tenant`: tenants, people, files, secrets and a question."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kontor.host import tenant_named as named
from kontor.host.say import Stop
from kontor.kernel.clock import now
from kontor.people.models import User
from kontor.tenant_files.domain import nodes
from kontor.tenant_files.domain.planning import Needed, Plan
from kontor.tenants.models import Tenant
from tests.factories.tenants import make_tenant
from tests.support.scoping import everywhere


@pytest.mark.parametrize("word", ["NORD", "nord", "Nordlicht Energie", "NORDLICHT ENERGIE"])
def test_a_tenant_is_known_by_short_code_and_name_in_any_letters(nordlicht: Tenant, alpina: Tenant, word: str) -> None:
    assert named.tenant_named(word) == nordlicht


@pytest.mark.parametrize(
    ("word", "alike"),
    [
        ("NORT", " Do you mean “NORD”?"),
        ("Nordlicht Energy", " Do you mean “Nordlicht Energie”?"),
        ("Alpina Versichrung", " Do you mean “Alpina Versicherung”?"),
        ("xyz", ""),
    ],
)
def test_who_is_not_there_is_told_with_the_nearest_and_all_there_are(
    nordlicht: Tenant, alpina: Tenant, word: str, alike: str
) -> None:
    with pytest.raises(Stop) as caught:
        named.tenant_named(word)

    assert str(caught.value) == (
        f"There is no tenant “{word}”.{alike} Known are: ALPI (Alpina Versicherung), NORD (Nordlicht Energie)."
    )


def test_a_deleted_tenant_is_not_there(database: None) -> None:
    make_tenant("Weg", code="WEG", deleted=True)

    with pytest.raises(Stop, match=r"There is no tenant “WEG”\. Known are: none\."):
        named.tenant_named("WEG")


def test_a_person_is_known_by_the_user_name_in_any_letters(dora: User) -> None:
    assert named.person_named("DORA") == dora
    assert named.person_named(None) is None
    for nobody in ("dor", "dora@kontor.example"):
        with pytest.raises(Stop, match=f"There is nobody with the user name {nobody}"):
            named.person_named(nobody)


def test_a_deleted_person_is_nobody(dora: User) -> None:
    User.objects.filter(pk=dora.pk).update(deleted_at=now())

    with everywhere(), pytest.raises(Stop):
        named.person_named("dora")


def test_a_file_is_read_a_byte_beyond_what_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "LARGEST", 4)
    (tmp_path / "x.yaml").write_bytes(b"0123456789")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"abcdefgh")))

    assert named.read_file(str(tmp_path / "x.yaml")) == b"01234"
    assert named.read_file("-") == b"abcde"


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"nowhere\.yaml cannot be read: No such file or directory\."):
        named.read_file(str(tmp_path / "nowhere.yaml"))
    with pytest.raises(Stop, match="cannot be read: Is a directory"):
        named.read_file(str(tmp_path))


def test_a_file_is_what_is_there_or_is_called_like_one(tmp_path: Path) -> None:
    (tmp_path / "nord").write_text("x")

    words = ["-", str(tmp_path / "nord"), "x.yaml", "x.yml", "NORD", str(tmp_path), "x.txt"]

    assert [named.is_file(word) for word in words] == [True, True, True, True, False, False, False]


def plan_with(*needed: Needed) -> Plan:
    return Plan(None, "Neu", "NEU", needed=needed)


A = Needed("env", "KONTOR_A", "accounts: a@b.example, password", 4)
B = Needed("env", "KONTOR_B", "accounts: a@b.example, dkim_key", 5)
WHICH = Needed("ask", "Which password?", "accounts: c@d.example, password", 9)


def test_variables_that_are_missing_are_told_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONTOR_A", raising=False)
    monkeypatch.setenv("KONTOR_B", "")

    with pytest.raises(Stop) as caught:
        named.secrets_for(plan_with(A, B, WHICH))

    assert str(caught.value).splitlines() == [
        "These variables of the environment are not set. Nothing was written.",
        "  KONTOR_A (line 4, accounts: a@b.example, password)",
        "  KONTOR_B (line 5, accounts: a@b.example, dkim_key)",
    ]


def test_variables_are_taken_and_questions_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tty").touch()
    monkeypatch.setattr(named, "TERMINAL", str(tmp_path / "tty"))
    asked: list[str] = []
    monkeypatch.setattr(named, "getpass", lambda prompt: asked.append(prompt) or "hunter2")
    monkeypatch.setenv("KONTOR_A", "geheim")

    found = named.secrets_for(plan_with(A, WHICH))

    assert found == {("env", "KONTOR_A"): "geheim", ("ask", "Which password?"): "hunter2"}
    assert asked == ["Which password?: "]
    assert named.secrets_for(plan_with()) == {}


def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(named, "TERMINAL", str(tmp_path / "none"))

    with pytest.raises(Stop, match="“Which password\\?” cannot be asked here: there is no terminal"):
        named.secrets_for(plan_with(WHICH))


@pytest.mark.parametrize(
    ("answer", "yes"), [("y", True), (" YES ", True), ("", False), ("no", False), ("yess", False), ("j", False)]
)
def test_only_a_clear_yes_is_one(monkeypatch: pytest.MonkeyPatch, answer: str, yes: bool) -> None:
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or answer)

    assert named.confirmed("Apply it?") is yes
    assert asked == ["Apply it? [y/N] "]


@pytest.mark.parametrize(("reads", "writes"), [(True, True), (True, False), (False, True)])
def test_only_who_reads_and_writes_at_a_terminal_is_asked(
    monkeypatch: pytest.MonkeyPatch, reads: bool, writes: bool
) -> None:
    def end(is_terminal: bool) -> Any:
        return SimpleNamespace(isatty=lambda: is_terminal)

    monkeypatch.setattr(named, "sys", SimpleNamespace(stdin=end(reads), stdout=end(writes)))

    assert named.is_interactive() is (reads and writes)
