"""Overflow: agreements count only when both sides have confirmed their terms."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.escalations.models import Agreement
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed
from kontor.readiness.enums import LineState, Topic


def overflow(facts: Facts) -> Iterator[Line]:
    """One that waits for its confirmation is open, switched on or not; one that is agreed may be switched off."""
    rows = Agreement.objects.living().filter(Q(tenant=facts.tenant) | Q(lent_to=facts.tenant))
    found = list(rows.order_by("sort_key"))
    open_ones = [each for each in found if not each.is_agreed]
    ours = [each for each in open_ones if not _agrees(each, facts.tenant.pk)]
    if ours:
        yield _line(_("To be confirmed by this tenant: %(names)s."), ours)
    elif open_ones:
        yield _line(_("To be confirmed by the other side: %(names)s."), open_ones)
    elif found:
        yield line("overflow", Topic.OVERFLOW, LineState.GREEN, _("Every agreement is confirmed by both sides."))
    else:
        yield line(
            "overflow", Topic.OVERFLOW, LineState.GREEN, _("No overflow is agreed, and none is needed to begin.")
        )


def _agrees(agreement: Agreement, tenant_id: int) -> bool:
    return agreement.lender_agrees if agreement.tenant_id == tenant_id else agreement.borrower_agrees


def _line(sentence: str, agreements: list[Agreement]) -> Line:
    rows = [Named(each.pk, each.name) for each in agreements]
    words = {"names": listed([each.name for each in rows])}
    return line("overflow", Topic.OVERFLOW, LineState.OPEN, sentence % words, place="overflow", rows=rows)
