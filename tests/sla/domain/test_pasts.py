"""What service levels were at moments of the past."""

from __future__ import annotations

from datetime import date, timedelta

from kontor.kernel import clock
from kontor.sla.domain.pasts import Pasts, content_of, keep_calendar, keep_level
from kontor.sla.domain.worktime import Hours
from kontor.sla.enums import PauseKind
from kontor.sla.models import ServiceLevel
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.sla import make_calendar, make_service_level
from tests.support.scoping import in_scope


def test_a_level_has_the_pauses_that_the_next_edit_after_the_moment_has_ended(
    nordlicht: Tenant, frozen: Frozen
) -> None:
    began, first, second, never_edited = clock.now(), *(make_service_level(nordlicht) for _number in range(3))
    _edited(second, frozen, before=[PauseKind.INQUIRY])
    _edited(first, frozen, before=[PauseKind.CUSTOMER])
    _edited(first, frozen, before=[])
    with in_scope(nordlicht):
        pasts = Pasts([], [first.pk, second.pk, never_edited.pk], began)

        at = [began + timedelta(hours=hours) for hours in range(4)]
        assert [pasts.pauses(first.pk, each) for each in at] == [[PauseKind.CUSTOMER], [PauseKind.CUSTOMER], [], None]
        assert [pasts.pauses(second.pk, each) for each in at] == [[PauseKind.INQUIRY], None, None, None]
        assert pasts.pauses(never_edited.pk, began) is None


def test_hours_are_what_they_were_until_the_very_moment_of_the_edit(nordlicht: Tenant, frozen: Frozen) -> None:
    calendar, never_edited = make_calendar(nordlicht, mon=["8-12"]), make_calendar(nordlicht)
    began = clock.now()
    frozen.move(hours=1)
    with in_scope(nordlicht):
        keep_calendar(calendar, content_of(calendar))
        pasts = Pasts([calendar.pk, never_edited.pk], [], began)

        before, at_the_edit = (pasts.calendar(calendar.pk, began + timedelta(minutes=each)) for each in (59, 60))
        assert before is not None
        assert list(before.hours_of(date(2026, 11, 23))) == [Hours.of("08:00", "12:00")]
        assert (at_the_edit, pasts.calendar(never_edited.pk, began)) == (None, None)


def _edited(level: ServiceLevel, frozen: Frozen, *, before: list[PauseKind]) -> None:
    """An hour after the last edit."""
    frozen.move(hours=1)
    with in_scope(level.tenant_id):
        keep_level(level, before)
