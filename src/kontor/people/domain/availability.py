"""What people are for each module: ready, busy, on a break, in wrap-up, on the phone. Signed out nobody is anything.

Whoever telephones does so in all modules, and afterwards is again what they were. Every change is written down
(``StateChange``) and told to all windows of the person and to the pages of the tenants they work for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.kept import Kept
from kontor.live.notify import changed, told
from kontor.people.enums import Availability, Module, StateAfterSignIn
from kontor.people.models import AgentState, BreakReason, Session, StateChange, User
from kontor.people.preferences import STATE_AFTER_SIGN_IN, WRAP_UP_MINUTES
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder

SHOWN_FIRST = (
    Availability.TALKING,
    Availability.READY,
    Availability.WRAP_UP,
    Availability.PAUSE,
    Availability.BUSY,
)
"""Which of several states the title bar shows."""
BY_HAND = tuple(each for each in Availability if each != Availability.TALKING)
"""What people can choose. Only a call makes them telephone."""


@transaction.atomic(savepoint=False)
def set_state(
    user: User,
    module: Module | None,
    availability: Availability,
    *,
    reason: BreakReason | None = None,
    by: User | None,
) -> list[AgentState]:
    """The person is this from now on, for the module or (None) for all of them.

    A break may have a reason of the installation's list. A wrap-up ends by itself: then the person is ready. While they
    telephone it is what they are afterwards. Refused for somebody who is not signed in.
    """
    if availability not in BY_HAND:
        raise ValueError(f"nobody chooses to be {availability}")
    if not is_signed_in(user):
        raise Refused(_("%(name)s is not signed in.") % {"name": user.name})
    if reason is not None and reason.deleted_at is not None:
        raise Refused(_("The reason “%(name)s” is not on the list any more.") % {"name": reason.name})
    talking = {Module(row.module): row for row in lock_states(user.pk) if row.availability == Availability.TALKING}
    modules = list(Module) if module is None else [module]
    return [
        _change_afterwards(talking[each], availability, reason)
        if each in talking
        else _write(user, each, availability, reason=reason, by=by)
        for each in modules
    ]


@transaction.atomic(savepoint=False)
def talk(user: User) -> None:
    """The person is on the phone from now on, in all modules; what they were is remembered. Nothing happens to whoever
    telephones already or is not signed in."""
    before = {Module(row.module): row for row in lock_states(user.pk)}
    talking = [module for module, row in before.items() if row.availability == Availability.TALKING]
    if len(talking) == len(Module) or not is_signed_in(user):
        return
    for module in Module:
        row = before.get(module)
        if row is None:
            _write(user, module, Availability.TALKING, reason=None, by=user, resumes=Availability.BUSY)
        elif row.availability != Availability.TALKING:
            _write(user, module, Availability.TALKING, reason=row.reason, by=user, resumes=_resumed(row))


@transaction.atomic(savepoint=False)
def hang_up(user: User, seconds: int) -> None:
    """The person's last call has ended: they wrap up for so long and are then again what they were, with 0 at once.

    Nothing happens to whoever does not telephone.
    """
    for row in lock_states(user.pk):
        if row.availability == Availability.TALKING and seconds:
            until = clock.now() + timedelta(seconds=seconds)
            wrap_up, resumes = Availability.WRAP_UP, _resumed(row)
            _write(user, Module(row.module), wrap_up, reason=row.reason, by=user, resumes=resumes, until=until)
        elif row.availability == Availability.TALKING:
            _resume(row, user, by=user)


@transaction.atomic(savepoint=False)
def end_wrap_up(user: User) -> None:
    """The wrap-up of a call is over before its time: the person is again what they were."""
    for row in lock_states(user.pk):
        if row.availability == Availability.WRAP_UP and row.resumes:
            _resume(row, user, by=user)


@transaction.atomic(savepoint=False)
def arrive(user: User) -> None:
    """The person signs in: with the first sign-in they are what the settings say. To be called before it is written."""
    if is_signed_in(user):
        return
    before = states_of(user)
    for module in Module:
        wanted = StateAfterSignIn(STATE_AFTER_SIGN_IN[module].get(*_chain(user)))
        present = before.get(module)
        if wanted != StateAfterSignIn.AS_BEFORE:
            _write(user, module, Availability(wanted), reason=None, by=user)
        elif present:
            _resume(present, user, by=user)
        else:
            _write(user, module, Availability.BUSY, reason=None, by=user)


@transaction.atomic(savepoint=False)
def leave(user_id: int) -> None:
    """The last sign-in has ended. The states stay as they were, for the next one; nothing is given to them meanwhile.

    Locks the states: what is being given to the person at this moment is on their desk before this goes on.
    """
    states = lock_states(user_id)
    for state in states:
        if state.availability in (Availability.WRAP_UP, Availability.TALKING):
            state.availability, state.resumes, state.until = _resumed(state), "", None
            state.save(update_fields=["availability", "resumes", "until"])
    now = clock.now()
    StateChange.objects.bulk_create(
        StateChange(user_id=user_id, module=state.module, availability="", at=now) for state in states
    )


def end_wrap_ups() -> int:
    """Whoever has wrapped up for as long as it may take is ready again; after a call, what they were before it."""
    over = AgentState.objects.filter(availability=Availability.WRAP_UP, until__lte=clock.now())
    ended = 0
    for state in over.select_for_update(of=("self",), no_key=True, skip_locked=True).select_related("user", "reason"):
        _resume(state, state.user, by=None)
        ended += 1
    return ended


def states_of(user: User) -> dict[Module, AgentState]:
    """By module what the person is, or was before signing out; a module without an entry is busy."""
    rows = AgentState.objects.filter(user=user).select_related("reason")
    return {Module(row.module): row for row in rows}


def shown_state(states: Iterable[AgentState]) -> AgentState | None:
    """What stands in the title bar: ready as soon as one module is ready. None without any: busy."""
    by_rank = sorted(states, key=lambda state: SHOWN_FIRST.index(Availability(state.availability)))
    return by_rank[0] if by_rank else None


def break_reasons() -> QuerySet[BreakReason]:
    """Why one may take a break: the list of the installation."""
    return BreakReason.objects.filter(deleted_at=None)


def is_ready(user: User, module: Module) -> bool:
    """Something of this kind may be given to the person now."""
    return ready_agents(module).filter(user=user).exists()


def ready_agents(module: Module) -> QuerySet[AgentState]:
    """The states of those who are ready, signed in, and not away."""
    now = clock.now()
    signed_in = Session.objects.filter(expire_date__gt=now, user__isnull=False)
    away = Q(user__absences__since__lte=now, user__absences__until__gt=now)
    return AgentState.objects.filter(
        module=module,
        availability=Availability.READY,
        user__in=signed_in.values("user"),
        user__active=True,
        user__deleted_at=None,
    ).exclude(pk__in=AgentState.objects.filter(away).values("pk"))


def is_signed_in(user: User) -> bool:
    return Session.objects.filter(user=user, expire_date__gt=clock.now()).exists()


def lock_states(user_id: int) -> list[AgentState]:
    """The person's states, which nobody else changes until the transaction ends."""
    return _locked(user_id)


def _resumed(state: AgentState) -> Availability:
    """What the person is again when they telephone and wrap up no longer. A wrap-up that they chose ends in ready."""
    if state.availability in (Availability.TALKING, Availability.WRAP_UP):
        return Availability(state.resumes or Availability.READY)
    return Availability(state.availability)


def _resume(state: AgentState, user: User, *, by: User | None) -> AgentState:
    return _write(user, Module(state.module), _resumed(state), reason=state.reason, by=by)


def _change_afterwards(state: AgentState, availability: Availability, reason: BreakReason | None) -> AgentState:
    """What comes after the call. Its wrap-up comes by itself."""
    if availability == Availability.WRAP_UP:
        raise Refused(_("The wrap-up after a call begins by itself."))
    state.resumes = availability
    state.reason = reason if availability == Availability.PAUSE else None
    state.save(update_fields=["resumes", "reason"])
    _tell(state.user)
    return state


def _write(
    user: User,
    module: Module,
    availability: Availability,
    *,
    reason: BreakReason | None,
    by: User | None,
    resumes: Availability | None = None,
    until: datetime | None = None,
) -> AgentState:
    """``reason`` is kept for a break that goes on now, or afterwards."""
    now = clock.now()
    kept = reason if Availability.PAUSE in (availability, resumes) else None
    pause = kept if availability == Availability.PAUSE else None
    values = {
        "availability": availability,
        "reason": kept,
        "since": now,
        "until": until or _until(user, availability, now),
        "resumes": resumes or "",
    }
    state, _made = AgentState.objects.update_or_create(user=user, module=module, defaults=values)
    StateChange.objects.create(
        user=user,
        module=module,
        availability=availability,
        reason=pause.name if pause else "",
        by=by if by and by.pk != user.pk else None,
        at=now,
    )
    _tell(user)
    return state


def _until(user: User, availability: Availability, now: datetime) -> datetime | None:
    if availability != Availability.WRAP_UP:
        return None
    return now + timedelta(minutes=WRAP_UP_MINUTES.get(*_chain(user)))


def _tell(user: User) -> None:
    told(user.pk, "state")
    for tenants in Session.objects.filter(user=user, expire_date__gt=clock.now()).values_list("tenants", flat=True):
        for tenant_id in tenants:
            changed(tenant_id, "agent", user.pk)


def _chain(user: User) -> tuple[Holder, ...]:
    return (cast(Holder, system_values()), cast(Holder, user))


_locked: Kept[AgentState] = Kept(
    lambda user_id: (
        AgentState.objects.filter(user=user_id)
        .select_related("reason")
        .order_by("id")
        .select_for_update(of=("self",), no_key=True)
    )
)
