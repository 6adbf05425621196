"""What counts when it is decided whether a call becomes a phone ticket: settings, categories, the caller."""

from __future__ import annotations

from typing import Any, cast

from kontor.calls.domain.deciding import Facts, Settings
from kontor.calls.enums import UNWANTED, CallState, Creation, Direction, Moment, Outcome
from kontor.calls.models import Call, DialledNumber
from kontor.calls.preferences import (
    ATTACH,
    CATEGORY,
    MOMENT_IN,
    MOMENT_OUT,
    TICKET_IN,
    TICKET_MISSED,
    TICKET_OUT,
)
from kontor.customers.domain.callers import by_number
from kontor.org.models import Category
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant


def category_for(call: Call) -> Category | None:
    """That of the dialled number, else the tenant's default; only one that is allowed for phone tickets."""
    numbers = DialledNumber.objects.filter(system_id=call.system_id, tenant_id=call.tenant_id)
    number = numbers.filter(normalized=call.dialled_normal).first() if call.dialled_normal else None
    default = CATEGORY.get(_holder(call.tenant))
    ids = [pk for pk in (number and number.category_id, default) if pk]
    found = Category.objects.filter(tenant_id=call.tenant_id, deleted_at=None, allowed_for_phone_tickets=True)
    by_id = found.in_bulk(ids) if ids else {}
    return next((by_id[pk] for pk in ids if pk in by_id), None)


def customers_of(call: Call) -> list[int]:
    """The call's customer, else everybody in its tenant whose number it may be."""
    if call.customer_id or not call.remote_normal:
        return [call.customer_id] if call.customer_id else []
    return [customer.pk for customer in by_number(call.tenant_id, call.remote_normal)]


def settings_of(tenant: Tenant) -> Settings:
    """What the tenant has set for phone tickets."""
    holder = _holder(tenant)
    return Settings(
        incoming=Creation(TICKET_IN.get(holder)),
        outgoing=Creation(TICKET_OUT.get(holder)),
        missed=Creation(TICKET_MISSED.get(holder)),
        moment_in=Moment(MOMENT_IN.get(holder)),
        moment_out=Moment(MOMENT_OUT.get(holder)),
        attach=ATTACH.get(holder),
    )


def facts_of(call: Call, **known: Any) -> Facts:
    """What is known of the call itself; of its caller what is said with it."""
    return Facts(
        direction=Direction(call.direction),
        answered=call.answered_at is not None,
        ended=call.ended_at is not None,
        has_ticket=call.ticket_id is not None,
        unwanted=call.is_test or call.outcome in UNWANTED,
        not_through=call.state == CallState.DIALLING or call.outcome == Outcome.FAILED,
        **known,
    )


def _holder(tenant: Tenant) -> Holder:
    return cast(Holder, tenant)
