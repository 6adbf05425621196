from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from kontor.channels.domain.troubles import KEPT, end_trouble, note_trouble, troubles_of
from kontor.channels.enums import Direction
from kontor.channels.errors import ConnectionFailed, Kind, sentence_of
from kontor.channels.models import AccountTrouble, MailAccount
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from tests.conftest import Frozen
from tests.support.scoping import everywhere, in_scope

LOST = ConnectionFailed(Kind.LOST, host="imap.nordlicht.example")
SIGN_IN = ConnectionFailed(Kind.SIGN_IN, host="imap.nordlicht.example")


def test_the_same_trouble_again_counts_on(nordlicht: Tenant, nordlicht_account: MailAccount, frozen: Frozen) -> None:
    began = frozen.at
    with in_scope(nordlicht):
        note_trouble(nordlicht_account, LOST)
        frozen.move(minutes=5)
        note_trouble(nordlicht_account, LOST)

        (trouble,) = troubles_of(nordlicht_account)
    assert (trouble.count, trouble.began_at, trouble.last_at) == (2, began, frozen.at)
    assert (trouble.tenant_id, trouble.is_going_on) == (nordlicht.pk, True)


def test_another_trouble_ends_the_first(nordlicht: Tenant, nordlicht_account: MailAccount, frozen: Frozen) -> None:
    with in_scope(nordlicht):
        note_trouble(nordlicht_account, LOST)
        frozen.move(minutes=5)
        note_trouble(nordlicht_account, SIGN_IN)

        newest, first = troubles_of(nordlicht_account)
    assert (newest.kind, newest.is_going_on) == ("sign_in", True)
    assert (first.kind, first.ended_at) == ("lost", frozen.at)


def test_receiving_and_sending_have_their_own(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht):
        note_trouble(nordlicht_account, LOST)
        note_trouble(nordlicht_account, SIGN_IN, direction=Direction.OUT)

        assert end_trouble(nordlicht_account) is True
        assert end_trouble(nordlicht_account) is False

        (sending,) = troubles_of(nordlicht_account, Direction.OUT)
        (receiving,) = troubles_of(nordlicht_account, Direction.IN)
    assert (sending.is_going_on, receiving.is_going_on) == (True, False)


def test_what_is_over_for_long_is_forgotten(nordlicht: Tenant, nordlicht_account: MailAccount, frozen: Frozen) -> None:
    with in_scope(nordlicht):
        note_trouble(nordlicht_account, LOST)
        end_trouble(nordlicht_account)
        frozen.move(seconds=(KEPT + timedelta(days=1)).total_seconds())
        note_trouble(nordlicht_account, SIGN_IN)

        assert [trouble.kind for trouble in troubles_of(nordlicht_account)] == ["sign_in"]


def test_the_sentence_is_in_the_readers_language(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    with in_scope(nordlicht), translation.override("de"):
        trouble = note_trouble(nordlicht_account, LOST)
        german = trouble.sentence

    assert german == "Die Verbindung zu imap.nordlicht.example ist abgebrochen."


def test_troubles_of_general_accounts_are_the_installations(nordlicht: Tenant, general_account: MailAccount) -> None:
    with scope(0):
        note_trouble(general_account, LOST)
    with in_scope(nordlicht):
        assert not AccountTrouble.objects.exists()
    with everywhere():
        assert AccountTrouble.objects.get().tenant_id is None


def test_another_tenants_trouble_is_out_of_sight(
    nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        note_trouble(nordlicht_account, LOST)
    with in_scope(alpina):
        assert not AccountTrouble.objects.exists()


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("lost", {}, "The connection to – broke off."),
        (
            "a kind of a later version",
            {},
            "Something failed in a way that Kontor did not expect. The log says more.",
        ),
    ],
)
def test_stored_trouble_of_another_version_can_still_be_told(kind: str, values: dict[str, str], sentence: str) -> None:
    assert sentence_of(kind, values) == sentence
