"""A folder with scans, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from kontor.channels.enums import AfterFetch, Channel, Protocol
from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.letters.models import Scan
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere

Drop = Callable[..., Path]

TEXT = "Betreff: Meine Abrechnung\n\nSehr geehrte Damen und Herren,\ndie Abrechnung ist falsch."

FROM_LAYER = TEXT.replace("\n\n", "\n")
"""A text layer knows no empty lines."""


@pytest.fixture(autouse=True)
def letters(db: None) -> None:
    """Letters are switched on."""
    letters_on()


@pytest.fixture
def root(tmp_path: Path, nordlicht: Tenant) -> Any:
    """What the installation keeps for scans; the first tenant's folder is in it."""
    (tmp_path / nordlicht.code / "north").mkdir(parents=True)
    with override_settings(SCANS_ROOT=tmp_path, SCANS_PATIENCE=0):
        yield tmp_path / nordlicht.code


@pytest.fixture
def account(nordlicht: Tenant, billing: Category, root: Path) -> MailAccount:
    """A folder with scans of the first tenant; what comes in goes into ``billing``."""
    made = make_account(
        nordlicht,
        "briefe@nordlicht.example",
        channel=Channel.LETTER,
        protocol=Protocol.FOLDER,
        folder="north",
        after_fetch=AfterFetch.MOVE,
        done_folder="done",
        host="",
        username="",
    )
    with everywhere():
        set_fallback(made, billing, by=None)
    return made


@pytest.fixture
def drop(root: Path) -> Drop:
    """``drop(content)``: a scanner puts a file into the folder."""

    def make(content: bytes, name: str = "scan0001.pdf", *, text: str = "") -> Path:
        path = root / "north" / name
        path.write_bytes(content)
        if text:
            path.with_suffix(".txt").write_text(text)
        return path

    return make


def rows() -> list[Arrival]:
    with everywhere():
        related = ("account", "ticket__category", "ticket__customer", "message")
        return list(Arrival.objects.select_related(*related).order_by("id"))


def only_row() -> Arrival:
    [row] = rows()
    return row


def only_scan() -> Scan:
    with everywhere():
        return Scan.objects.select_related("message", "letter").get()
