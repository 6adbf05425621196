"""The steps that are done in masks of their own: the ways to the very fields. The banner leads back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kontor.org.middleware import DeskRequest
from kontor.supervisor.tenants.assistant.lists import (
    MOST,
    first_category,
    named_agent_groups,
    templates_in_use,
)
from kontor.supervisor.tenants.readiness.places import place_url
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Way:
    """``place`` is one of ``readiness.places.SPOTS``, with the row and the word that are meant there."""

    label: StrOrPromise
    place: str
    row: int | None = None
    word: str = ""


def _times(_tenant: Tenant) -> Iterator[Way]:
    yield Way(_("New service level"), "new_service_level")
    yield Way(_("New business hours"), "new_business_hours")


def _members(tenant: Tenant) -> Iterator[Way]:
    for pk, name in named_agent_groups(tenant):
        yield Way(_("New user in “%(group)s”") % {"group": name}, "new_agent", pk)
        yield Way(_("Members of “%(group)s”") % {"group": name}, "agent_group", pk)


def _rules(tenant: Tenant) -> Iterator[Way]:
    category = first_category(tenant)
    if category is not None:
        yield Way(_("New category rule"), "new_rule", category)
    yield Way(_("The tenant's rules and fallback categories"), "rules")


def _texts(tenant: Tenant) -> Iterator[Way]:
    """What every answer needs first, then the text of each template."""
    templates = templates_in_use(tenant)
    there = {part for _pk, _name, part in templates}
    for part in (IncludePart.LAYOUT, IncludePart.LETTERHEAD, IncludePart.FOOTER):
        if part.value not in there:
            yield Way(_("New: %(part)s") % {"part": part.label}, "new_include", word=part.value)
    for pk, name, _part in templates[:MOST]:
        yield Way(_("Text of “%(template)s”") % {"template": name}, "template_contents", pk, tenant.language)


WAYS: dict[str, Callable[[Tenant], Iterator[Way]]] = {
    "times": _times,
    "members": _members,
    "rules": _rules,
    "texts": _texts,
}


def ways_of(request: DeskRequest, tenant: Tenant, step: str) -> list[tuple[Way, str]]:
    """Those the person may go, each with its address."""
    ways = WAYS[step](tenant) if step in WAYS else ()
    addressed = [(way, place_url(request, tenant, way.place, row=way.row, word=way.word)) for way in ways]
    return [(way, url) for way, url in addressed if url]
