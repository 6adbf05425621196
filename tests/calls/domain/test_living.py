"""What a person's panel shows, from rows as the events leave them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kontor.calls.domain.living import Phase, call_of, calls_of
from kontor.calls.enums import CallState, Direction, Outcome, PartyState, Question
from kontor.calls.models import Call, CallParty, PhoneSystem
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(db: None) -> PhoneSystem:
    return PhoneSystem.objects.create(name="Anlage", sort_key="anlage")


def phases(user: User, *tenants: Tenant) -> list[tuple[str, Phase]]:
    with in_scope(*tenants):
        return [(one.call.key, one.phase) for one in calls_of(user)]


def test_what_rings_comes_before_what_is_spoken_and_what_is_left(
    anna: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    _call(system, nordlicht, "talks", anna, state=CallState.TALKING, answered_at=_ago(60))
    _call(system, nordlicht, "wraps", anna, **_ended(Outcome.ANSWERED), agent=anna, wrap_up_until=_ago(-30))
    _call(system, nordlicht, "rings", anna, party=PartyState.RINGING)
    _call(system, nordlicht, "held", anna, party=PartyState.HELD, state=CallState.HELD, answered_at=_ago(90))

    assert phases(anna, nordlicht) == [
        ("rings", Phase.RINGING),
        ("talks", Phase.TALKING),
        ("held", Phase.HELD),
        ("wraps", Phase.WRAP_UP),
    ]


def test_what_is_being_dialled_is_there_before_any_phone_rings(
    anna: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    _call(system, nordlicht, "out", None, state=CallState.DIALLING, direction=Direction.OUT, agent=anna)

    assert phases(anna, nordlicht) == [("out", Phase.DIALLING)]


def test_what_is_over_is_gone_but_not_a_question_about_it(anna: User, nordlicht: Tenant, system: PhoneSystem) -> None:
    _call(system, nordlicht, "over", anna, **_ended(Outcome.ANSWERED), agent=anna)
    past = {"wrap_up_until": _ago(5), "agent": anna}
    _call(system, nordlicht, "wrapped", anna, **_ended(Outcome.ANSWERED), **past)
    _call(system, nordlicht, "asked", anna, **_ended(Outcome.MISSED), question=Question.ASKED)

    assert phases(anna, nordlicht) == [("asked", Phase.OVER)]


def test_outgoing_call_that_came_to_nothing_is_told_for_two_minutes(
    anna: User, nordlicht: Tenant, system: PhoneSystem
) -> None:
    out = {"direction": Direction.OUT, "agent": anna}
    _call(system, nordlicht, "busy", anna, **_ended(Outcome.BUSY), **out)
    _call(system, nordlicht, "put away", anna, **_ended(Outcome.FAILED), **out, wrapped_up_at=_ago(10))
    _call(system, nordlicht, "long ago", anna, **{**_ended(Outcome.FAILED), "ended_at": _ago(121)}, **out)
    _call(system, nordlicht, "spoken", anna, **_ended(Outcome.ANSWERED), **out)

    assert phases(anna, nordlicht) == [("busy", Phase.OVER)]


def test_calls_of_others_and_of_tenants_outside_the_scope_are_not_there(
    bela: User, anna: User, nordlicht: Tenant, alpina: Tenant, system: PhoneSystem
) -> None:
    _call(system, nordlicht, "annas", anna)
    call = _call(system, alpina, "alpina", bela)

    assert phases(bela, nordlicht) == []
    assert phases(bela, nordlicht, alpina) == [("alpina", Phase.TALKING)]
    with in_scope(nordlicht):
        assert call_of(bela, call.pk) is None


def test_three_calls_take_as_many_statements_as_one(anna: User, nordlicht: Tenant, system: PhoneSystem) -> None:
    counts = []
    for key in ("one", "two", "three"):
        _call(system, nordlicht, key, anna)
        with in_scope(nordlicht), statements() as sent:
            for presence in calls_of(anna):
                assert presence.call.tenant.name == nordlicht.name
        counts.append(len(sent))

    assert counts == [3, 3, 3]


def test_without_calls_it_is_one_statement(anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht), statements() as sent:
        assert calls_of(anna) == []

    assert len(sent) == 1


def _call(
    system: PhoneSystem,
    tenant: Tenant,
    key: str,
    user: User | None,
    *,
    party: PartyState = PartyState.TALKING,
    **values: Any,
) -> Call:
    values = {"direction": Direction.IN, "state": CallState.RINGING, "started_at": _ago(120), **values}
    if party == PartyState.TALKING and values["state"] == CallState.RINGING:
        values |= {"state": CallState.TALKING, "answered_at": _ago(100)}
    with everywhere():
        call = Call.objects.create(system=system, tenant=tenant, key=key, **values)
        if user:
            CallParty.objects.create(
                call=call, tenant=tenant, extension=f"2{call.pk}", user=user, state=party, answered_at=_ago(100)
            )
    return call


def _ended(outcome: Outcome) -> dict[str, Any]:
    return {"state": CallState.ENDED, "outcome": outcome, "ended_at": _ago(20), "party": PartyState.LEFT}


def _ago(seconds: int) -> Any:
    return timezone.now() - timedelta(seconds=seconds)
