"""Tenant, promises and hours, groups and people, categories and settings."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kontor.tenant_files.domain.records import Many, Record
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenant_files.domain.shapes import Name, Number, Shape, Text, YesNo
from tests.tenant_files.drawn.words import (
    INTERNAL,
    LINES,
    NAME,
    PLAIN_WORD,
    WORD,
    YES_OR_NO,
    Drawn,
    Said,
    entries,
    entry,
    names,
    one_of_them,
    some,
)

PEOPLE = ("anna", "sven")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = st.sampled_from(["08:00-12:00, 13:00-17:30", "9-17", "20:00-02:00", "06:30-23:59", ""])
ZONE = st.sampled_from(["Europe/Berlin", "Europe/Vienna", "America/New_York"])
DATES = st.dates().map(lambda day: day.replace(year=2027).isoformat())
FLAGS = ("answer_allowed", "auto_routing", "bundling", "recategorization_source", "allowed_for_phone_tickets")
TYPED = {"letters.output_directory": "druck/extra", "letters.file_names": "{number}"}
"""Settings whose text has a form of its own."""
OTHER_IDENTITY = {"categories": "internal_name"}


def tenant(said: Said) -> Drawn:
    return entry(
        {"name": NAME, "code": st.just("PROB")},
        description=LINES,
        colour=st.integers(1, 12),
        language=st.sampled_from(["de", "en"]),
        country=st.sampled_from(["DE", "AT", "CH"]),
        time_zone=ZONE,
        active=YES_OR_NO,
    )


def service_levels(said: Said) -> Drawn:
    minutes = st.none() | st.integers(1, 10_000)
    level = entry(
        {"name": NAME, "resolution": st.integers(1, 10_000)},
        description=LINES,
        first_response=minutes,
        next_response=minutes,
        call_back=minutes,
        warning_share=st.integers(1, 100),
        pauses=some(["customer", "inquiry", "forward", "resubmission"]),
        priority_percent=st.integers(10, 1000),
    )
    return entries(level, "name")


def business_hours(said: Said) -> Drawn:
    week = st.fixed_dictionaries({}, optional=dict.fromkeys(DAYS, HOURS))
    place = st.sampled_from([{"country": ""}, {"country": "AT"}, {"country": "DE", "subdivision": "BY"}])
    worked = some(["Neujahr", "Tag der Arbeit", "Heilige Drei Könige"])
    bare = entry({"week": week}, catholic=YES_OR_NO, holidays_worked=worked)
    weeks = st.tuples(bare, place).map(lambda both: both[0] | both[1])
    exception = entry({"day": DATES}, name=WORD, hours=HOURS)
    hours = entry(
        {
            "name": NAME,
            "weeks": st.lists(st.tuples(DATES, weeks), min_size=1, max_size=2, unique_by=lambda pair: pair[0]).map(
                _begin
            ),
        },
        description=LINES,
        time_zone=ZONE,
        exceptions=entries(exception, "day", least=0).map(lambda days: sorted(days, key=lambda each: each["day"])),
    )
    return entries(hours, "name")


def _begin(weeks: list[tuple[str, Any]]) -> list[Any]:
    """The first holds from the beginning, the others from their days on."""
    (_day, first), *others = sorted(weeks, key=lambda pair: pair[0])
    return [first, *(week | {"valid_from": day} for day, week in others)]


def system_groups(said: Said) -> Drawn:
    return entries(entry({"name": NAME}, description=LINES), "name")


def supervisor_groups(said: Said) -> Drawn:
    above = one_of_them(names(said, "system_groups"))
    return entries(entry({"name": NAME, "system_group": above}, description=LINES), "name")


def agent_groups(said: Said) -> Drawn:
    above = one_of_them(names(said, "supervisor_groups"))
    own = st.fixed_dictionaries({}, optional={"routing.capacity": st.integers(0, 500)})
    return entries(entry({"name": NAME, "supervisor_group": above}, description=LINES, settings=own), "name")


def people(said: Said) -> Drawn:
    roles = st.one_of(
        st.fixed_dictionaries({"role": st.sampled_from(["Agent", "Supervisor"]), place: one_of_them(names(said, of))})
        for place, of in (
            ("system_group", "system_groups"),
            ("supervisor_group", "supervisor_groups"),
            ("agent_group", "agent_groups"),
        )
    )
    person = entry(
        {"person": one_of_them(PEOPLE), "agent_groups": some(names(said, "agent_groups"), least=1)},
        roles=st.lists(roles, max_size=3),
    )
    return entries(person, "person")


def closing_codes(said: Said) -> Drawn:
    return entries(entry({"code": INTERNAL, "name": NAME}), "code")


def categories(said: Said) -> Drawn:
    codes = names(said, "closing_codes", "code")
    plain: dict[str, Any] = {
        "description": LINES,
        "main_category": NAME,
        "agent_groups": some(names(said, "agent_groups")),
        **dict.fromkeys(FLAGS, YES_OR_NO),
        "settings": _settings("categories", said),
    }
    category = entry({"internal_name": INTERNAL, "name": NAME}, closing_codes=some(codes), **plain)
    asking = entry(
        {"internal_name": INTERNAL, "name": NAME, "closing_codes": some(codes, least=1)},
        closing_code_required=st.just(True),
        **plain,
    )
    return entries(category | asking, lambda each: each["internal_name"], "name", most=3)


def settings(said: Said) -> Drawn:
    return _settings("settings", said, least=1)


def _settings(section: str, said: Said, least: int = 0) -> Drawn:
    """Some of all the settings there are: a new one is drawn without being named here."""
    shape = BY_KEY[section].shape
    fields = (shape if section == "settings" else shape.fields["settings"].shape).fields  # type: ignore[attr-defined]
    keys = st.lists(st.sampled_from(sorted(fields)), min_size=least, max_size=6, unique=True)
    return keys.flatmap(
        lambda chosen: st.fixed_dictionaries({key: _value(key, fields[key].shape, said) for key in chosen})
    )


def _value(key: str, shape: Shape, said: Said) -> Drawn:
    assert not isinstance(shape, Record)
    if key in TYPED:
        return st.just(TYPED[key])
    if isinstance(shape, YesNo):
        return YES_OR_NO
    if isinstance(shape, Number):
        return st.integers(shape.least or 0, shape.most if shape.most is not None else 1000)
    if isinstance(shape, Name):
        # Categories name no category: their settings are drawn before there is one.
        return st.sampled_from(["", *names(said, shape.section, OTHER_IDENTITY.get(shape.section, "name"))])
    if isinstance(shape, Many):
        assert isinstance(shape.of, Text)
        return st.lists(st.sampled_from(list(shape.of.allowed)), max_size=3, unique=True)
    assert isinstance(shape, Text)
    return st.sampled_from(list(shape.allowed)) if shape.allowed else PLAIN_WORD


DRAW = {
    "tenant": tenant,
    "service_levels": service_levels,
    "business_hours": business_hours,
    "system_groups": system_groups,
    "supervisor_groups": supervisor_groups,
    "agent_groups": agent_groups,
    "people": people,
    "closing_codes": closing_codes,
    "categories": categories,
    "settings": settings,
}
