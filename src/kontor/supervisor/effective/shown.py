"""What is in force, as the pages show it: in words, with origin, who set it, and where else it is set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.audit.domain.queries import LastChange
from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.effective import InForce, count_own_values, in_force
from kontor.preferences.domain.references import names_of
from kontor.preferences.types import REGISTRY, TENANT, USER, Holder, Preference
from kontor.routing.domain.setting_holders import holders_below, who_set
from kontor.supervisor.effective.access import (
    KINDS,
    Subject,
    effective_url,
    may_change,
    name_of,
)
from kontor.supervisor.preference_form import PACKAGES, field_name, in_words, package_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Row:
    """One setting. ``without`` is told where it has a value of its own, ``other`` where two are compared."""

    preference: Preference[Any]
    value: str
    own: bool
    origin: str
    origin_url: str
    without: str
    set_by: LastChange | None
    places: int
    where_url: str
    change_url: str
    other: str = ""
    differs: bool = False
    other_own: bool = False
    other_origin: str = ""

    @property
    def package(self) -> str:
        return package_of(self.preference)


@dataclass(frozen=True)
class Part:
    title: StrOrPromise
    rows: list[Row]


def rows_of(request: DeskRequest, subject: Subject, other: Subject | None = None) -> list[Row]:
    """All settings that say something about the subject."""
    found = [each for each in in_force(subject.chain) if subject.shows(each.preference)]
    theirs = {each.preference.key: each for each in in_force(other.chain)} if other else {}
    names = _names([*found, *theirs.values()])
    who = who_set(holder for holder in subject.chain if may_read_log(request, holder))
    places = count_own_values(holders_below(subject.holder)) if subject.kind in ("system", TENANT) else {}
    writes = may_change(request, subject)
    rows = [_row(subject, each, names, who, places, writes=writes) for each in found]
    return (
        [_beside(row, theirs[row.preference.key], each, names) for row, each in zip(rows, found, strict=True)]
        if other
        else rows
    )


def parts_of(rows: Iterable[Row]) -> list[Part]:
    """Under the headings of their packages, in the order of these."""
    order = list(PACKAGES)
    rows = sorted(rows, key=lambda row: order.index(row.package) if row.package in order else len(order))
    return [
        Part(PACKAGES.get(package, package), list(group)) for package, group in groupby(rows, lambda row: row.package)
    ]


def matches(preference: Preference[Any], wanted: str, value: str = "") -> bool:
    """Every word that is looked for stands in the setting's name, help, heading, key or value."""
    text = f"{preference.label} {preference.help} {PACKAGES.get(package_of(preference), '')} {preference.key} {value}"
    return all(word in text.casefold() for word in wanted.casefold().split())


def found_settings(wanted: str) -> list[tuple[Preference[Any], str]]:
    """The settings with these words, each with its page."""
    return [(each, where_url(each)) for each in REGISTRY.values() if matches(each, wanted)] if wanted else []


def origin_of(holder: Holder | None) -> tuple[str, str]:
    """Whose value it is, and the page of theirs."""
    if holder is None:
        return _("delivered default"), ""
    thing = cast(Any, holder)
    if holder.level == "system":
        return str(KINDS["system"]), effective_url("system", 0)
    return f"{KINDS[holder.level]} {name_of(thing)}", effective_url(holder.level, thing.pk)


def where_url(preference: Preference[Any]) -> str:
    return reverse("supervisor:effective:where", args=[field_name(preference)])


def change_url(subject: Subject, preference: Preference[Any]) -> str:
    slug, name = field_name(preference), f"supervisor:effective:{subject.kind}-change"
    return reverse(name, args=[slug] if subject.kind == "system" else [subject.id, slug])


def _row(
    subject: Subject,
    each: InForce,
    names: Names,
    who: Mapping[tuple[str, str], LastChange],
    places: Mapping[str, int],
    *,
    writes: bool,
) -> Row:
    preference, explained = each.preference, each.explanation
    own = explained.own and each.settable and subject.kind != "account"
    origin, origin_url = origin_of(explained.holder)
    return Row(
        preference,
        in_words(preference, explained.value, names),
        own,
        origin,
        "" if own else origin_url,
        in_words(preference, explained.without, names) if own else "",
        who.get((explained.level or "", preference.key)),
        places.get(preference.key, 0),
        where_url(preference),
        change_url(subject, preference) if writes and each.settable else "",
    )


def _beside(row: Row, their: InForce, own: InForce, names: Names) -> Row:
    """With the other's value, and where that comes from."""
    explained = their.explanation
    return replace(
        row,
        other=in_words(row.preference, explained.value, names),
        differs=_differ(explained.value, own.explanation.value),
        other_own=explained.own and their.settable,
        other_origin=origin_of(explained.holder)[0],
    )


def _differ(one: Any, other: Any) -> bool:
    """Several values are the same in whatever order they were chosen."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) != sorted(other)
    return bool(one != other)


def _names(rows: Iterable[InForce]) -> Names:
    values = [(each.preference, value) for each in rows for value in (each.explanation.value, each.explanation.without)]
    return names_of(values)


def may_read_log(request: DeskRequest, holder: Holder) -> bool:
    row = cast(Any, holder)
    tenant_id = 0 if holder.level in ("system", USER) else row.pk if holder.level == TENANT else row.tenant_id
    return request.access.may("audit.read", tenant_id=tenant_id)
