"""Somebody becomes ready, busy or something else: what waits is given to whoever is ready."""

from __future__ import annotations

from kontor.people.domain.availability import set_state
from kontor.people.enums import Availability, Module
from kontor.people.models import BreakReason, User
from kontor.routing.domain.distribute import wake


def become(
    user: User,
    availability: Availability,
    *,
    module: Module | None = None,
    reason: BreakReason | None = None,
    by: User,
) -> None:
    """The person is this from now on, for the module or for all. Refused when they are not signed in."""
    set_state(user, module, availability, reason=reason, by=by)
    if availability == Availability.READY:
        wake()
