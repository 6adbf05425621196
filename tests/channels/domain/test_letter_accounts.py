"""Accounts through which letters come in: a folder with scans, or a mailbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from kontor.channels.domain.accounts import change_account, create_account
from kontor.channels.domain.connection_tests import ask_for_test, run_test, shown_test
from kontor.channels.enums import AccountKind, AfterFetch, Channel, Protocol
from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

FOLDER = {"channel": Channel.LETTER, "protocol": Protocol.FOLDER, "folder": "eingang"}


def make(tenant: Tenant | None, **values: Any) -> MailAccount:
    with everywhere():
        return create_account(tenant=tenant, address="briefe@nordlicht.example", by=None, **{**FOLDER, **values})


@pytest.fixture
def root(tmp_path: Path) -> Any:
    with override_settings(SCANS_ROOT=tmp_path, SCANS_PATIENCE=0):
        yield tmp_path


def test_a_folder_needs_no_server_and_what_was_taken_is_moved(nordlicht):
    account = make(nordlicht)

    assert (account.host, account.username, account.password) == ("", "", "")
    assert (account.after_fetch, account.done_folder) == (AfterFetch.MOVE, "done")


def test_a_mailbox_that_becomes_a_folder_keeps_no_password(nordlicht, ada: User):
    with everywhere():
        account = create_account(
            tenant=nordlicht, address="a@b.example", host="imap.b.example", username="a", password="secret", by=None
        )
        account = change_account(account, version=1, by=ada, **FOLDER)

    assert (account.protocol, account.host, account.password) == (Protocol.FOLDER, "", "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"channel": Channel.MAIL},
            "In a folder with scans there are letters. Choose the channel “Letter”.",
        ),
        (
            {"kind": AccountKind.REPLY},
            "Letters come in through an incoming account only.",
        ),
        (
            {"folder": "../alpina"},
            "“../alpina” leads out of the folder for scans. Enter a folder that lies below it.",
        ),
        (
            {"after_fetch": AfterFetch.MOVE, "done_folder": "/tmp"},
            "“/tmp” leads out of the folder for scans. Enter a folder that lies below it.",
        ),
    ],
)
def test_what_cannot_work_is_refused(nordlicht, values, sentence):
    with refused(sentence):
        make(nordlicht, **values)


def test_letters_come_in_for_one_tenant(db):
    with refused("Letters come in for one tenant. Choose the tenant that this account belongs to."):
        make(None)


def test_the_test_of_a_folder_finds_reads_and_moves(nordlicht, root):
    account = make(nordlicht)
    before = steps(account)
    (root / nordlicht.code / "eingang").mkdir(parents=True)
    (root / nordlicht.code / "eingang" / "scan.pdf").write_bytes(b"%PDF-1.7 %%EOF")

    assert before == [
        (
            "failed",
            f"The folder for scans has no folder “{nordlicht.code}/eingang”. Create it, or correct the folder in the "
            "account.",
        ),
        ("skipped", "Not tried, because an earlier step failed."),
    ]
    assert steps(account) == [("ok", "The folder is there."), ("ok", "There is 1 scan in it.")]


def steps(account: MailAccount) -> list[tuple[str, str]]:
    with in_scope(account.owner):
        test = ask_for_test(account, language="en")
    run_test(account.owner, account.pk, test.pk)
    with in_scope(account.owner):
        shown = shown_test(account)
    assert shown is not None
    return [(step.state, step.sentence) for step in shown.steps]
