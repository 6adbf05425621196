"""What the doctor says of telephone systems, and of what letters need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.calls.domain.devices import set_phones
from kontor.calls.domain.phone_systems import renew_token
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneLink
from kontor.host.doctor import calls, letters
from kontor.host.doctor.finding import Level
from kontor.host.postgres.cluster import free_port
from kontor.kernel import clock
from kontor.letters.domain import switch
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.letters.rendering.failures import INSTALL
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.call_records import connect_calls
from tests.factories.phone_systems import make_phone_system, make_trunk
from tests.host.doctor.looking import unsound
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere


def test_telephone_systems_are_looked_at(committed_db: str, nordlicht: Tenant, alpina: Tenant, anna: User) -> None:
    assert unsound(calls.check_calls) == []
    connect_calls()
    assert unsound(calls.check_calls) == [
        (Level.WARNING, "The call integration is on, and there is no telephone system in use.")
    ]
    provider = make_phone_system("Anbieter")
    port = free_port()
    own = make_phone_system("Zentrale", connector=Connector.ASTERISK, host="127.0.0.1", port=port, context="out")
    make_trunk(own, None, "Amt")
    with everywhere():
        renew_token(provider, by=None)
        for tenant in (nordlicht, alpina):
            change_telephony(tenant, system=provider, prefix="", postfix="", version=0, by=None)

    assert unsound(calls.check_calls) == [
        (Level.WARNING, "The telephone system Anbieter has never posted an event."),
        (Level.WARNING, "At Anbieter these dial without prefix and postfix: Alpina Versicherung, Nordlicht Energie."),
        (
            Level.BAD,
            f"The telephone system Zentrale: The server 127.0.0.1 does not answer on port {port}. Check the port.",
        ),
        (Level.WARNING, "At Zentrale these trunks belong to no tenant, and no dialled number does: Amt."),
        (Level.WARNING, "Agents without a phone: 1 (Anna Arndt)."),
    ]


def test_a_telephone_system_that_posts_is_sound(committed_db: str, nordlicht: Tenant, anna: User) -> None:
    connect_calls()
    system = make_phone_system("Anbieter")
    assert (Level.BAD, "The telephone system Anbieter has no token: its events are refused.") in unsound(
        calls.check_calls
    )
    with everywhere():
        renew_token(system, by=None)
        set_phones(anna, system, ["201"], seen=[], by=None)
    PhoneLink.objects.update(event_at=clock.now())

    assert unsound(calls.check_calls) == []


def test_letters_need_programs_and_a_place(
    committed_db: str,
    nordlicht: Tenant,
    alpina: Tenant,
    settings: Any,
    tmp_path: Path,
) -> None:
    assert [finding.sentence for finding in letters.check_letters()] == ["Letters are switched off."]
    letters_on()
    settings.LETTERS_ROOT = tmp_path
    prefer(nordlicht, OUTPUT_DIRECTORY, "taken/briefe")
    (tmp_path / nordlicht.code).mkdir()
    (tmp_path / nordlicht.code / "taken").write_text("a file")

    found = list(letters.check_letters())

    assert [finding.level for finding in found] == [Level.GOOD, Level.GOOD, Level.BAD]
    assert found[1].sentence == f"The letters of Alpina Versicherung can be written to {tmp_path}/{alpina.code}."
    assert found[2].sentence.startswith("The letters of Nordlicht Energie cannot be written: ")
    assert f"the folder below {tmp_path}" in found[2].advice
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["taken"]


def test_missing_programs_for_letters_come_with_the_command(
    committed_db: str, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters_on()
    monkeypatch.setattr(switch, "LOOK", "import sys; sys.exit(1)")
    monkeypatch.setattr(switch, "_seen", None)

    bad = [finding for finding in letters.check_letters() if finding.level == Level.BAD]

    assert [(each.sentence, each.advice) for each in bad] == [
        ("Letters are on, and the programs that make PDFs are missing: no letter can be made.", INSTALL)
    ]
