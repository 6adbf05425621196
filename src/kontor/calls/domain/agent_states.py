"""People whose phones are in a call are on the phone, and wrap up afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from kontor.calls.enums import LIVING_STATES, PartyState
from kontor.calls.models import Call, CallParty
from kontor.calls.preferences import WRAP_UP_SECONDS
from kontor.kernel import clock
from kontor.people.domain.availability import hang_up, lock_states, talk
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.routing.domain.distribute import wake
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

ON_THE_PHONE = (PartyState.TALKING, PartyState.HELD)


@transaction.atomic(savepoint=False)
def follow(call: Call) -> None:
    """The states of everybody whose phone is or was in the call agree with it; the wrap-up of one that ended begins.

    Called when the call's record was written, any number of times; before its ticket is locked. Whoever is in another
    call too, of whatever tenant, is on the phone until the last one ends.
    """
    seconds = wrap_up_seconds(call.tenant) if call.answered_at and not call.is_test else 0
    for party in call.parties.filter(user__isnull=False).select_related("user").order_by("user_id", "id"):
        person = cast(User, party.user)
        if call.is_living and party.state in ON_THE_PHONE:
            talk(person)
        elif party.answered_at:
            _has_left(person, party, call, seconds)
    if call.ended_at and call.answered_at and call.agent_id and call.wrap_up_until is None and not call.is_test:
        call.wrap_up_until = call.ended_at + timedelta(seconds=seconds)
        call.save(update_fields=["wrap_up_until"])


def wrap_up_seconds(tenant: Tenant) -> int:
    """How long people wrap up after a call of this tenant."""
    return WRAP_UP_SECONDS.get(cast(Holder, system_values()), cast(Holder, tenant))


def _has_left(person: User, party: CallParty, call: Call, seconds: int) -> None:
    """What is told late leaves less of the wrap-up."""
    if _is_in_another(person, party):
        return
    left_at: datetime = party.left_at or call.ended_at or clock.now()
    remaining = (left_at + timedelta(seconds=seconds) - clock.now()).total_seconds()
    hang_up(person, max(0, min(seconds, round(remaining))))
    wake()


def _is_in_another(user: User, party: CallParty) -> bool:
    """Of two calls that end at once the second finds that the first has ended: the states are locked."""
    lock_states(user.pk)
    with scope(INSTALLATION, *every_tenant()):
        others = CallParty.objects.filter(user=user, state__in=ON_THE_PHONE, call__state__in=LIVING_STATES)
        return others.exclude(pk=party.pk).exists()
