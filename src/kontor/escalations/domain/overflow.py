"""Overflow: what waits too long at one tenant is lent to another, and comes back when there is less.

``look`` says what an agreement does now and why; ``let_flow`` does just that. Nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kontor.escalations.domain.agreements import waiting_elsewhere
from kontor.escalations.domain.looking_back import worked_since
from kontor.escalations.domain.standing import Measured, Standing, fallen, measured, own_requests, standing
from kontor.escalations.domain.terms import is_deserted, require_possible
from kontor.escalations.models import Agreement
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.routing.domain.loans import LoanTerms, end_loans, lend_all
from kontor.routing.enums import LoanEnd, Signs
from kontor.routing.models import Loan
from kontor.sla.domain.compiling import compiled
from kontor.sla.domain.terms import terms_of
from kontor.sla.domain.worktime import Calendar, Due, due_at, worked_between
from kontor.tenants.scope import scope
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket

HOUR = timedelta(hours=1)
INSTANT = timedelta(seconds=1)

BATCH = 500
"""So many are lent or come back in one transaction."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an agreement would do at this moment, and every fact that decides it.

    ``home`` is how the lender stands; ``back`` how it would if what waits at the borrower had come home. ``opens_at``
    is when the borrower accepts again. ``used`` were lent within the last hour. ``eligible`` may be lent. ``deserted``:
    at the borrower nobody can work what was lent. ``closed``: the lender is switched off or deleted.
    """

    agreement: Agreement
    at: datetime
    problem: str
    home: Standing
    back: Standing
    measured: Measured
    fallen: bool
    accepts: bool
    opens_at: datetime | None
    used: int
    eligible: int
    deserted: bool = False
    closed: bool = False

    @property
    def free(self) -> int | None:
        """How many the quota leaves; None without a quota."""
        return None if self.agreement.quota is None else max(self.agreement.quota - self.used, 0)

    @property
    def lends(self) -> int:
        """How many are lent now."""
        if not (self.agreement.in_force and self.measured.met and self.accepts) or self.problem:
            return 0
        bounds = (self.eligible, self.measured.excess, self.free)
        return max(min(bound for bound in bounds if bound is not None), 0)

    @property
    def hands_back(self) -> bool:
        """What waits at the borrower comes back."""
        return self.agreement.in_force and (self.fallen or self.deserted or self.closed)


def look(agreement: Agreement) -> Outlook:
    """What the agreement does now. Within the scope of both tenants."""
    now = clock.now()
    calendar = terms_of(agreement.tenant).calendar
    home, back = standing(agreement, now)
    accepts, opens_at = _acceptance(agreement, now)
    return Outlook(
        agreement=agreement,
        at=now,
        problem=_problem(agreement),
        home=home,
        back=back,
        measured=measured(agreement, home, calendar, now),
        fallen=fallen(agreement, back, calendar, now),
        accepts=accepts,
        opens_at=opens_at,
        used=Loan.objects.filter(agreement_id=agreement.pk, since__gt=now - HOUR).count(),
        eligible=eligible(agreement, now).count(),
        deserted=is_deserted(agreement),
        closed=not agreement.tenant.is_working,
    )


def eligible(agreement: Agreement, now: datetime) -> QuerySet[Ticket]:
    """What may be lent: it waits in the queue long enough and was never lent under this agreement; first what is due.

    Nothing leaves a category out of which requests may not be moved.
    """
    since = worked_since(now, timedelta(minutes=agreement.after), terms_of(agreement.tenant).calendar)
    before = Loan.objects.filter(ticket=OuterRef("pk"), agreement_id=agreement.pk)
    rows = own_requests(agreement).filter(
        ~Exists(before), state=TicketState.QUEUED, lent_to=None, category__recategorization_source=True
    )
    return (rows.filter(received_at__lte=since) if since else rows.none()).order_by("rank_at", "id")


def flow(tenant_id: int) -> None:
    """Let every agreement of a lender do what it does now. Scope by hand: each step is a transaction of its own."""
    with scope(tenant_id):
        rows = Agreement.objects.living().filter(tenant_id=tenant_id)
        running = Loan.objects.filter(agreement_id=OuterRef("pk"), until=None)
        pairs = list(rows.filter(active=True) | rows.filter(Exists(running)))
    for agreement in pairs:
        assert agreement.lent_to_id is not None
        while let_flow(agreement.pk, lender=tenant_id, borrower=agreement.lent_to_id) == BATCH:
            continue


def let_flow(agreement_id: int, *, lender: int, borrower: int) -> int:
    """One transaction in the scope of the two: lend or take back at most ``BATCH``. How many it were.

    The agreement stays locked meanwhile, so that two workers do not lend beyond the quota; whoever finds it locked
    leaves it to the other. What a killed worker had begun is as if it had not.
    """
    with scope(lender, borrower):
        rows = Agreement.objects.living().select_for_update(of=("self",), skip_locked=True)
        agreement = rows.filter(pk=agreement_id).first()
        if agreement is None:
            return 0
        if not agreement.active:
            return len(end_loans(waiting_elsewhere(agreement)[:BATCH], LoanEnd.ENDED))
        return _act(agreement) if agreement.in_force else 0


def _act(agreement: Agreement) -> int:
    outlook = look(agreement)
    _note_flow(outlook)
    if outlook.hands_back:
        how = LoanEnd.ENDED if outlook.deserted or outlook.closed else LoanEnd.BACKLOG
        return len(end_loans(waiting_elsewhere(agreement)[:BATCH], how))
    if not outlook.lends:
        return 0
    chosen = eligible(agreement, outlook.at).values_list("pk", flat=True)[: min(outlook.lends, BATCH)]
    return len(lend_all(list(chosen), _loan_terms(agreement)))


def _note_flow(outlook: Outlook) -> None:
    """Since when there is too much: from the threshold on until the backlog has fallen."""
    agreement = outlook.agreement
    over = outlook.fallen if agreement.back_below is not None else not outlook.measured.met
    since = None if over else agreement.flowing_since or (outlook.at if outlook.measured.met else None)
    if since != agreement.flowing_since:
        agreement.flowing_since = since
        agreement.save(update_fields=["flowing_since"])


def _acceptance(agreement: Agreement, now: datetime) -> tuple[bool, datetime | None]:
    if agreement.accepts_id is None:
        return True, None
    calendar = compiled(agreement.accepts_id)
    if is_open_at(calendar, now):
        return True, None
    opening = due_at(now, INSTANT, calendar)
    return False, opening.at - INSTANT if isinstance(opening, Due) else None


def is_open_at(calendar: Calendar, now: datetime) -> bool:
    return bool(worked_between(now, now + INSTANT, calendar))


def _problem(agreement: Agreement) -> str:
    """Why it could not be kept any more, in a sentence; empty if it can."""
    assert agreement.lent_to is not None
    try:
        require_possible(agreement, agreement.tenant, agreement.lent_to)
    except Refused as refusal:
        return str(refusal)
    return ""


def _loan_terms(agreement: Agreement) -> LoanTerms:
    assert agreement.lent_to is not None
    return LoanTerms(
        agreement.pk,
        agreement.category,
        agreement.lent_to,
        Signs(agreement.signs),
        agreement.sees_notes,
        agreement.sees_history,
    )
