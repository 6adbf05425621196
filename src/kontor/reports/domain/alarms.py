"""Alarms of a tenant: a figure, a threshold, and who does not want to hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.models import Category
from kontor.people.models import User
from kontor.reports.enums import Measure
from kontor.reports.models import Alarm, AlarmMute
from kontor.tenants.models import Tenant

FIELDS = ("name", "measure", "threshold", "categories", "by_mail", "active")


@dataclass(frozen=True)
class AlarmValues:
    """What the mask holds. No categories: all of the tenant."""

    name: str
    measure: str
    threshold: int
    categories: tuple[int, ...] = ()
    by_mail: bool = False
    active: bool = True

    def columns(self, tenant_id: int) -> dict[str, Any]:
        """As the row keeps them. Refused without a name, for a threshold that says nothing, and for categories that are
        not the tenant's."""
        name = one_line(self.name)
        if not name:
            raise Refused(_("Enter a name."))
        if self.threshold < 1:
            raise Refused(_("The threshold is at least 1."))
        if self.measure == Measure.LATE_SHARE and self.threshold > 100:
            raise Refused(_("A share is at most 100 percent."))
        own = set(
            Category.objects.living().filter(tenant_id=tenant_id, pk__in=self.categories).values_list("pk", flat=True)
        )
        if own != set(self.categories):
            raise Refused(_("One of the categories is not there any more. Choose them anew."))
        return {
            "name": name[:120],
            "sort_key": sort_key_german(name)[:240],
            "measure": self.measure,
            "threshold": self.threshold,
            "categories": sorted(own),
            "by_mail": self.by_mail,
            "active": self.active,
        }


def listed_alarms(tenants: Iterable[int], *, deleted: bool = False) -> QuerySet[Alarm]:
    rows = Alarm.objects.filter(tenant_id__in=list(tenants), tenant__deleted_at=None, deleted_at__isnull=not deleted)
    return rows.select_related("tenant")


@transaction.atomic(savepoint=False)
def create_alarm(tenant: Tenant, values: AlarmValues, *, by: User | None) -> Alarm:
    """Refused when the tenant has an alarm of this name."""
    alarm = Alarm(tenant=tenant, **values.columns(tenant.pk))
    _save(alarm)
    record_change("created", alarm, by=by, tenant_id=tenant.pk, changes=difference({}, snapshot(alarm, FIELDS)))
    return alarm


@transaction.atomic(savepoint=False)
def change_alarm(alarm: Alarm, values: AlarmValues, *, version: int, by: User | None) -> Alarm:
    """A changed alarm is not raised until it is looked at again. Refused when somebody else saved since."""
    row = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed this alarm in the meantime. Nothing was overwritten."))
    before = snapshot(row, FIELDS)
    for name, value in values.columns(row.tenant_id).items():
        setattr(row, name, value)
    row.raised_at = None
    row.version += 1
    _save(row)
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=difference(before, snapshot(row, FIELDS)))
    return row


@transaction.atomic(savepoint=False)
def delete_alarms(alarms: Sequence[Alarm], *, by: User | None) -> None:
    """They are not looked at any more and can be restored."""
    for row in _locked(alarms):
        if row.deleted_at is None:
            row.deleted_at, row.raised_at = clock.now(), None
            row.version += 1
            row.save(update_fields=["deleted_at", "raised_at", "version"])
            record_change("deleted", row, by=by, tenant_id=row.tenant_id)


@transaction.atomic(savepoint=False)
def restore_alarm(alarm: Alarm, *, by: User | None) -> Alarm:
    """Refused when another alarm has the name by now."""
    [row] = _locked([alarm])
    if row.deleted_at is None:
        return row
    row.deleted_at = None
    row.version += 1
    _save(row)
    record_change("restored", row, by=by, tenant_id=row.tenant_id)
    return row


@transaction.atomic(savepoint=False)
def mute_alarm(alarm: Alarm, user: User, *, until: datetime | None) -> None:
    """The person hears nothing of it until then, or until they say otherwise."""
    AlarmMute.objects.update_or_create(
        tenant_id=alarm.tenant_id, alarm=alarm, user=user, defaults={"until": until}, create_defaults={"until": until}
    )


@transaction.atomic(savepoint=False)
def unmute_alarm(alarm: Alarm, user: User) -> None:
    AlarmMute.objects.filter(alarm=alarm, user=user).delete()


def mutes_in_force(alarms: Iterable[Alarm]) -> QuerySet[AlarmMute]:
    """Who does not want to hear of these alarms now."""
    return AlarmMute.objects.filter(Q(until=None) | Q(until__gt=clock.now()), alarm__in=[alarm.pk for alarm in alarms])


def raised_alarms(tenants: Iterable[int]) -> list[Alarm]:
    """Those that are raised now, the latest first."""
    return list(listed_alarms(tenants).filter(active=True, raised_at__isnull=False).order_by("-raised_at"))


def limits_of(tenants: Iterable[int]) -> dict[int, int]:
    """The lowest number of open requests, in all of a tenant, at which one of its alarms is raised."""
    rows = Alarm.objects.filter(
        tenant_id__in=list(tenants), deleted_at=None, active=True, measure=Measure.OPEN, categories=[]
    ).order_by("tenant_id", "-threshold")
    return dict(rows.values_list("tenant_id", "threshold"))


def _locked(alarms: Sequence[Alarm]) -> list[Alarm]:
    rows = Alarm.objects.filter(pk__in=[alarm.pk for alarm in alarms])
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _save(alarm: Alarm) -> None:
    try:
        with transaction.atomic():
            alarm.save()
    except IntegrityError as error:
        if "reports_alarm_once" not in str(error):
            raise
        raise Refused(_("The tenant has an alarm of this name already."), about="name") from None
