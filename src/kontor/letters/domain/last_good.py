"""A stylesheet that makes no letters any more, though it did when it was saved: another version of Kontor or of the
renderer sees it differently. It is looked at again when a letter fails, and the last version that works takes its
place until somebody saves a mended one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kontor.kernel import clock
from kontor.letters.domain.samples import Length, sample
from kontor.letters.domain.troubles import LIBRARY, MAY_PASS
from kontor.letters.models import Stylesheet
from kontor.letters.models.stylesheet import UNBROKEN
from kontor.letters.rendering.failures import USELESS, RenderFailed, failure_sentence, remark_sentence
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Remark
from kontor.letters.rendering.supplied import DEFAULT, supplied_css
from kontor.tenants.scope import scope

MOST_VERSIONS = 20
"""So many earlier versions are tried; then Kontor's own layout stands in."""


@dataclass(frozen=True, slots=True)
class _Flaw:
    """Why a stylesheet makes no letter that can be used: kind and values of a failure or a remark."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


def give_way(tenant_id: int, stylesheet_id: int) -> bool:
    """Look at the stylesheet again; returns whether another text of it is in force now. Needs no scope: it renders.

    False where the sample is made well, so that the letter itself is to blame. Raises RenderFailed where the server
    cannot make letters at all, which says nothing about the stylesheet.
    """
    with scope(tenant_id):
        row = Stylesheet.objects.get(pk=stylesheet_id)
    flaw = _flaw_of(row, row.css)
    if flaw is None:
        return bool(row.broken_at) and _mended(row)
    for number, css in _earlier(row):
        if _flaw_of(row, css) is None:
            return _stands_in(row, flaw, number, css)
    return False


def flaw_in_words(row: Stylesheet) -> str:
    """Why the saved text is not in force, in the reader's language; "" where it is."""
    if row.broken_at is None:
        return ""
    if row.broken_kind in USELESS:
        return remark_sentence(Remark(row.broken_kind, row.broken_values))
    return failure_sentence(row.broken_kind, row.broken_values)


def _flaw_of(row: Stylesheet, css: str) -> _Flaw | None:
    """Tried on a sample letter of the tenant."""
    with scope(row.tenant_id):
        letter = sample(row.tenant, Length.ORDINARY, css=css)
    try:
        remarks = render(letter).remarks
    except RenderFailed as failure:
        if failure.kind == LIBRARY or failure.kind in MAY_PASS:
            raise
        return _Flaw(failure.kind, failure.values)
    return next((_Flaw(each.kind, dict(each.values)) for each in remarks if each.kind in USELESS), None)


def _earlier(row: Stylesheet) -> Iterator[tuple[int | None, str]]:
    """What may stand in: the versions before, the newest first, and at last Kontor's own layout."""
    with scope(row.tenant_id):
        versions = row.versions.filter(number__lt=row.version).order_by("-number")[:MOST_VERSIONS]
        found = {css: number for number, css in reversed(versions.values_list("number", "css")) if css != row.css}
    yield from sorted(((number, css) for css, number in found.items()), reverse=True)
    yield None, supplied_css(DEFAULT)


def _stands_in(row: Stylesheet, flaw: _Flaw, number: int | None, css: str) -> bool:
    """Written down unless somebody has saved meanwhile: then that counts."""
    values = {"broken_kind": flaw.kind, "broken_values": dict(flaw.values), "good_css": css, "good_version": number}
    was_in_force = row.css_in_force
    with scope(row.tenant_id):
        mine = Stylesheet.objects.filter(pk=row.pk, version=row.version)
        mine.update(broken_at=row.broken_at or clock.now(), **values)
        return Stylesheet.objects.get(pk=row.pk).css_in_force != was_in_force


def _mended(row: Stylesheet) -> bool:
    """The renderer can do it again."""
    with scope(row.tenant_id):
        return Stylesheet.objects.filter(pk=row.pk, version=row.version).update(**UNBROKEN) == 1
