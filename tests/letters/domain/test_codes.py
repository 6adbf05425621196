"""Our barcode on a letter."""

from __future__ import annotations

import pytest
from django.test import override_settings

from kontor.letters.domain.codes import LONGEST, letter_of, make_code
from kontor.letters.models import OutgoingLetter
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_message
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def letter(ticket: Ticket) -> OutgoingLetter:
    message = make_message(ticket)
    with in_scope(ticket.tenant_id):
        letter = OutgoingLetter.objects.create(tenant_id=ticket.tenant_id, message=message, code="-")
        letter.code = make_code(letter.pk, letter.tenant_id)
        letter.save(update_fields=["code"])
    return letter


def test_a_code_finds_its_letter_wherever_it_stands(letter: OutgoingLetter, nordlicht: Tenant):
    with in_scope(nordlicht):
        found = [letter_of(text, nordlicht.pk) for text in (letter.code, f"\n {letter.code.lower()} x")]

    assert found == [letter, letter]


def test_the_code_of_a_letter_means_nothing_at_another_tenant(letter: OutgoingLetter, alpina: Tenant):
    with everywhere():
        assert letter_of(letter.code, alpina.pk) is None


def test_a_code_with_another_letter_or_tenant_is_none(letter: OutgoingLetter, nordlicht: Tenant, alpina: Tenant):
    _kl, tenant, number, signature = letter.code.split(".")
    other = make_code(letter.pk, alpina.pk).split(".")[1]
    forged = [f"KL.{tenant}.{number}1.{signature}", f"KL.{other}.{number}.{signature}", letter.code[:-1]]

    with everywhere():
        found = [letter_of(code, each.pk) for code in forged for each in (nordlicht, alpina)]

    assert found == [None] * 6


def test_a_code_made_with_an_older_key_is_known(letter: OutgoingLetter, nordlicht: Tenant, settings):
    old = settings.SECRET_KEY
    with in_scope(nordlicht):
        with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[old]):
            assert letter_of(letter.code, nordlicht.pk) == letter
        with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
            assert letter_of(letter.code, nordlicht.pk) is None


def test_no_code_is_longer_than_its_column():
    assert len(make_code((1 << 63) - 1, (1 << 31) - 1)) <= LONGEST
    with pytest.raises(ValueError):
        make_code(0, 1)
    with pytest.raises(ValueError):
        make_code((1 << 63) - 1, (1 << 62))
