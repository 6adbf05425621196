"""People whose phones are in a call are on the phone, and wrap up afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from kontor.calls.enums import LIVING_STATES, PartyState
from kontor.calls.models import Call, CallParty
from kontor.calls.preferences import WRAP_UP_SECONDS
from kontor.kernel import clock
from kontor.kernel.kept import Kept
from kontor.people.domain.availability import hang_up, lock_states, talk
from kontor.people.enums import Availability
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.domain.distribute import wake
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

ON_THE_PHONE = (PartyState.TALKING, PartyState.HELD)


@transaction.atomic(savepoint=False)
def follow(call: Call, parties: Iterable[CallParty] | None = None, *, tenants: Sequence[int] | None = None) -> None:
    """The states of everybody whose phone is or was in the call agree with it; the wrap-up of one that ended begins.

    Called when the call's record was written, any number of times; before its ticket is locked. Whoever is in another
    call too, of whatever tenant, is on the phone until the last one ends.

    ``parties`` and ``tenants`` (the ids of all there are) spare reading them again.
    """
    phones = [party for party in (parties_of(call.pk) if parties is None else parties) if party.user_id]
    for party in sorted(phones, key=lambda party: (party.user_id, party.pk)):
        if call.is_living and party.state in ON_THE_PHONE:
            talk(cast(User, party.user))
        elif party.answered_at:
            _has_left(party, call, every_tenant() if tenants is None else tenants)
    if call.ended_at and call.answered_at and call.agent_id and call.wrap_up_until is None and not call.is_test:
        call.wrap_up_until = call.ended_at + timedelta(seconds=wrap_up_seconds(call.tenant))
        call.save(update_fields=["wrap_up_until"])


def parties_of(call_id: int) -> list[CallParty]:
    """The phones of the call, each with whose it is."""
    return _parties(call_id)


def wrap_up_seconds(tenant: Tenant) -> int:
    """How long people wrap up after a call of this tenant."""
    return WRAP_UP_SECONDS.get(cast(Holder, system_values()), cast(Holder, tenant))


def _has_left(party: CallParty, call: Call, tenants: Sequence[int]) -> None:
    """What is told late leaves less of the wrap-up. Of two calls that end at once the second finds that the first has
    ended: the states are locked."""
    states = lock_states(cast(int, party.user_id))
    if all(state.availability != Availability.TALKING for state in states) or _is_in_another(party, tenants):
        return
    person = cast(User, party.user)
    seconds = wrap_up_seconds(call.tenant) if call.answered_at and not call.is_test else 0
    left_at: datetime = party.left_at or call.ended_at or clock.now()
    remaining = (left_at + timedelta(seconds=seconds) - clock.now()).total_seconds()
    hang_up(person, max(0, min(seconds, round(remaining))))
    wake()


def _is_in_another(party: CallParty, tenants: Sequence[int]) -> bool:
    with scope(INSTALLATION, *tenants):
        return bool(_others(cast(int, party.user_id), party.pk))


_parties: Kept[CallParty] = Kept(lambda call_id: CallParty.objects.filter(call=call_id).select_related("user"))
_others: Kept[CallParty] = Kept(
    lambda user_id, but: CallParty.objects.filter(
        user=user_id, state__in=ON_THE_PHONE, call__state__in=LIVING_STATES
    ).exclude(pk=but)[:1]
)
