"""The letters of a day wait for each other and go to print together, at the tenant's hour or when a person says so."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import CharField, Count, F, Func, Max, Sum, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels.print_errors import PrintFailed
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.batch_notices import tell_of_failed_batch
from kontor.letters.domain.places import directory_for, own_directory_of
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.preferences import BATCH_FORM, HANDOVER_HOUR
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant

WRITE_BATCH, RECALL_BATCH = "kontor.letters.tasks.write_batch", "kontor.letters.tasks.recall_batch"


_GONE = (LetterState.RECALLED, LetterState.FAILED)
SUMS = ("letters", "pages", "sheets", "grams", "price", "currency")
"""The columns that ``count`` fills."""


def handover_at(day: date, hour: int, zone: str) -> datetime:
    """When the batch of the day goes to print. An hour that the clock leaves out is the one after it; of an hour that
    it has twice, the first."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def day_for(now: datetime, hour: int, zone: str) -> date:
    """The day of the batch that a letter made now goes with."""
    today = timezone.localtime(now, ZoneInfo(zone)).date()
    return today if now < handover_at(today, hour, zone) else today + timedelta(days=1)


def due_at(batch: PrintBatch) -> datetime:
    """When an open batch is handed over by itself."""
    return handover_at(batch.day, _hour(batch.tenant), batch.tenant.time_zone)


def collect(letter: OutgoingLetter) -> None:
    """Put the locked letter into the open batch of its day and directory, which is locked, so that it is not handed
    over meanwhile.

    The batch counts it from now on. The caller saves ``batch`` of the letter.
    """
    tenant = letter.tenant
    day, own = day_for(clock.now(), _hour(tenant), tenant.time_zone), own_directory_of(letter.template_id)
    letter.batch = _open(tenant.pk, day, own) or _new(tenant.pk, day, own)
    _count_in(letter.batch, letter)


@transaction.atomic(savepoint=False)
def hand_over(batch: PrintBatch, *, by: User | None) -> PrintBatch:
    """Close the batch and write it for print, in the form that is set. Refused unless it is open and has letters."""
    row = locked_batch(batch.pk)
    if row.state != BatchState.OPEN:
        raise Refused(_("This batch is not open any more."))
    if not row.members.filter(state=LetterState.COLLECTED).exists():
        raise Refused(_("This batch has no letters."))
    system = cast(Holder, system_values())
    row.state, row.by, row.form = BatchState.WRITING, by, BATCH_FORM.get(system, row.tenant)
    row.next_attempt_at, row.attempts = clock.now(), 0
    row.filename = f"{row.day.isoformat()}/batch-{row.number}"
    place_batch(row)
    count(row)
    row.save()
    if row.state == BatchState.WRITING:
        enqueue_batch(row)
    else:
        tell_of_failed_batch(row)
    return row


def place_batch(batch: PrintBatch) -> None:
    """Where the batch is put, by what is set now; where that leaves the root it has failed. The caller saves it."""
    try:
        batch.directory = directory_for(batch.tenant, batch.own_directory, cast(Holder, system_values()))
    except PrintFailed as failure:
        batch.directory, batch.state = batch.tenant.code, BatchState.FAILED
        batch.error_kind, batch.error_values = failure.kind.value, failure.values
    _take_along(batch)


def count(batch: PrintBatch) -> None:
    """The sums over the letters that go with the batch. The caller saves ``SUMS``.

    There is no price where the tenant has changed its currency meanwhile: francs and euros make no sum.
    """
    sums = batch.members.exclude(state__in=_GONE).aggregate(
        letters=Count("id"), pages=Sum("pages"), sheets=Sum("sheets"), grams=Sum("grams"), price=Sum("price")
    )
    paid = _currencies(batch)
    batch.currency = paid[0] if len(paid) == 1 else batch.currency
    batch.letters, batch.price = sums["letters"], sums["price"] if len(paid) == 1 else None
    batch.pages, batch.sheets, batch.grams = (sums[name] or 0 for name in ("pages", "sheets", "grams"))


def _count_in(batch: PrintBatch, letter: OutgoingLetter) -> None:
    batch.letters += 1
    batch.pages, batch.sheets = batch.pages + letter.pages, batch.sheets + letter.sheets
    batch.grams += letter.grams
    if letter.price is not None:
        paid = {*_currencies(batch), letter.currency}
        batch.currency = letter.currency if len(paid) == 1 else batch.currency
        batch.price = (batch.price or 0) + letter.price if len(paid) == 1 else None
    batch.save(update_fields=SUMS)


def _currencies(batch: PrintBatch) -> list[str]:
    """In which the letters that go with the batch are paid; two are as many as there need be."""
    rows = batch.members.exclude(state__in=_GONE).exclude(price=None)
    return list(rows.order_by().values_list("currency", flat=True).distinct()[:2])


def hand_over_due(tenant_id: int) -> int:
    """Whatever is open and due goes to print; a batch whose letters were all recalled ends. In the tenant's scope."""
    rows = PrintBatch.objects.filter(tenant_id=tenant_id, state=BatchState.OPEN).select_related("tenant").order_by("id")
    done = 0
    for batch in rows:
        if due_at(batch) > clock.now():
            continue
        if batch.members.filter(state=LetterState.COLLECTED).exists():
            with suppress(Refused), transaction.atomic():  # a person was quicker
                hand_over(batch, by=None)
                done += 1
        else:
            _end_empty(batch)
    return done


def enqueue_batch(batch: PrintBatch, *, once: bool = False) -> None:
    """A job for when the batch is due: to write it, or to recall it. ``once``: unless such a job waits already."""
    task = RECALL_BATCH if batch.state == BatchState.RECALLING else WRITE_BATCH
    at = batch.next_attempt_at if batch.next_attempt_at and batch.next_attempt_at > clock.now() else None
    lock = f"{task}:{batch.pk}" if once else None
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = app.configure_task(task, queue="letters", schedule_at=at, queueing_lock=lock)
        job.defer(tenant_id=batch.tenant_id, batch_id=batch.pk)


def locked_batch(batch_id: int) -> PrintBatch:
    return PrintBatch.objects.select_related("tenant").select_for_update(of=("self",)).get(pk=batch_id)


def free_batch(batch_id: int) -> PrintBatch | None:
    """The batch, locked, for whoever has one of its letters; None where somebody else has it. Whoever hands it over
    holds it and waits for its letters, so here nobody waits for it."""
    rows = PrintBatch.objects.select_related("tenant").select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=batch_id).first()


def _take_along(batch: PrintBatch) -> None:
    """Every letter of the batch lies in the batch's folder, under its own name."""
    name = Func(F("filename"), Value("^.*/"), Value(""), function="regexp_replace", output_field=CharField())
    batch.members.filter(state__in=(LetterState.COLLECTED, LetterState.WRITING)).update(
        state=LetterState.WRITING,
        directory=batch.directory,
        filename=Concat(Value(f"{batch.filename}/"), name, output_field=CharField()),
    )


def _end_empty(batch: PrintBatch) -> None:
    row = locked_batch(batch.pk)
    if row.state == BatchState.OPEN and not row.members.filter(state=LetterState.COLLECTED).exists():
        row.state, row.recalled_at = BatchState.RECALLED, clock.now()
        count(row)
        row.save()


def _open(tenant_id: int, day: date, own: str) -> PrintBatch | None:
    rows = PrintBatch.objects.filter(tenant_id=tenant_id, day=day, own_directory=own, state=BatchState.OPEN)
    return rows.select_for_update(of=("self",)).first()


def _new(tenant_id: int, day: date, own: str) -> PrintBatch:
    """The tenant is locked: of two letters that begin a batch, the second finds the first one's."""
    Tenant.objects.select_for_update(no_key=True, of=("self",)).get(pk=tenant_id)
    batch = _open(tenant_id, day, own)
    if batch is None:
        last = PrintBatch.objects.filter(tenant_id=tenant_id).aggregate(last=Max("number"))["last"] or 0
        values = {"day": day, "own_directory": own, "number": last + 1, "made_at": clock.now()}
        batch = PrintBatch.objects.create(tenant_id=tenant_id, **values)
    return batch


def _hour(tenant: Tenant) -> int:
    return HANDOVER_HOUR.get(cast(Holder, system_values()), cast(Holder, tenant))
