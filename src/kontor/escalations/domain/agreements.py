"""Agreements of overflow: made by whoever answers for both tenants, confirmed by each side, switched on and off.

Each verb runs in the scope of exactly the two tenants, and each of them has it in its own audit log.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.escalations.domain.terms import Terms, require_possible
from kontor.escalations.models import Agreement
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.people.models import User
from kontor.routing.domain.loans import end_loans
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.enums import TicketState

AGREED = (
    "source_categories",
    "category",
    "measure",
    "threshold",
    "forecast_open",
    "back_below",
    "after",
    "quota",
    "accepts",
    "sees_notes",
    "sees_history",
    "signs",
)
"""What both sides must confirm."""

AUDITED = ("name", *(f"{field}_name" if field in ("category", "accepts") else field for field in AGREED))
"""As people read it: what is pointed to by its name."""


@transaction.atomic(savepoint=False)
def create_agreement(lender: Tenant, *, by: User | None, **terms: Unpack[Terms]) -> Agreement:
    """An agreement that is confirmed by nobody and switched off; its category says who borrows.

    Refused when it could not be kept.
    """
    category = terms["category"]
    with scope(lender.pk, category.tenant_id):
        agreement = Agreement(tenant=lender, lent_to=category.tenant, category=category)
        _take_over(agreement, terms)
        _require_free_name(agreement)
        agreement.save()
        _record("created", agreement, by=by, changes=difference({}, snapshot(agreement, AUDITED)))
    return agreement


@transaction.atomic(savepoint=False)
def change_agreement(agreement: Agreement, *, version: int, by: User | None, **terms: Unpack[Terms]) -> Agreement:
    """Change name and terms. Other terms take both confirmations back: nothing is lent until both sides confirm them.

    What is lent already stays lent as it was agreed then.
    """
    with both_sides(agreement):
        agreement = _lock(agreement, version)
        before, agreed = snapshot(agreement, AUDITED), snapshot(agreement, AGREED)
        _take_over(agreement, terms)
        _require_free_name(agreement)
        changes = difference(before, snapshot(agreement, AUDITED))
        if agreed != snapshot(agreement, AGREED):
            agreement.terms += 1
        agreement.version += 1
        agreement.save()
        if changes:
            _record("changed", agreement, by=by, changes=changes)
    return agreement


@transaction.atomic(savepoint=False)
def confirm(agreement: Agreement, *, sides: Collection[int], terms: int, by: User) -> Agreement:
    """Agree for these tenants to the terms that were read. Whoever did so first stays. Refused when the terms have
    changed in the meantime."""
    with both_sides(agreement):
        agreement = _lock(agreement)
        if agreement.terms != terms:
            raise Refused(_("The terms have changed in the meantime. Read them again, then confirm them."))
        require_possible(agreement, agreement.tenant, _borrower(agreement))
        now = clock.now()
        sides = [side for side in sides if _confirmed_by(agreement, side) != terms]
        if not sides:
            return agreement
        if agreement.tenant_id in sides:
            agreement.lender_confirmed, agreement.lender_confirmed_by, agreement.lender_confirmed_at = terms, by, now
        if agreement.lent_to_id in sides:
            agreement.borrower_confirmed = terms
            agreement.borrower_confirmed_by, agreement.borrower_confirmed_at = by, now
        _save(agreement)
        _record("confirmed", agreement, by=by, changes={"sides": [None, _codes(agreement, sides)]})
    return agreement


@transaction.atomic(savepoint=False)
def withdraw(agreement: Agreement, *, sides: Collection[int], by: User) -> Agreement:
    """These tenants agree no more. It is switched off, and what waits at the borrower comes back to the lender."""
    with both_sides(agreement):
        agreement = _lock(agreement)
        sides = [side for side in sides if _confirmed_by(agreement, side) is not None]
        if not sides and not agreement.active:
            return agreement
        if agreement.tenant_id in sides:
            agreement.lender_confirmed = None
        if agreement.lent_to_id in sides:
            agreement.borrower_confirmed = None
        agreement.active = False
        agreement.flowing_since = None
        _save(agreement)
        end_loans(waiting_elsewhere(agreement), LoanEnd.ENDED)
        _record("withdrawn", agreement, by=by, changes={"sides": [_codes(agreement, sides), None]})
    return agreement


@transaction.atomic(savepoint=False)
def switch(agreement: Agreement, *, on: bool, by: User | None) -> Agreement:
    """Switch it on or off. Refused to switch on what not both sides have confirmed, or what could not be kept.

    Switched off, what waits at the borrower comes back; what somebody works on there is finished there.
    """
    with both_sides(agreement):
        agreement = _lock(agreement)
        if agreement.active == on:
            return agreement
        if on:
            _require_agreed(agreement)
            require_possible(agreement, agreement.tenant, _borrower(agreement))
        agreement.active = on
        agreement.flowing_since = None
        _save(agreement)
        if not on:
            end_loans(waiting_elsewhere(agreement), LoanEnd.ENDED)
        _record("switched_on" if on else "switched_off", agreement, by=by)
    return agreement


@transaction.atomic(savepoint=False)
def delete_agreement(agreement: Agreement, *, by: User | None) -> None:
    """Refused while something is lent under it."""
    with both_sides(agreement):
        agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
        if agreement.deleted_at is not None:
            return
        if count := Loan.objects.filter(agreement_id=agreement.pk, until=None).count():
            raise Refused(
                _("Under “%(name)s” tickets are lent still (%(count)s). Switch it off and wait until they are back.")
                % {"name": agreement.name, "count": count}
            )
        agreement.active, agreement.deleted_at = False, clock.now()
        agreement.flowing_since = None
        _save(agreement)
        _record("deleted", agreement, by=by)


@transaction.atomic(savepoint=False)
def restore_agreement(agreement: Agreement, *, by: User | None) -> Agreement:
    """It comes back switched off, with the confirmations it had. Refused while its name is another's."""
    with both_sides(agreement):
        agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
        if agreement.deleted_at is None:
            return agreement
        _require_free_name(agreement)
        agreement.deleted_at = None
        _save(agreement)
        _record("restored", agreement, by=by)
    return agreement


def both_sides(agreement: Agreement) -> Any:
    """The scope of exactly the two tenants."""
    assert agreement.lent_to_id is not None
    return scope(agreement.tenant_id, agreement.lent_to_id)


def waiting_elsewhere(agreement: Agreement) -> list[int]:
    """The ids of the tickets that are lent under it and in the borrower's queue, the longest lent first."""
    rows = Loan.objects.filter(agreement_id=agreement.pk, until=None, ticket__state=TicketState.QUEUED)
    return list(rows.order_by("since", "id").values_list("ticket_id", flat=True))


def opposite(agreement: Agreement) -> list[str]:
    """The names of living agreements that lend the other way round. Within the scope of both."""
    rows = Agreement.objects.living().filter(tenant_id=agreement.lent_to_id, lent_to_id=agreement.tenant_id)
    return list(rows.values_list("name", flat=True))


def _take_over(agreement: Agreement, terms: Terms) -> None:
    for field, value in terms.items():
        setattr(agreement, field, value)
    agreement.name = one_line(agreement.name)
    agreement.sort_key = sort_key_german(agreement.name)
    agreement.source_categories = sorted(set(agreement.source_categories))
    if agreement.category.tenant_id != agreement.lent_to_id:
        raise Refused(_("An agreement stays between its two tenants. Make a new one for another tenant."))
    lender, borrower = agreement.tenant, _borrower(agreement)
    agreement.lender_name, agreement.lender_code, agreement.lender_colour = lender.name, lender.code, lender.colour
    agreement.borrower_name, agreement.borrower_code = borrower.name, borrower.code
    agreement.borrower_colour, agreement.category_name = borrower.colour, agreement.category.name
    agreement.accepts_name = agreement.accepts.name if agreement.accepts else ""
    require_possible(agreement, lender, borrower)


def _borrower(agreement: Agreement) -> Tenant:
    assert agreement.lent_to is not None
    return agreement.lent_to


def _confirmed_by(agreement: Agreement, side: int) -> int | None:
    """Which terms the tenant has confirmed."""
    return agreement.lender_confirmed if side == agreement.tenant_id else agreement.borrower_confirmed


def _require_agreed(agreement: Agreement) -> None:
    if not agreement.lender_agrees:
        raise Refused(_("%(tenant)s has not confirmed the terms yet.") % {"tenant": agreement.lender_name})
    if not agreement.borrower_agrees:
        raise Refused(_("%(tenant)s has not confirmed the terms yet.") % {"tenant": agreement.borrower_name})


def _require_free_name(agreement: Agreement) -> None:
    if not agreement.name:
        raise Refused(_("An agreement needs a name."), about="name")
    rows = Agreement.objects.living().filter(tenant_id=agreement.tenant_id, sort_key=agreement.sort_key)
    if rows.exclude(pk=agreement.pk).exists():
        raise Refused(
            _("%(tenant)s has an agreement “%(name)s” already. Choose another name.")
            % {"tenant": agreement.lender_name, "name": agreement.name},
            about="name",
        )


def _lock(agreement: Agreement, version: int | None = None) -> Agreement:
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if locked.deleted_at is not None:
        raise Refused(_("The agreement “%(name)s” has been deleted in the meantime.") % {"name": locked.name})
    if version is not None and locked.version != version:
        raise Refused(
            _("Somebody else has changed the agreement “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": locked.name}
        )
    return locked


def _save(agreement: Agreement) -> None:
    agreement.version += 1
    agreement.save()


def _codes(agreement: Agreement, sides: Collection[int]) -> list[str]:
    return [side.code for side in (agreement.lender, agreement.borrower) if side.id in sides]


def _record(action: str, agreement: Agreement, *, by: User | None, changes: Mapping[str, Any] | None = None) -> None:
    for side in (agreement.lender, agreement.borrower):
        record_change(action, agreement, by=by, tenant_id=side.id, changes=changes)
