"""What the file of a letter is called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from kontor.letters.domain.places import filename_for, manifest_of, plain_number
from kontor.letters.preferences import FILE_NAMES
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.support.scoping import everywhere

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("[date]/[ticket]-[letter]", "2026-11-29/{ticket}-{letter}.pdf"),
        ("[tenant]/out/[letter]", "{tenant}/out/{letter}.pdf"),
        ("[ticket]", "{ticket}-{letter}.pdf"),
        ("../../[letter]", "{letter}.pdf"),
        ("Brief für [letter]", "Brief-f-r-{letter}.pdf"),
        ("/etc//[letter].", "etc/{letter}.pdf"),
        ("[date]/[letter]/brief", "2026-11-29/{letter}/brief-{letter}.pdf"),
        ("x" * 90 + "/[letter]", "x" * 80 + "/{letter}.pdf"),
        ("xy/" * 50 + "[letter]", "xy/" * 33 + "x/{letter}.pdf"),
    ],
)
def test_a_pattern_becomes_a_name_that_only_this_letter_has(
    ticket: Ticket, anna: User, nordlicht: Tenant, pattern: str, name: str
) -> None:
    prefer(nordlicht, FILE_NAMES, pattern)
    letter = fresh(make_outgoing_letter(ticket, anna))
    with everywhere():
        found = filename_for(letter, NIGHT, cast(Holder, system_values()))

    assert found == name.format(ticket=plain_number(ticket), letter=letter.pk, tenant=nordlicht.code)


@pytest.mark.parametrize("pattern", ["x" * 100 + "[letter]", "[letter]" + "x" * 100, "x" * 80 + "[letter]"])
def test_a_long_pattern_is_cut_and_the_number_of_the_letter_is_not(
    ticket: Ticket, anna: User, nordlicht: Tenant, pattern: str
) -> None:
    prefer(nordlicht, FILE_NAMES, pattern)
    letter = fresh(make_outgoing_letter(ticket, anna))
    with everywhere():
        found = filename_for(letter, NIGHT, cast(Holder, system_values()))

    assert found.endswith(f"-{letter.pk}.pdf")
    assert len(found) <= 84


def test_the_manifest_lies_beside_the_letter() -> None:
    assert manifest_of("2026-11-28/4711-1.pdf") == "2026-11-28/4711-1.json"
