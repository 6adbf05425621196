"""Erasing, step by step. Each step is a transaction of its own and says how far it is, so a dead worker loses nothing:
whoever goes on finds the rest."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from kontor.audit.domain.recording import record_change
from kontor.calls.enums import CallState
from kontor.calls.models import Call
from kontor.customers.models import Customer, PostalAddress
from kontor.kernel import clock
from kontor.privacy.domain.asking import go_on, label_of
from kontor.privacy.domain.certificates import certify
from kontor.privacy.domain.contact import erase_contact
from kontor.privacy.domain.due_mail import erase_due_mail
from kontor.privacy.domain.elsewhere import erase_elsewhere, tickets_elsewhere
from kontor.privacy.domain.holds import hold_of_customer
from kontor.privacy.domain.person import Person, person_of
from kontor.privacy.domain.reach import held_tickets
from kontor.privacy.domain.retention import due_tickets, lengths_of
from kontor.privacy.domain.tally import Tally
from kontor.privacy.domain.their_tickets import (
    being_worked_on,
    erasable,
    erase_ticket,
    lock_erasable,
    not_erased,
)
from kontor.privacy.domain.unfiled import erase_unfiled
from kontor.privacy.domain.without_ticket import erase_next
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Erasure
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.domain.kept_files import remove_files
from kontor.tickets.domain.unused_blobs import remove_unused
from kontor.tickets.models import FilesAway, Ticket

logger = logging.getLogger(__name__)

STEPS = 200
"""Steps of one job; then it makes room for others."""
MOST_NAMED = 20
KEPT_EMPTY = timedelta(days=1)


def erase(tenant_id: int, erasure_id: int) -> None:
    """Take the next steps. Enters scopes by itself; doing it twice at once does no harm: its row is locked."""
    for _step in range(STEPS):
        files: list[str] = []
        with scope(*_reach(tenant_id)):
            erasure = Erasure.objects.unfinished().select_for_update(of=("self",)).filter(pk=erasure_id).first()
            goes_on = erasure is not None and _goes_on(erasure, files)
        remove_files(files)
        if not goes_on:
            return
    with scope(*_reach(tenant_id)):
        erasure = Erasure.objects.unfinished().filter(pk=erasure_id).first()
        if erasure:
            go_on(erasure)


def _goes_on(erasure: Erasure, files: list[str]) -> bool:
    """While the folder of large files is away nobody knows who wrote what lies there: then it waits to be woken."""
    try:
        with transaction.atomic():
            return take_step(erasure, files)
    except FilesAway as away:
        logger.warning("Erasure %s waits: %s", erasure.pk, away)
        return False


def wake_waiting(tenant_id: int) -> None:
    """Erasures that wait, or whose worker died, are looked at again."""
    for erasure in Erasure.objects.unfinished().filter(tenant_id=tenant_id or None).order_by("pk"):
        go_on(erasure)


def take_step(erasure: Erasure, files: list[str]) -> bool:
    """One step of a locked erasure. False when it is over or waits. ``files`` gets the names of files to be removed."""
    erasure.state = ErasureState.RUNNING
    erasure.begun_at = erasure.begun_at or clock.now()
    tally = Tally(dict(erasure.counts), set(erasure.left), set(erasure.files.get("printed", [])))
    goes_on = _contact(erasure, tally) if erasure.kind == ErasureKind.CONTACT else _retention(erasure, tally)
    removed = remove_unused(tally.blobs)
    files.extend(removed.files)
    erasure.counts, erasure.left = tally.counts, list(removed.busy)
    erasure.files = {
        "count": erasure.files.get("count", 0) + removed.count,
        "bytes": erasure.files.get("bytes", 0) + removed.size,
        "sha256": sorted({*erasure.files.get("sha256", []), *removed.hashes}),
        "printed": sorted(tally.printed),
    }
    if erasure.state == ErasureState.DONE and erasure.left:
        erasure.state, goes_on = ErasureState.WAITING, False
        erasure.waits_for = [{"code": "bytes"}]
    if erasure.state == ErasureState.DONE:
        erasure.ended_at, erasure.waits_for = clock.now(), []
        certify(erasure)
        hashed = {"sha256": ["", erasure.sha256]}
        record_change(
            "erased",
            erasure,
            by=erasure.asked_by,
            tenant_id=erasure.tenant_id,
            changes=hashed,
            label=label_of(erasure),
        )
    erasure.save()
    return goes_on


def _reach(tenant_id: int) -> tuple[int, ...]:
    """What came to no tenant may be held by any of them."""
    return (INSTALLATION, *every_tenant()) if tenant_id == INSTALLATION else (tenant_id,)


def _retention(erasure: Erasure, tally: Tally) -> bool:
    _note_lengths(erasure)
    tenant = erasure.tenant
    if tenant and (_next_of(due_tickets(tenant), tally) or erase_next(tenant, tally)):
        return True
    position = erase_due_mail(tenant, erasure.position, tally)
    if position is not None:
        erasure.position = position
        return True
    erasure.state = ErasureState.DONE
    return False


def _note_lengths(erasure: Erasure) -> None:
    """Those of this step; somebody may change them while it goes on."""
    now = lengths_of(erasure.tenant)
    if not erasure.lengths or erasure.lengths[-1]["lengths"] != now:
        erasure.lengths = [*erasure.lengths, {"since": clock.now().isoformat(), "lengths": now}]


def _contact(erasure: Erasure, tally: Tally) -> bool:
    customer = Customer.objects.get(tenant=erasure.tenant, pk=erasure.contact or 0)
    if hold_of_customer(customer):
        return _waits(erasure, [{"code": "held"}])
    person = person_of(customer)
    mine = Ticket.objects.filter(tenant_id=erasure.tenant_id, customer=customer)
    elsewhere = not_erased(tickets_elsewhere(person))
    if _next_of(mine, tally) or _next_elsewhere(elsewhere, person, tally):
        return True
    position = erase_unfiled(person, erasure.position, tally)
    if position is not None:
        erasure.position = position
        return True
    waits = _what_waits(mine, elsewhere, customer)
    return _waits(erasure, waits) if waits else _end(erasure, customer, person, tally)


def _next_of(mine: QuerySet[Ticket], tally: Tally) -> bool:
    ticket_id = erasable(mine).order_by("pk").values_list("pk", flat=True).first()
    ticket = lock_erasable(ticket_id) if ticket_id else None
    if ticket:
        erase_ticket(ticket, tally)
    return ticket_id is not None


def _next_elsewhere(elsewhere: QuerySet[Ticket], person: Person, tally: Tally) -> bool:
    ticket_id = erasable(elsewhere).order_by("pk").values_list("pk", flat=True).first()
    ticket = lock_erasable(ticket_id) if ticket_id else None
    if ticket:
        erase_elsewhere(ticket, person, tally)
    return ticket_id is not None


def _what_waits(mine: QuerySet[Ticket], elsewhere: QuerySet[Ticket], customer: Customer) -> list[dict[str, object]]:
    rows = {
        "open": not_erased(mine).filter(being_worked_on()),
        "held_tickets": not_erased(mine).filter(held_tickets()),
        "elsewhere": elsewhere,
    }
    found = {
        code: list(tickets.order_by("pk").values_list("number", flat=True)[:MOST_NAMED])
        for code, tickets in rows.items()
    }
    waits: list[dict[str, object]] = [{"code": code, "tickets": numbers} for code, numbers in found.items() if numbers]
    living = Call.objects.filter(customer=customer).exclude(state=CallState.ENDED).exists()
    if living:
        waits.append({"code": "call"})
    return waits


def _waits(erasure: Erasure, waits_for: Collection[dict[str, object]]) -> bool:
    erasure.state, erasure.waits_for = ErasureState.WAITING, list(waits_for)
    return False


def _end(erasure: Erasure, customer: Customer, person: Person, tally: Tally) -> bool:
    """The contact's own rows. Whoever gave it a ticket or placed a hold meanwhile is found: then it goes on."""
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    if hold_of_customer(customer) or not_erased(Ticket.objects.filter(customer=customer)).exists():
        return True
    erase_contact(customer, person, tally, lists=True)
    erasure.state = ErasureState.DONE
    return False


def remove_empty_contacts(tenant_id: int) -> int:
    """The empty rows of contacts that were erased go after a day: by then nobody is about to name one."""
    before = clock.now() - KEPT_EMPTY
    rows = Customer.objects.filter(tenant_id=tenant_id, erased_at__lt=before)
    for model, name in _naming_contacts():
        rows = rows.exclude(Exists(model._base_manager.filter(**{name: OuterRef("pk")})))
    gone = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk").values_list("pk", flat=True))
    PostalAddress.objects.filter(customer__in=gone).delete()
    Customer.objects.filter(pk__in=gone).delete()
    return len(gone)


def _naming_contacts() -> list[tuple[type[Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is Customer and model is not PostalAddress
    ]
