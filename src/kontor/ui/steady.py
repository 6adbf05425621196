"""Parts of a page that are the same for many people and requests: rendered once and kept.

What they show depends on nothing but what is named here: the language, the places a person sees and which is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kontor.ui.navigation import Navigation, Place, in_groups, section_label

LETTERS = 6
"""So many letters of short codes stand side by side on a telephone."""


def steady_part(template: str) -> SafeString:
    """A template that needs no context."""
    return _part(template, get_language())


def palette_items(places: Sequence[Place], commands: Sequence[Place]) -> SafeString:
    """The lines of the palette."""
    return _items(_Listed(places), _Listed(commands), get_language())


def menu(template: str, navigation: Navigation) -> SafeString:
    """The places of the area one is in, with the one that is open marked; nothing outside of every area."""
    here = navigation.current
    return _menu(template, _Listed(navigation.area), here.key, get_language()) if here else SafeString("")


def scope_chips(tenants: Sequence[Any]) -> SafeString:
    """The tenants one has signed in for (``name``, ``code``, ``colour``), as chips."""
    return _chips(tuple(Chip(one.name, one.code, one.colour) for one in tenants), get_language())


class Chip(NamedTuple):
    name: str
    code: str
    colour: int


class _Listed:
    """Places that count as the same when a page shows the same of them."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self._key = tuple((place.key, place.url) for place in places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Listed) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=100)
def _part(template: str, language: str | None) -> SafeString:
    return render_to_string(template)


@lru_cache(maxsize=500)
def _chips(tenants: tuple[Chip, ...], language: str | None) -> SafeString:
    long = len(tenants) > 1 and sum(len(one.code) for one in tenants) > LETTERS
    return render_to_string("ui/_scope.html", {"tenants": tenants, "long": long})


@lru_cache(maxsize=500)
def _menu(template: str, area: _Listed, here: str, language: str | None) -> SafeString:
    return render_to_string(template, {"groups": in_groups(area.places), "here": here})


@lru_cache(maxsize=500)
def _items(places: _Listed, commands: _Listed, language: str | None) -> SafeString:
    shown = [(place, section_label(place)) for place in places.places]
    return render_to_string("ui/_palette_items.html", {"places": shown, "commands": commands.places})
