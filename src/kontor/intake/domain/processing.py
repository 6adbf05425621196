"""Draining the ledger: each waiting row in a transaction of its own, many workers at once."""

from __future__ import annotations

import logging
from datetime import timedelta

from kontor.intake.domain.filing import Desk, Filed, file_mail
from kontor.intake.domain.filters import verdict_on
from kontor.intake.domain.lookups import context_for
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel import clock
from kontor.routing.domain.categorize import RuleBook
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.models import Blob

log = logging.getLogger("kontor.intake")

ATTEMPTS = 3
BATCH = 200
PATIENCE = timedelta(seconds=30)


def drain(tenant_id: int, *, most: int = BATCH) -> int:
    """Process waiting arrivals of the tenant (0: those of general accounts) until none is left or ``most`` are done.

    Enters a scope for each. Rows another worker holds are skipped. Returns how many were dealt with.
    """
    desks: dict[int, Desk] = {}
    done = 0
    tried: set[int] = set()
    while done < most:
        arrival_id = _process_next(tenant_id, desks, tried)
        if arrival_id is None:
            break
        done += 1
    return done


def something_waits(tenant_id: int) -> bool:
    """Rows of the tenant (0: of general accounts) wait although their job is gone."""
    rows = Arrival.objects.filter(state=ArrivalState.WAITING, stored_at__lt=clock.now() - PATIENCE)
    rows = rows.filter(tenant_id=tenant_id) if tenant_id != INSTALLATION else rows.filter(tenant=None)
    return rows.exists()


def _scope_ids(tenant_id: int) -> tuple[int, ...]:
    return (INSTALLATION, *every_tenant()) if tenant_id == INSTALLATION else (tenant_id,)


def _process_next(tenant_id: int, desks: dict[int, Desk], tried: set[int]) -> int | None:
    """One row, from the queue to its outcome, in one transaction. None when nothing waits.

    Whatever goes wrong with a mail is that mail's trouble: the row is tried again and then held, the next one follows.
    """
    arrival_id = None
    try:
        with scope(*_scope_ids(tenant_id)):
            arrival = _lock_next(tenant_id, tried)
            if arrival is None:
                return None
            arrival_id = arrival.pk
            _process(arrival, desks)
    except Exception as error:
        if arrival_id is None:
            raise
        log.exception("Arrival %s could not be processed: %s", arrival_id, type(error).__name__)
        tried.add(arrival_id)
        desks.clear()
        _note_failure(tenant_id, arrival_id, error)
    return arrival_id


def _lock_next(tenant_id: int, tried: set[int]) -> Arrival | None:
    rows = Arrival.objects.filter(state=ArrivalState.WAITING)
    rows = rows.filter(tenant_id=tenant_id) if tenant_id != INSTALLATION else rows.filter(tenant=None)
    if tried:
        rows = rows.exclude(pk__in=tried)
    return rows.select_related("raw").select_for_update(of=("self",), skip_locked=True).order_by("id").first()


def _process(arrival: Arrival, desks: dict[int, Desk]) -> None:
    desk = desks.get(arrival.account_id)
    if desk is None:
        account = arrival.account
        desk = desks[arrival.account_id] = Desk(account, RuleBook.load(account), context_for(account))
    assert arrival.raw is not None
    mail = parse_mail(arrival.raw.content, received_at=arrival.received_at)
    if not mail.is_readable:
        conclude(arrival, Filed(Outcome.HELD, "unreadable"))
        return
    conclude(arrival, file_mail(arrival, mail, verdict_on(mail, desk.context), desk))


def conclude(arrival: Arrival, filed: Filed) -> None:
    """Write the one outcome of the row. A general account's mail belongs to its ticket's tenant from now on."""
    old_raw = arrival.raw
    arrival.outcome = filed.outcome
    arrival.reason = filed.reason
    arrival.state = ArrivalState.HELD if filed.outcome == Outcome.HELD else ArrivalState.DONE
    arrival.ticket, arrival.message = filed.ticket, filed.message
    arrival.processed_at = clock.now()
    fields = ["outcome", "reason", "state", "ticket", "message", "processed_at"]
    moved = filed.ticket is not None and arrival.tenant_id != filed.ticket.tenant_id
    if moved and filed.ticket and filed.message:
        arrival.tenant_id, arrival.raw = filed.ticket.tenant_id, filed.message.raw
        fields += ["tenant", "raw"]
    arrival.save(update_fields=fields)
    if moved and old_raw is not None and not Arrival.objects.filter(raw_id=old_raw.pk).exists():
        Blob.objects.filter(pk=old_raw.pk, tenant=None).delete()


def _note_failure(tenant_id: int, arrival_id: int, error: Exception) -> None:
    """Count the attempt; after the last one the mail is held for a person, raw bytes and all."""
    with scope(*_scope_ids(tenant_id)):
        arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival_id)
        arrival.attempts += 1
        arrival.details = {**arrival.details, "error": type(error).__name__}
        if arrival.attempts >= ATTEMPTS:
            arrival.state, arrival.outcome, arrival.reason = ArrivalState.HELD, Outcome.HELD, "error"
        arrival.save(update_fields=["attempts", "details", "state", "outcome", "reason"])
