"""Who knows enough for a request, and works where its category is worked. Push and pull both ask here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, Protocol, cast

from django.db import connection

from kontor.org.models import Category
from kontor.preferences.types import Holder
from kontor.routing.preferences import BY_LANGUAGE, LOCATION


class Person(Protocol):
    """A user, or an agent as distributing reads them."""

    @property
    def languages(self) -> Collection[str]: ...

    @property
    def tags(self) -> Collection[str]: ...

    @property
    def location(self) -> str: ...


class Request(Protocol):
    @property
    def language(self) -> str: ...

    @property
    def tags(self) -> Sequence[str]: ...


class Demanding(Protocol):
    """How a category is worked: only with the language of the request, only at a location."""

    @property
    def by_language(self) -> bool: ...

    @property
    def location(self) -> str: ...


class Demands(NamedTuple):
    by_language: bool
    location: str


NONE = Demands(by_language=False, location="")


def is_elsewhere(person: Person, category: Demanding) -> bool:
    """The category is worked at a location that is not the person's."""
    return bool(category.location) and person.location != category.location


def lacks_language(person: Person, request: Request, category: Demanding) -> bool:
    """A request whose language is not known may go to everybody."""
    return category.by_language and bool(request.language) and request.language not in person.languages


def lacks_tag(person: Person, request: Request) -> bool:
    return not set(person.tags).issuperset(request.tags)


def knows_enough(*, languages: str, tags: str) -> str:
    """``lacks_language`` and ``lacks_tag`` as a condition on the ticket ``t``, for those who have neither lack.

    Both are SQL for an array of text: what the person has. ``languages`` is NULL where none is demanded.
    """
    return f"t.tags::text[] <@ {tags} AND ({languages} IS NULL OR t.language = '' OR t.language = ANY ({languages}))"


def matched(request: Request, category: Demanding) -> dict[str, object]:
    """What was asked of whoever gets it, as the history keeps it."""
    return {
        "language": request.language if category.by_language else "",
        "tags": list(request.tags),
        "location": category.location,
    }


def demands_of(category_ids: Collection[int]) -> dict[int, Demands]:
    """Those of the categories that demand something. One statement, and another one when there are any."""
    asking = _asking(category_ids)
    if not asking:
        return {}
    rows = Category.objects.filter(pk__in=asking).select_related("tenant").only("preferences", "tenant__preferences")
    found = {row.pk: demands_by(cast(Holder, row.tenant), cast(Holder, row)) for row in rows}
    return {pk: demands for pk, demands in found.items() if demands != NONE}


def _asking(category_ids: Collection[int]) -> list[int]:
    """Those with a word on it of their own or of their tenant's: few of many, for whoever takes the next ticket."""
    values: dict[str, Any] = {"categories": list(category_ids), "own": [BY_LANGUAGE.key, LOCATION.key]}
    values["of_tenant"] = BY_LANGUAGE.key
    with connection.cursor() as cursor:
        cursor.execute(_ASKING, values)
        return [row[0] for row in cursor.fetchall()]


_ASKING = """
SELECT c.id FROM org_category c JOIN tenants_tenant n ON n.id = c.tenant_id
WHERE c.id = ANY (%(categories)s::bigint[]) AND (c.preferences ?| %(own)s::text[] OR n.preferences ? %(of_tenant)s)
"""


def demands_by(tenant: Holder, category: Holder) -> Demands:
    """By the settings of the category and its tenant."""
    return Demands(BY_LANGUAGE.get(tenant, category), LOCATION.get(category))
