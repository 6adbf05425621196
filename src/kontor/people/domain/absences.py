"""Planned absences: from when to when somebody is away, and who stands in for them.

Of two who are away at the same time neither is planned as the other's substitute, so nobody stands in for themselves in
a circle. A substitute may plan an absence later; then whoever stands in for the substitute does it.
What becomes of tickets is decided in ``routing.domain.standing_in``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, shorten
from kontor.live.notify import told
from kontor.people.models import Absence, User
from kontor.tenants.scope import INSTALLATION, scope

FIELDS = ("since", "until", "substitute", "note")
LONGEST_AHEAD = timedelta(days=5 * 365)


@transaction.atomic(savepoint=False)
def plan_absence(
    user: User, *, since: datetime, until: datetime, substitute: User | None, note: str = "", by: User | None
) -> Absence:
    """The person is away then. It may have begun already, not be over.

    Refused when they are away then anyway, and for a substitute who is away then, cannot sign in, or is the person.
    """
    absence = Absence(user=user, since=since, until=until, substitute=substitute, note=_short(note), by=by)
    _lock_people(absence)
    _require_possible(absence)
    absence.save()
    _record("created", absence, by=by, before={})
    return absence


@transaction.atomic(savepoint=False)
def change_absence(
    absence: Absence,
    *,
    since: datetime,
    until: datetime,
    substitute: User | None,
    note: str = "",
    version: int,
    by: User | None,
) -> Absence:
    """Other times, another substitute. The beginning of one that has begun stays, and so does what was handed over.

    Refused as for a new one, when it is over, and when somebody else has changed it.
    """
    locked = _lock(absence, version=version, also=substitute)
    if locked.until <= clock.now():
        raise Refused(_("This absence is over. It stays as it was."))
    if locked.begun_at and since != locked.since:
        raise Refused(_("This absence has begun. Its beginning stays; only its end can be changed."))
    before = snapshot(locked, FIELDS)
    locked.since, locked.until, locked.substitute, locked.note = since, until, substitute, _short(note)
    _require_possible(locked)
    locked.version += 1
    locked.save(update_fields=[*FIELDS, "version"])
    _record("changed", locked, by=by, before=before)
    return locked


@transaction.atomic(savepoint=False)
def cancel_absence(absence: Absence, *, by: User | None) -> None:
    """It does not take place. Refused once some of it is over: then it is ended."""
    locked = _lock(absence)
    if locked.since < clock.now():
        raise Refused(_("This absence has begun. End it instead."))
    _record("deleted", locked, by=by, before=snapshot(locked, FIELDS))
    locked.delete()


@transaction.atomic(savepoint=False)
def end_absence(absence: Absence, *, by: User | None) -> Absence:
    """The person is back before the time. What the substitute got meanwhile stays with them.

    Refused for one that has not begun, or is over.
    """
    locked = _lock(absence)
    now = clock.now()
    if locked.until <= now:
        raise Refused(_("This absence is over. It stays as it was."))
    if locked.since >= now:
        raise Refused(_("This absence has not begun. Cancel it instead."))
    before = snapshot(locked, FIELDS)
    locked.until = now
    locked.version += 1
    locked.save(update_fields=["until", "version"])
    _record("changed", locked, by=by, before=before)
    return locked


def call_off(absence: Absence, *, by: User | None) -> bool:
    """Cancel it, or end it when some of it is over; returns whether it was ended."""
    begun = absence.since < clock.now()
    if begun:
        end_absence(absence, by=by)
    else:
        cancel_absence(absence, by=by)
    return begun


# -- who is away, who stands in ---------------------------------------------------------------------


def away(user_ids: Iterable[int], at: datetime | None = None) -> frozenset[int]:
    """Who of these people is away at that time (now)."""
    return frozenset(_at(at).filter(user_id__in=set(user_ids)).values_list("user_id", flat=True))


def absence_of(user: User, at: datetime | None = None) -> Absence | None:
    """The person's absence at that time (now)."""
    return _at(at).filter(user=user).first()


def stand_ins(user_ids: Iterable[int], at: datetime | None = None) -> dict[int, User | None]:
    """Of these people those who are away at that time (now), each with who stands in: None if nobody does.

    A substitute who is away too has a substitute; one who cannot sign in any more stands in for nobody.
    """
    wanted = set(user_ids)
    if not wanted or not _at(at).filter(user_id__in=wanted).exists():
        return {}
    present = {row.user_id: row.substitute for row in _at(at).select_related("substitute")}
    return {user_id: _last_of(user_id, present) for user_id in wanted & present.keys()}


def _last_of(user_id: int, present: dict[int, User | None]) -> User | None:
    """The first in the chain of substitutes who is not away."""
    seen, person = {user_id}, present[user_id]
    while person and person.pk in present:
        if person.pk in seen:
            return None
        seen.add(person.pk)
        person = present[person.pk]
    return person if person and person.active and person.deleted_at is None else None


def require_present(user: User) -> None:
    """Refused for somebody who is away now."""
    absence = absence_of(user)
    if absence:
        raise Refused(
            _("%(name)s is away (until %(until)s). Choose somebody else.")
            % {"name": user.name, "until": absence.until_words}
        )


def absences_between(first: datetime, last: datetime) -> QuerySet[Absence]:
    """Those that take some of this time, with people, by their beginning."""
    return Absence.objects.filter(since__lt=last, until__gt=first).select_related("user", "substitute")


def absences_to_come(people: Iterable[User]) -> QuerySet[Absence]:
    """The absences of these people that are not over, with the people, by their beginning."""
    rows = Absence.objects.filter(user__in=people, until__gt=clock.now())
    return rows.select_related("user", "substitute", "by")


def on_days(
    absences: Iterable[Absence], first: date, last: date, *, zone: tzinfo | None = None
) -> dict[date, list[Absence]]:
    """By day, from first to last, those that take some of it, by the clock of the zone (the one in force)."""
    rows = list(absences)
    days = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        begin, end = (_midnight(each, zone) for each in (day, day + timedelta(days=1)))
        days[day] = [row for row in rows if row.since < end and row.until > begin]
    return days


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), zone)


def _at(at: datetime | None) -> QuerySet[Absence]:
    moment = at or clock.now()
    return Absence.objects.filter(since__lte=moment, until__gt=moment)


# -- what is refused --------------------------------------------------------------------------------


def _lock_people(absence: Absence, *others: User | None) -> None:
    """Both at once and in the order of their ids: whoever plans with one of them meanwhile sees what was planned."""
    ids = {absence.user_id, *(other.pk for other in (absence.substitute, *others) if other)}
    list(User.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _lock(absence: Absence, *, version: int | None = None, also: User | None = None) -> Absence:
    """People first, then the absence. Refused when it is gone or not the version that was shown."""
    _lock_people(absence, also)
    row = Absence.objects.filter(pk=absence.pk).select_for_update(of=("self",)).select_related("user", "substitute")
    locked = row.first()
    if locked is None:
        raise Refused(_("This absence was cancelled in the meantime."))
    if version is not None and locked.version != version:
        raise Refused(_("Somebody else has changed this absence in the meantime. Nothing was overwritten."))
    return locked


def _require_possible(absence: Absence) -> None:
    now = clock.now()
    if absence.until <= absence.since:
        raise Refused(_("An absence ends after it begins."))
    if absence.until <= now:
        raise Refused(_("This time is over. Choose a later one."))
    if absence.until > now + LONGEST_AHEAD:
        raise Refused(_("This is more than five years ahead. Choose an earlier time."))
    other = _same_time(absence, absence.user_id)
    if other:
        raise Refused(
            _("%(name)s is away from %(since)s until %(until)s already. Change that absence, or choose another time.")
            % _words(absence.user, other)
        )
    if absence.substitute:
        _require_substitute(absence, absence.substitute)


def _require_substitute(absence: Absence, substitute: User) -> None:
    if substitute.pk == absence.user_id:
        raise Refused(_("Nobody stands in for themselves. Choose somebody else."))
    if not User.objects.living().filter(pk=substitute.pk, active=True).exists():
        raise Refused(_("%(name)s cannot sign in any more. Choose somebody else.") % {"name": substitute.name})
    other = _same_time(absence, substitute.pk)
    if other:
        raise Refused(
            _("%(name)s is away too (from %(since)s until %(until)s). Choose somebody else as substitute.")
            % _words(substitute, other)
        )


def _same_time(absence: Absence, user_id: int) -> Absence | None:
    overlaps = Q(since__lt=absence.until, until__gt=absence.since)
    return Absence.objects.filter(overlaps, user_id=user_id).exclude(pk=absence.pk).first()


def _words(user: User, absence: Absence) -> dict[str, str]:
    return {
        "name": user.name,
        "since": absence.since_words,
        "until": absence.until_words,
    }


def _record(action: str, absence: Absence, *, by: User | None, before: dict[str, object]) -> None:
    """In the audit log, and told to the person's windows."""
    after = dict.fromkeys(FIELDS) if action == "deleted" else snapshot(absence, FIELDS)
    with scope(INSTALLATION):
        record_change(
            action, absence, by=by, tenant_id=None, changes=difference(before, after), label=absence.user.name
        )
    told(absence.user_id, "state")


def _short(note: str) -> str:
    return shorten(one_line(note), 200)
