"""Every address of the resolver, and the rows of the cast that stand in its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    name: str
    """With its namespaces, as ``reverse`` takes it; empty for an address without a name."""
    route: str
    places: tuple[str, ...]
    """The names in the path, such as ``number``."""


def every_address() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", "", ()))


def _walk(patterns: list[Any], space: str, route: str, places: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        path = route + str(pattern.pattern)
        inside = (*places, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _walk(
                pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, path, inside
            )
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}" if pattern.name else "", path, inside)
