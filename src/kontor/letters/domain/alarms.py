"""Letters that cannot be handed to print are an alarm to those who look after letters: once per trouble, and once more
when it is over. A sweep looks, so that no delivery waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, Q

from kontor.channels.print_errors import PrintTrouble
from kontor.kernel import clock
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintAlarm, PrintBatch
from kontor.org.domain.persons import people_with
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope
from kontor.tickets.domain.notices import tell_people
from kontor.tickets.enums import NoticeKind

NEEDED = "letters.write"
TWICE = 2
"""One failure passes with a restart of the server; the second comes a minute later."""
OF_THE_DIRECTORY = (
    PrintTrouble.FULL,
    PrintTrouble.GONE,
    PrintTrouble.RIGHTS,
    PrintTrouble.OUTSIDE,
    PrintTrouble.UNREACHABLE,
    PrintTrouble.OTHER,
)
"""What the next letter would meet as well."""
LOOKED_BACK = timedelta(days=14)
_ON_ITS_WAY = (LetterState.QUEUED, LetterState.WRITING, LetterState.FAILED)
_DONE = (BatchState.HANDED_OVER, BatchState.CONFIRMED)


def look_for_alarms(tenant_id: int) -> None:
    """Raise what is new and end what is over."""
    with scope(INSTALLATION, tenant_id):
        tenant = Tenant.objects.get(pk=tenant_id)
        for alarm in PrintAlarm.objects.filter(tenant=tenant_id).select_related("batch"):
            _end_if_over(alarm, tenant)
        for batch in _batches_in_trouble(tenant_id):
            _raise(tenant, batch=batch)
        for directory in _directories_in_trouble(tenant_id):
            _raise(tenant, directory=directory)


def _batches_in_trouble(tenant_id: int) -> Iterable[PrintBatch]:
    lasts = Q(state=BatchState.FAILED) | Q(state=BatchState.WRITING, attempts__gte=TWICE)
    return PrintBatch.objects.filter(lasts, tenant_id=tenant_id, alarms=None).exclude(error_kind="")


def _directories_in_trouble(tenant_id: int) -> list[str]:
    """Where the last letter could not be written, and none has been since. "" is a directory that leaves the root."""
    lasts = Q(state=LetterState.FAILED) | Q(state__in=(LetterState.QUEUED, LetterState.WRITING), attempts__gte=TWICE)
    rows = OutgoingLetter.objects.filter(lasts, tenant_id=tenant_id, batch=None, error_kind__in=OF_THE_DIRECTORY)
    rows = rows.filter(claimed_at__gt=clock.now() - LOOKED_BACK).order_by()
    found = rows.values("directory").annotate(last=Max("claimed_at")).values_list("directory", "last")
    return [directory for directory, last in found if not _was_written(tenant_id, directory, last)]


def _was_written(tenant_id: int, directory: str, since: datetime) -> bool:
    rows = OutgoingLetter.objects.filter(tenant_id=tenant_id, created_at__gt=since - LOOKED_BACK)
    rows = rows.filter(handed_over_at__gt=since)
    return (rows.filter(directory=directory) if directory else rows).exists()


def _raise(tenant: Tenant, *, batch: PrintBatch | None = None, directory: str = "") -> None:
    """By a row that can be there once only, so that of several workers one tells."""
    alarm, is_new = PrintAlarm.objects.get_or_create(
        tenant=tenant, batch=batch, directory=directory, defaults={"raised_at": clock.now()}
    )
    if is_new:
        _tell(alarm, tenant, "batch_fails" if batch else "printing_fails")


def _end_if_over(alarm: PrintAlarm, tenant: Tenant) -> None:
    """Told where letters are handed over again; what was recalled or goes elsewhere ends without a word."""
    batch = alarm.batch
    if batch:
        works, over = batch.state in _DONE, batch.state == BatchState.RECALLED
    else:
        works = _was_written(tenant.pk, alarm.directory, alarm.raised_at)
        rows = OutgoingLetter.objects.filter(tenant=tenant, state__in=_ON_ITS_WAY, batch=None)
        over = not rows.filter(directory=alarm.directory).exists()
    if (works or over) and PrintAlarm.objects.filter(pk=alarm.pk).delete()[0] and works:
        _tell(alarm, tenant, "batch_works" if batch else "printing_works")


def _tell(alarm: PrintAlarm, tenant: Tenant, sentence: str) -> None:
    details: dict[str, object] = {"directory": alarm.directory or tenant.code}
    if alarm.batch:
        details |= {"number": alarm.batch.number, "batch_id": alarm.batch.pk}
    people = [person.pk for person in _caretakers(tenant.pk)]
    tell_people(people, NoticeKind.DELIVERY_FAILED, tenants=[tenant.pk], sentence=sentence, **details)


def told_by_alarm(batch: PrintBatch) -> set[int]:
    """Who hears of the batch when it goes to print after all; nobody where no alarm was raised."""
    with scope(INSTALLATION, batch.tenant_id):
        if not PrintAlarm.objects.filter(batch=batch).exists():
            return set()
        return {person.pk for person in _caretakers(batch.tenant_id)}


def _caretakers(tenant_id: int) -> list[User]:
    """Those who look after the tenant's letters; if there are none, the installation's."""
    return list(people_with(NEEDED, tenant_id=tenant_id)) or list(people_with(NEEDED, tenant_id=None))
