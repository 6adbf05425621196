"""What a person says about one of their calls: a note, and who it is that calls."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.calls.domain.wrapping_up import finish
from kontor.calls.models import Call, CallParty
from kontor.customers.domain.contacts import add_address
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.kernel.errors import Refused
from kontor.kernel.text import sort_key_german
from kontor.live.notify import changed, told
from kontor.people.models import User

LONGEST_NOTE = 5_000


@transaction.atomic(savepoint=False)
def keep_note(call: Call, text: str) -> None:
    """What is typed during the call, as it is typed. What comes after the wrap-up has ended is in its note already."""
    if _lock(call).wrapped_up_at is None:
        Call.objects.filter(pk=call.pk).update(note=text[:LONGEST_NOTE])
        tell_panels(call)


@transaction.atomic(savepoint=False)
def finish_with_note(call: Call, user: User, text: str) -> None:
    """The person is done with the call: what they noted goes with it to its ticket, or stays once at the call.

    A note of who goes on with the call is not taken from them.
    """
    if _lock(call).ended_at:
        Call.objects.filter(pk=call.pk).update(note="")
    finish(call, user, text)
    tell_panels(call)


@transaction.atomic(savepoint=False)
def choose_customer(call: Call, customer: Customer) -> Call:
    """It is this one who calls. Refused when they are a contact of another tenant."""
    call = _lock(call)
    if customer.tenant_id != call.tenant_id:
        raise Refused(_("This contact belongs to another tenant than the call."))
    Call.objects.filter(pk=call.pk).update(customer=customer)
    call.customer = customer
    tell_panels(call)
    return call


@transaction.atomic(savepoint=False)
def create_customer(call: Call, name: str) -> Customer:
    """A new contact of the call's tenant with the number of the call. Refused when somebody has the number by now."""
    call = _lock(call)
    if call.customer_id:
        raise Refused(_("It is known by now who calls."))
    if call.anonymous or not call.remote:
        raise Refused(_("The caller withholds the number, so no contact can be made from it."))
    customer = Customer.objects.create(tenant_id=call.tenant_id, name=name, sort_key=sort_key_german(name)[:400])
    add_address(customer, kind=AddressKind.PHONE, value=call.remote_normal or call.remote)
    choose_customer(call, customer)
    return customer


def tell_panels(call: Call) -> None:
    """The panels of everybody who is in the call, and lists of calls, show it anew."""
    changed(call.tenant_id, "call", call.pk)
    users = CallParty.objects.filter(call=call).exclude(user=None).values_list("user_id", flat=True)
    for user_id in {*users, *filter(None, [call.agent_id])}:
        told(user_id, "call", call.pk)


def _lock(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
