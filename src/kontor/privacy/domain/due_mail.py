"""Mail that became no ticket and whose time is over: of a tenant, or of the general accounts, which came to none and
belongs to the installation. For the dry run and the job.

Who wrote a mail stands in its bytes alone. So where somebody is held, the job looks into each mail, once: it goes
through the ledger row by row and remembers how far it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.db.models import Min, QuerySet

from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.privacy.domain.months import months_ago
from kontor.privacy.domain.rows import says_something
from kontor.privacy.domain.tally import Tally
from kontor.privacy.domain.unfiled import addresses_on_hold, erase_mail, writers_of
from kontor.privacy.domain.without_ticket import DueKind
from kontor.privacy.preferences import KEEP_GENERAL_MAIL_MONTHS, KEEP_MAIL_MONTHS
from kontor.tenants.models import Tenant

MAIL = "intake.Arrival"
AT_ONCE = 100
READ_AT_ONCE = 10
"""Whole mails in memory: each may have many megabytes."""
MOST_READ = 200
"""Mails that a dry run looks into while somebody waits; the job looks into all of them."""


def months_of_mail(tenant: Tenant | None) -> int:
    system = cast(Holder, system_values())
    return KEEP_MAIL_MONTHS.get(system, cast(Holder, tenant)) if tenant else KEEP_GENERAL_MAIL_MONTHS.get(system)


def due_mail(tenant: Tenant | None) -> QuerySet[Arrival]:
    """Held ones too. At a tenant, mail on which somebody has to decide is no waste paper yet; what came to no tenant
    waits no longer than it is kept."""
    months = months_of_mail(tenant)
    rows = Arrival.objects.filter(says_something(MAIL), tenant=tenant, ticket=None, message=None)
    rows = rows.filter(state__in=(ArrivalState.DONE,) if tenant else (ArrivalState.DONE, ArrivalState.HELD))
    return rows.filter(received_at__lt=months_ago(clock.now(), months)) if months else rows.none()


def dry_run_mail(tenant: Tenant | None) -> DueKind:
    """What would go if the retention ran now. Changes nothing."""
    months = months_of_mail(tenant)
    if not months:
        return DueKind(MAIL, 0, None, 0, 0, None)
    rows, writers = due_mail(tenant), addresses_on_hold(tenant)
    count = rows.count()
    read = _read(rows.order_by("pk")[:MOST_READ]) if writers else ()
    held = [row.pk for row in read if not writers_of(row).isdisjoint(writers)]
    oldest = rows.exclude(pk__in=held).aggregate(oldest=Min("received_at"))["oldest"]
    unread = max(count - MOST_READ, 0) if writers else 0
    return DueKind(MAIL, months, months_ago(clock.now(), months), count - len(held), len(held), oldest, unread)


def is_mail_due(tenant: Tenant | None) -> bool:
    """Some of it may go. Reads until it finds one that nobody who is held wrote."""
    rows, writers = due_mail(tenant), addresses_on_hold(tenant)
    return any(True for _row in _not_by(writers, rows)) if writers else rows.exists()


def erase_due_mail(tenant: Tenant | None, position: int, tally: Tally) -> int | None:
    """The next rows behind this one, unless somebody who is held wrote them; what somebody else has locked is left for
    the next time. Returns the last one looked at, or None when there are no more."""
    rows, writers = due_mail(tenant).filter(pk__gt=position), addresses_on_hold(tenant)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    locked = rows.filter(pk__in=ids).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    going = [row.pk for row in (_not_by(writers, locked) if writers else locked)]
    if going:
        erase_mail(going, "overdue", tally)
    return ids[-1] if ids else None


def _not_by(writers: set[str], rows: QuerySet[Arrival]) -> Iterator[Arrival]:
    return (row for row in _read(rows.order_by("pk")) if writers_of(row).isdisjoint(writers))


def _read(rows: QuerySet[Arrival]) -> Iterator[Arrival]:
    return rows.select_related("raw").iterator(chunk_size=READ_AT_ONCE)
