"""Placing a call, and what can be done with one of one's own: the verb notes it, a job tells the telephone system.

The prefix is always that of the tenant whose call it is. Nothing is placed later than it was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.calls.domain.telephony import systems_for, telephony_of, trunk_for
from kontor.calls.enums import CallState, Connector, Direction, LinkState, PartyState
from kontor.calls.models import Call, CallParty, PhoneDevice, PhoneLink, PhoneSystem, TenantTelephony
from kontor.calls.preferences import INTEGRATION
from kontor.channels.telephony.asterisk import OUR_CALLS
from kontor.customers.models import Customer
from kontor.kernel import clock, telephone
from kontor.kernel.errors import Refused
from kontor.live.notify import changed, told
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket

DIAL = "kontor.calls.tasks.dial"
ORDER = "kontor.calls.tasks.give_order"
SAY_OVER = "say_over"
"""A call that the telephone system tells of only: a person can say that it has ended (``ending_by_hand``)."""
RINGS_AT_MOST = timedelta(minutes=3)
"""Whose phone has rung for longer may say that it does not."""
AT_ONCE = timedelta(seconds=10)
"""A second call within this time is a double click, while nobody has picked up."""


@dataclass(frozen=True)
class Way:
    """Over which telephone system a tenant's call goes out, with what, and from which phone."""

    system: PhoneSystem
    telephony: TenantTelephony
    extension: str


@transaction.atomic(savepoint=False)
def place(
    user: User,
    number: str,
    *,
    tenant: Tenant,
    ticket: Ticket | None = None,
    customer: Customer | None = None,
    test: bool = False,
) -> Call:
    """The user's own phone rings, and when it is picked up the number is called with the tenant's prefix.

    What is typed is a number of the tenant's country, wherever the telephone system stands. Refused, with a sentence,
    for emergency numbers and what is no number; where the tenant has no telephone system or the user no phone there;
    while its line is down; and while a call of the user's is being placed already. The call of a ticket is its
    tenant's, and is lent as the ticket is.
    """
    way = _way(user, tenant)
    read = telephone.read(number, tenant.country)
    telephone.dial(read, way.system.dial_format, way.system.country)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _require_nothing_being_placed(user)
    call = _noted(way, read, user, ticket, customer, test)
    app.configure_task(DIAL, queue="calls", priority=10).defer(tenant_id=tenant.pk, call_id=call.pk)
    changed(tenant.pk, "call", call.pk)
    told(user.pk, "call", call.pk)
    return call


def abilities(call: Call) -> set[str]:
    """What the telephone system of the call can be told to do with it now: hang_up, hold, resume, transfer."""
    if not call.is_living:
        return set()
    if call.system.connector != Connector.ASTERISK:
        is_late = call.started_at < clock.now() - RINGS_AT_MOST
        return {SAY_OVER} if call.answered_at or call.direction == Direction.OUT or is_late else set()
    if call.state == CallState.TALKING:
        return {"hang_up", "hold", "transfer"}
    return {"hang_up", "resume", "transfer"} if call.state == CallState.HELD else {"hang_up"}


def hang_up(call: Call, user: User) -> None:
    """End the call. While it only rings at the user's phone, it goes on ringing at others'."""
    _order(call, user, "hang_up")


def hold(call: Call, user: User) -> None:
    """The customer waits; nobody else hears them."""
    _order(call, user, "hold")


def resume(call: Call, user: User) -> None:
    _order(call, user, "resume")


def transfer(call: Call, user: User, to: str) -> None:
    """The customer is put through to another phone of the house, without asking there first."""
    device = PhoneDevice.objects.filter(system=call.system_id, extension=to.strip()).first()
    if device is None:
        raise Refused(_("“%(extension)s” is not an extension of this telephone system.") % {"extension": to.strip()})
    _order(call, user, "transfer", to=device)


def extension_of(call: Call, user: User) -> str:
    """The user's phone in the call, or "" where they have none in it."""
    rows = list(CallParty.objects.filter(call=call, user=user).values_list("extension", "state"))
    if not rows:
        return call.extension if user.pk == call.placed_by_id else ""
    return next((extension for extension, state in rows if state != PartyState.LEFT), "")


def _way(user: User, tenant: Tenant) -> Way:
    if not INTEGRATION.get(system_values()):
        raise Refused(_("Call integration is switched off."))
    telephony = telephony_of(tenant)
    system = systems_for(tenant).filter(pk=telephony.system_id or 0).first()
    if system is None:
        raise Refused(_("%(tenant)s has no telephone system to call with.") % {"tenant": tenant.name})
    words = {"system": system.name}
    if system.connector != Connector.ASTERISK:
        raise Refused(_("The telephone system “%(system)s” cannot be told to place calls.") % words)
    device = PhoneDevice.objects.filter(user=user, system=system).order_by("id").first()
    if device is None:
        raise Refused(_("You have no phone at “%(system)s”. An administrator can enter its extension.") % words)
    if not PhoneLink.objects.filter(system=system, state=LinkState.UP).exists():
        raise Refused(_("The telephone system “%(system)s” is not connected. Nothing is called.") % words)
    return Way(system, telephony, device.extension)


def _noted(
    way: Way, number: telephone.Telephone, user: User, ticket: Ticket | None, customer: Customer | None, test: bool
) -> Call:
    telephony = way.telephony
    affixes = telephony.prefix, telephony.postfix
    trunk = trunk_for(telephony.tenant, way.system, *affixes) if any(affixes) else None
    return Call.objects.create(
        tenant=telephony.tenant,
        lent_to_id=ticket.lent_to_id if ticket else None,
        system=way.system,
        key=f"{OUR_CALLS}{uuid4().hex}",
        direction=Direction.OUT,
        state=CallState.DIALLING,
        remote=number.shown(telephony.tenant.country),
        remote_normal=number.normal,
        shown_number=trunk.signalled_number if trunk else "",
        trunk=trunk.pbx_name if trunk else "",
        prefix=telephony.prefix,
        postfix=telephony.postfix,
        extension=way.extension,
        agent=user,
        placed_by=user,
        customer=customer,
        ticket=ticket,
        started_at=clock.now(),
        is_test=test,
    )


def _require_nothing_being_placed(user: User) -> None:
    rows = Call.objects.living().filter(placed_by=user, answered_at=None, started_at__gt=clock.now() - AT_ONCE)
    if rows.exists():
        raise Refused(_("A call of yours is being placed already."))


def _order(call: Call, user: User, order: str, *, to: PhoneDevice | None = None) -> None:
    if order not in abilities(call):
        raise Refused(_("This is not possible with the call any more."))
    if not extension_of(call, user):
        raise Refused(_("You are not in this call."))
    app.configure_task(ORDER, queue="calls", priority=10).defer(
        tenant_id=call.tenant_id,
        call_id=call.pk,
        user_id=user.pk,
        to_id=to.pk if to else 0,
        order=order,
        asked_at=clock.now().timestamp(),
    )
