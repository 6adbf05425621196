"""The readers of the environment: a wrong value stops the start with a sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kontor.config import env

NAME = "KONTOR_TEST_VALUE"


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("ON", True), ("0", False), ("", True)])
def test_flag_understands_the_usual_words(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv(NAME, written)

    assert env.flag(NAME, default=True) is meant


def test_flag_refuses_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "perhaps")

    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be yes or no"):
        env.flag(NAME)


def test_number_refuses_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "ten")

    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a whole number"):
        env.number(NAME, 10)


def test_one_of_takes_a_word_however_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.one_of(NAME, ("line", "json")) == "line"
    monkeypatch.setenv(NAME, " JSON ")
    assert env.one_of(NAME, ("line", "json")) == "json"


def test_secret_is_read_from_the_file_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hidden\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "key"))

    assert env.secret(NAME) == "hidden"


def test_database_takes_an_address_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "postgresql://kontor_app:p%40ss@db.example:5433/desk?sslmode=require")
    monkeypatch.setenv("KONTOR_DATABASE_POOL", "0")

    read = env.database(NAME, "")

    assert {key: read[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "desk",
        "USER": "kontor_app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert read["OPTIONS"] == {**env.PREPARED, "application_name": "kontor", "sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://a@b/c", "kontor", "postgresql://host", ""])
def test_database_refuses_what_is_no_address(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(NAME, url)

    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must look like postgresql://"):
        env.database(NAME, "")
