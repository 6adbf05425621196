"""What service levels were at moments of the past."""

from __future__ import annotations

from datetime import timedelta

from kontor.kernel import clock
from kontor.sla.domain.pasts import Pasts, keep_level
from kontor.sla.enums import PauseKind
from kontor.sla.models import ServiceLevel
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.sla import make_service_level
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


def _edited(level: ServiceLevel, frozen: Frozen, *, before: list[PauseKind]) -> None:
    """An hour after the last edit."""
    frozen.move(hours=1)
    with in_scope(level.tenant_id):
        keep_level(level, before)
