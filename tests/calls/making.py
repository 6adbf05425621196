"""Calls as their records stand at some moment, without a telephone system."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kontor.calls.domain.phone_tickets import by_itself
from kontor.calls.enums import CallState, Connector, Direction, Outcome, PartyState
from kontor.calls.models import Call, CallParty, PhoneSystem
from kontor.kernel import clock
from kontor.people.models import User
from kontor.preferences.types import Preference
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import everywhere, in_scope

NUMBER, SHOWN = "+4940123456", "040 123456"


def make_system() -> PhoneSystem:
    name = f"Anlage {next_number()}"
    return PhoneSystem.objects.create(name=name, sort_key=name.casefold(), connector=Connector.PUSH)


def make_call(tenant: Tenant, **values: Any) -> Call:
    """An incoming call that rings."""
    given = {
        "direction": Direction.IN,
        "state": CallState.RINGING,
        "remote": values.get("remote_normal", NUMBER),
        "remote_normal": NUMBER,
        "started_at": clock.now(),
    }
    with everywhere():
        system = values.pop("system", None) or make_system()
        key = f"call-{next_number()}"
        return Call.objects.create(tenant=tenant, **{**given, "system": system, "key": key, **values})


def party(call: Call, user: User, state: PartyState, **values: Any) -> CallParty:
    with everywhere():
        row, _made = CallParty.objects.update_or_create(
            tenant_id=call.tenant_id,
            call=call,
            extension=f"{user.pk}",
            defaults={"user": user, "state": state, **values},
        )
    return row


def rings(call: Call) -> Call:
    return _settled(call)


def answered(call: Call, user: User | None = None) -> Call:
    return _settled(call, state=CallState.TALKING, answered_at=clock.now(), agent=user or call.agent)


def ended(call: Call) -> Call:
    now = clock.now()
    return _settled(call, state=CallState.ENDED, ended_at=now, outcome=_outcome(call))


def missed_call(tenant: Tenant, **values: Any) -> Call:
    """An incoming call that rang and was not answered."""
    return ended(make_call(tenant, **values))


def spoken_call(tenant: Tenant, user: User, **values: Any) -> Call:
    """A call that the person answered, and that is over."""
    call = answered(make_call(tenant, **values), user)
    return ended(call)


def prefer(tenant: Tenant, preference: Preference[Any], value: Any) -> None:
    preference.set_on(tenant, value)
    with in_scope(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(preferences=tenant.preferences)


def _outcome(call: Call) -> Outcome:
    if call.answered_at:
        return Outcome.ANSWERED
    return Outcome.MISSED if call.direction == Direction.IN else Outcome.NO_ANSWER


def _settled(call: Call, **facts: Any) -> Call:
    """The record has these facts now, and the effects have happened; twice, which is once."""
    with everywhere():
        Call.objects.filter(pk=call.pk).update(**facts)
        by_itself(call)
        by_itself(call)
        call.refresh_from_db()
    return call


def minutes_ago(minutes: float) -> Any:
    return clock.now() - timedelta(minutes=minutes)
