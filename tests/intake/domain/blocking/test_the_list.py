"""The block list."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.intake.domain.block_list import block, names_of, read_value, unblock
from kontor.intake.enums import BlockAction, BlockKind
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_no_reply_address
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import while_uncommitted


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("Kaethe@Spam.example", BlockKind.ADDRESS, "kaethe@spam.example"),
        (" <kaethe@spam.example> ", BlockKind.ADDRESS, "kaethe@spam.example"),
        ("spam.example", BlockKind.DOMAIN, "spam.example"),
        ("@Spam.example", BlockKind.DOMAIN, "spam.example"),
        ("*@spam.example", BlockKind.DOMAIN, "spam.example"),
        ("*.spam.example", BlockKind.DOMAIN, "spam.example"),
        ("müll.example", BlockKind.DOMAIN, "xn--mll-hoa.example"),
    ],
)
def test_address_or_domain_is_read_as_it_is_compared(written: str, kind: BlockKind, value: str) -> None:
    assert read_value(written) == (kind, value)


@pytest.mark.parametrize("written", ["", "spam", "com", "a b@spam.example", "kaethe@spam", "@", "*", "*@", ".."])
def test_anything_else_is_refused(nordlicht: Tenant, written: str) -> None:
    with in_scope(nordlicht), refused("neither an address nor a domain"):
        block(nordlicht, written, by=None)


def test_sender_falls_under_its_address_its_domain_and_those_above() -> None:
    assert names_of("a@news.spam.example") == ["a@news.spam.example", "news.spam.example", "spam.example"]


def test_domain_at_which_everybody_writes_is_refused(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        with refused("Very many people write from gmail.com"):
            block(nordlicht, "gmail.com", by=None)
        assert block(nordlicht, "spammer@gmail.com", by=None).kind == BlockKind.ADDRESS


@pytest.mark.parametrize("value", ["service@nordlicht.example", "nordlicht.example", "no-reply@quiet.example"])
def test_our_own_addresses_and_their_domains_are_refused(
    nordlicht: Tenant, nordlicht_account: MailAccount, value: str
) -> None:
    make_no_reply_address(nordlicht, "no-reply@quiet.example")

    with in_scope(nordlicht), refused("is an address of our own"):
        block(nordlicht, value, by=None)


def test_who_is_blocked_already_stays_as_chosen_then(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        first = block(nordlicht, "spam.example", action=BlockAction.IGNORE, by=sven)
        again = block(nordlicht, "@SPAM.example", by=None)

    assert again.pk == first.pk
    assert (again.action, again.made_by_id) == (BlockAction.IGNORE, sven.pk)


def test_blocking_and_unblocking_stand_in_the_audit_log(nordlicht: Tenant, sven: User) -> None:
    with in_scope(nordlicht):
        unblock(block(nordlicht, "spam.example", note="Werbung", by=sven), by=sven)
        entries = list(AuditEntry.objects.order_by("id").values_list("action", "label", "actor_id"))

    assert entries == [("created", "spam.example", sven.pk), ("deleted", "spam.example", sven.pk)]


def test_a_long_note_is_shortened(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert block(nordlicht, "spam.example", note="viel " * 50, by=None).note == ("viel " * 50)[:200]


def test_of_two_who_unblock_at_once_one_did(
    committed_db: str, nordlicht: Tenant, nordlicht_account: MailAccount, sven: User
) -> None:
    with in_scope(nordlicht):
        row = block(nordlicht, "spam.example", by=None)
    take_off = partial(unblock, row, by=sven)

    first, second = while_uncommitted(partial(in_scope, nordlicht), take_off, take_off)

    assert (first, second) == (None, None)
    with in_scope(nordlicht):
        assert AuditEntry.objects.filter(action="deleted").count() == 1
