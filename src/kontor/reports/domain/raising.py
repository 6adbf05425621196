"""Alarms are raised once when their figure reaches the threshold, and are over when it has clearly fallen below it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from logging import getLogger

from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.channels.errors import DeliveryFailed
from kontor.kernel import clock
from kontor.org.domain.persons import people_with
from kontor.outbox.domain.system_mail import send_system_mail
from kontor.people.models import User
from kontor.reports.domain.alarms import mutes_in_force
from kontor.reports.domain.hours import calendars_of
from kontor.reports.domain.sight import READ
from kontor.reports.enums import Measure
from kontor.reports.models import Alarm
from kontor.sla.domain.worktime import worked_between
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, scope
from kontor.tickets.domain.backlog import Backlog, By, Group, add_up, breakdown_of
from kontor.tickets.domain.notices import SENTENCES, tell_people
from kontor.tickets.enums import NoticeKind

log = getLogger("kontor.reports")

MAIL = "kontor.reports.tasks.send_alarm"


def look_at_alarms(tenant_id: int) -> None:
    """Look at every alarm of the tenant that is switched on, all of them by figures of one statement.

    Of a tenant that is switched off or deleted nobody could do anything about them.
    """
    rows = Alarm.objects.filter(tenant_id=tenant_id, active=True, deleted_at=None)
    alarms = list(rows.select_related("tenant"))
    if not alarms or not alarms[0].tenant.is_working:
        return
    for alarm, value in zip(alarms, _values(alarms), strict=True):
        if alarm.raised_at is None and value >= alarm.threshold:
            _raise(alarm, value)
        elif alarm.raised_at is not None and value < ends_below(alarm):
            _end(alarm)


def _values(alarms: Sequence[Alarm]) -> list[int]:
    """The figures of these alarms of one tenant."""
    tenant_id = alarms[0].tenant_id
    found = breakdown_of([tenant_id], [By.TENANT, By.CATEGORY])
    whole = found[By.TENANT].get(Group(tenant_id), Backlog())
    groups = [
        [found[By.CATEGORY].get(Group(tenant_id, each), Backlog()) for each in alarm.categories] for alarm in alarms
    ]
    return [value_of(alarm, add_up(parts) if parts else whole) for alarm, parts in zip(alarms, groups, strict=True)]


def provide_figure(measure: Measure, figure: Callable[[int], int]) -> None:
    """For packages above: where a figure comes from that is not the backlog's, by the tenant's id."""
    _provided[measure.value] = figure


_provided: dict[str, Callable[[int], int]] = {}


def value_of(alarm: Alarm, backlog: Backlog) -> int:
    """The alarm's figure; the age of the oldest in whole minutes of the tenant's business hours."""
    if alarm.measure in _provided:
        return _provided[alarm.measure](alarm.tenant_id)
    if alarm.measure == Measure.OLDEST:
        if backlog.oldest_at is None:
            return 0
        calendar = calendars_of([alarm.tenant])[alarm.tenant_id]
        return worked_between(backlog.oldest_at, clock.now(), calendar) // timedelta(minutes=1)
    return {
        Measure.OPEN.value: backlog.open,
        Measure.WAITING.value: backlog.waiting,
        Measure.LATE_SHARE.value: backlog.late_share,
    }[alarm.measure]


def ends_below(alarm: Alarm) -> int:
    """A tenth below the threshold: a figure that goes up and down by one raises no alarm each time."""
    return alarm.threshold - alarm.threshold // 10


def send_alarm(tenant_id: int, alarm_id: int) -> None:
    """Tell by mail whoever is told, each in their language, what the figure is now. Nothing if it is over already, or
    the tenant is switched off or deleted since.

    For a job: it talks to the network.
    """
    with scope(INSTALLATION, tenant_id):
        raised = Alarm.objects.select_related("tenant").filter(pk=alarm_id, raised_at__isnull=False).first()
        alarm = raised if raised and raised.tenant.is_working else None
        people = _listeners(alarm) if alarm else []
        value = _values([alarm])[0] if alarm else 0
    for person in people:
        if alarm:
            _send(person, alarm, value)


def _raise(alarm: Alarm, value: int) -> None:
    """By compare-and-set, so that of several workers one does it."""
    if not Alarm.objects.filter(pk=alarm.pk, raised_at=None).update(raised_at=clock.now()):
        return
    _tell(alarm, f"alarm_{alarm.measure}", value)
    if alarm.by_mail:
        app.configure_task(MAIL, queue="mail").defer(tenant_id=alarm.tenant_id, alarm_id=alarm.pk)


def _end(alarm: Alarm) -> None:
    if Alarm.objects.filter(pk=alarm.pk, raised_at__isnull=False).update(raised_at=None):
        _tell(alarm, "alarm_over", 0)


def _tell(alarm: Alarm, sentence: str, value: int) -> None:
    with scope(INSTALLATION, alarm.tenant_id):
        people = [person.pk for person in _listeners(alarm)]
        tell_people(
            people, NoticeKind.BACKLOG_ALARM, tenants=[alarm.tenant_id], sentence=sentence, name=alarm.name, value=value
        )


def _listeners(alarm: Alarm) -> list[User]:
    """Who may see the tenant's board and has not muted the alarm; the installation's people if there are none."""
    muted: Collection[int] = set(mutes_in_force([alarm]).values_list("user_id", flat=True))
    people = list(people_with(READ, tenant_id=alarm.tenant_id)) or list(people_with(READ, tenant_id=None))
    return [person for person in people if person.pk not in muted]


def _send(person: User, alarm: Alarm, value: int) -> None:
    tenant: Tenant = alarm.tenant
    with translation.override(person.language or tenant.language):
        sentence = str(SENTENCES[f"alarm_{alarm.measure}"]) % {"name": alarm.name, "value": value}
        text = _("Hello %(name)s,\n\n%(sentence)s.\n\nTenant: %(tenant)s. The board says more: Supervision, Board.") % {
            "name": person.name,
            "sentence": sentence,
            "tenant": tenant.name,
        }
    try:
        send_system_mail(person.email, sentence, text)
    except DeliveryFailed as failure:
        log.warning("Alarm %s could not be sent by mail (answer %s).", alarm.pk, failure.code)
