"""What is chosen in a setting is of the tenant whose setting it is, also for whoever works for two."""

from __future__ import annotations

from kontor.preferences.domain.references import hold_references
from kontor.sla.preferences import BUSINESS_HOURS
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_what_is_another_tenants_cannot_be_chosen(nordlicht: Tenant, alpina: Tenant) -> None:
    ours, theirs = make_calendar(nordlicht), make_calendar(alpina)
    with in_scope(nordlicht, alpina):
        hold_references({BUSINESS_HOURS.key: ours.pk}, nordlicht.pk)

        with refused("is not there any more"):
            hold_references({BUSINESS_HOURS.key: theirs.pk}, nordlicht.pk)
