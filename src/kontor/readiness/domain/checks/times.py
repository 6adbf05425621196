"""Service level and business hours: what is promised, and when its time runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.apps import apps
from django.utils.translation import gettext as _

from kontor.preferences.types import Holder, Preference
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed
from kontor.readiness.enums import LineState, Topic
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL


def times(facts: Facts) -> Iterator[Line]:
    yield _line(
        facts,
        "service_level",
        SERVICE_LEVEL,
        green=_("This service level is in force everywhere: %(names)s."),
        partly=_("Nothing is promised in %(categories)s: no service level is in force there."),
        never=_("No service level is in force: nothing is promised, and nothing is overdue."),
    )
    yield _line(
        facts,
        "business_hours",
        BUSINESS_HOURS,
        green=_("These business hours are in force everywhere: %(names)s."),
        partly=_("Round the clock in %(categories)s: no business hours are in force there."),
        never=_("No business hours are in force: the time of promises runs round the clock."),
    )


def _line(facts: Facts, key: str, preference: Preference[int], *, green: str, partly: str, never: str) -> Line:
    """What is in force in each category; without categories, for the tenant."""
    tenant = cast(Holder, facts.tenant)
    known = _names(preference, facts)
    values = {each.pk: preference.get(tenant, cast(Holder, each)) for each in facts.categories}
    in_force = {value for value in values.values() or [preference.get(tenant)] if value in known}
    without = [Named(each.pk, each.name) for each in facts.categories if values[each.pk] not in known]
    if not in_force:
        return line(key, Topic.TIMES, LineState.OPEN, never, place=key if known else f"new_{key}")
    if without:
        sentence = partly % {"categories": listed([each.name for each in without])}
        return line(key, Topic.TIMES, LineState.OPEN, sentence, place=f"category_{key}", rows=without)
    sentence = green % {"names": listed(sorted(known[value] for value in in_force))}
    return line(key, Topic.TIMES, LineState.GREEN, sentence)


def _names(preference: Preference[int], facts: Facts) -> dict[int, str]:
    rows: Any = apps.get_model(preference.refers_to)._default_manager.filter(tenant=facts.tenant, deleted_at=None)
    return dict(rows.values_list("id", "name"))
