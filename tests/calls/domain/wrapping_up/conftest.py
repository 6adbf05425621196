"""A call that is over, and who spoke."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.calls.domain.agent_states import follow
from kontor.calls.enums import Creation, PartyState
from kontor.calls.models import Call
from kontor.calls.preferences import (
    CATEGORY,
    CLOSE_AFTER_WRAP_UP,
    TICKET_IN,
    TICKET_OUT,
    WRAP_UP_SECONDS,
)
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.domain.availability import set_state, states_of
from kontor.people.enums import Availability, Module
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.calls.making import answered, ended, make_call, party, prefer
from tests.conftest import Frozen
from tests.support.client import sign_in
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def phones(nordlicht: Tenant, billing: Category, frozen: Frozen) -> Tenant:
    """Calls are tickets, which are closed after a wrap-up of a minute."""
    for preference, value in (
        (TICKET_IN, Creation.ALWAYS.value),
        (TICKET_OUT, Creation.ALWAYS.value),
        (CATEGORY, billing.pk),
        (CLOSE_AFTER_WRAP_UP, True),
        (WRAP_UP_SECONDS, 60),
    ):
        prefer(nordlicht, preference, value)
    return nordlicht


@pytest.fixture
def there(anna: User, phones: Tenant) -> User:
    sign_in(Client(), anna, phones)
    set_state(anna, None, Availability.READY, by=anna)
    return anna


@pytest.fixture
def call(there: User, phones: Tenant) -> Call:
    """Anna has spoken with somebody and wraps up."""
    return spoken(there, phones)


def spoken(user: User, tenant: Tenant) -> Call:
    call = make_call(tenant)
    for state, then in ((PartyState.TALKING, answered), (PartyState.LEFT, ended)):
        party(call, user, state, answered_at=clock.now(), left_at=clock.now() if state == PartyState.LEFT else None)
        then(call, user) if then is answered else then(call)
        with everywhere():
            follow(call)
    return call


def state(user: User) -> str:
    with in_scope():
        return states_of(user)[Module.MAIL].availability
