"""The door to agreements: in none of your tenants is 404, not allowed on either side is 403."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from kontor.escalations.domain.agreement_queries import agreements_in_scope
from kontor.escalations.models import Agreement
from kontor.escalations.models.agreement import Side
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_some

READ, WRITE = "overflow.read", "overflow.write"


@dataclass(frozen=True)
class Opened:
    """An agreement and for which of its two tenants the person may read and write it."""

    agreement: Agreement
    reads: frozenset[int]
    writes: frozenset[int]

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.agreement.lender, self.agreement.borrower

    @property
    def may_change(self) -> bool:
        """Terms are made by whoever answers for both."""
        return len(self.writes) == len(self.sides)

    @property
    def sees_lender(self) -> bool:
        return self.agreement.tenant_id in self.reads

    @property
    def to_confirm(self) -> frozenset[int]:
        """The person's sides that have not agreed to the terms yet."""
        agreed = {self.agreement.tenant_id: self.agreement.lender_agrees}
        agreed[self.agreement.borrower.id] = self.agreement.borrower_agrees
        return frozenset(side for side in self.writes if not agreed[side])


def open_agreement(request: DeskRequest, agreement_id: int, *, may: str) -> Opened:
    """A living agreement of which the person has the right on one side at least."""
    agreement = agreements_in_scope().filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    opened = _opened(request, agreement)
    if not (opened.writes if may == WRITE else opened.reads):
        raise PermissionDenied
    return opened


def need_both(opened: Opened) -> None:
    """403 unless the person may write on both sides."""
    if not opened.may_change:
        raise PermissionDenied


def get_agreements(request: DeskRequest, ids: list[int], *, deleted: bool = False) -> list[Agreement]:
    """Those of the ids that the person sees; refused when they do not answer for both sides of one of them."""
    if not request.access.may_anywhere(WRITE):
        raise PermissionDenied
    found = agreements_in_scope(deleted=deleted).filter(pk__in=ids).order_by("sort_key")
    rows = [row for row in found if _opened(request, row).reads]
    need_some(rows)
    for row in rows:
        if not _opened(request, row).may_change:
            names = {"name": row.name, "lender": row.lender_name, "borrower": row.borrower_name}
            raise Refused(_("Only who answers for %(lender)s and %(borrower)s can do this with “%(name)s”.") % names)
    return rows


def _opened(request: DeskRequest, agreement: Agreement) -> Opened:
    sides = (agreement.lender.id, agreement.borrower.id)
    access = request.access
    reads = frozenset(side for side in sides if access.may(READ, tenant_id=side))
    writes = frozenset(side for side in sides if access.may(WRITE, tenant_id=side))
    return Opened(agreement, reads | writes, writes)
