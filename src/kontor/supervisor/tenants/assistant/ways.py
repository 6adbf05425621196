"""The steps that are done in masks of their own: the ways to the very fields. The banner leads back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Category
from kontor.supervisor.tenants.readiness.places import place_url
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate

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
    for pk, name in AgentGroup.objects.living().filter(tenant=tenant).order_by("sort_key").values_list("id", "name"):
        yield Way(_("Members of “%(group)s”") % {"group": name}, "agent_group", pk)


def _rules(tenant: Tenant) -> Iterator[Way]:
    categories = Category.objects.living().filter(tenant=tenant).order_by("sort_key")
    first = categories.values_list("id", flat=True).first()
    if first is not None:
        yield Way(_("New category rule"), "new_rule", first)
    yield Way(_("The tenant's rules and fallback categories"), "rules")


def _texts(tenant: Tenant) -> Iterator[Way]:
    """What every answer needs first, then the text of each template."""
    includes = ReplyTemplate.objects.living().filter(tenant=tenant, active=True)
    there = set(includes.values_list("part", flat=True))
    for part in (IncludePart.LAYOUT, IncludePart.LETTERHEAD, IncludePart.FOOTER):
        if part.value not in there:
            yield Way(_("New: %(part)s") % {"part": part.label}, "new_include", word=part.value)
    for pk, name in includes.order_by("sort_key", "id").values_list("id", "name")[:MOST]:
        yield Way(_("Text of “%(template)s”") % {"template": name}, "template_contents", pk, tenant.language)


MOST = 8
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
