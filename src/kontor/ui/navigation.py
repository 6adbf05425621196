"""The places one can go to. Screens register them; rail, menu and palette show what the person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the product: one sign in the rail."""

    key: str
    label: StrOrPromise
    icon: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A page or a command with a name, a URL and a permission (empty: everybody who is signed in).

    ``takes`` is the name of the value in its address to which a number typed into the palette goes (a command's).
    ``seeks`` is that of a list to which the words go: what the palette does not find itself is looked for there.
    ``when`` says whether it is there at all, for instance because a feature is switched on. It asks no database.
    A command that ``stands_alone`` has pages which belong to no place of the menu, wherever their address begins.
    """

    key: str
    label: StrOrPromise
    url_name: str
    section: str
    group: StrOrPromise = ""
    permission: str = ""
    icon: str = "right"
    order: int = 100
    keywords: str = ""
    hotkey: str = ""
    command: bool = False
    post: bool = False
    takes: str = ""
    stands_alone: bool = False
    seeks: str = ""
    when: Callable[[HttpRequest], bool] | None = None

    @property
    def url(self) -> str:
        return _url(self.url_name, settings.ROOT_URLCONF)


@dataclass(frozen=True, slots=True)
class RailSign:
    section: Section
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    label: StrOrPromise
    places: list[Place]


_sections: dict[str, Section] = {}
_places: dict[str, Place] = {}
_jump: list[str] = []
JUMP_PATTERN = "0000000000"
BELONGS = "place_of_menu"


def register_section(section: Section) -> None:
    """Make a section known. The account menu (``account``) needs none: it is not in the rail."""
    _sections[section.key] = section


def register_places(*places: Place) -> None:
    """Make places known. Of two with one key the first would be in nobody's menu: that is an error."""
    for place in places:
        if _places.setdefault(place.key, place).url_name != place.url_name:
            raise ValueError(f"Two places have the key {place.key!r}.")


def belongs_to(request: HttpRequest, key: str) -> None:
    """This page belongs to the place of this name, though its address begins with another one's."""
    setattr(request, BELONGS, key)


def provide_jump(url_name: str) -> None:
    """Where a number typed into the palette leads to: a URL with one argument, ten digits."""
    _jump[:] = [url_name]


class Navigation:
    """What this person sees in this request. Asks permissions once, and only when something is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._visible: list[Place] | None = None

    @property
    def visible(self) -> list[Place]:
        if self._visible is None:
            shown = (place for place in _places.values() if _may(self._request, place))
            self._visible = sorted(shown, key=lambda place: (place.order, place.key))
        return self._visible

    @cached_property
    def current(self) -> Place | None:
        """The place that the page says it belongs to; else that whose address is the longest beginning of this one."""
        said = getattr(self._request, BELONGS, "")
        path = self._request.path
        able = [place for place in self.visible if not place.command or place.stands_alone]
        above = [place for place in able if place.key == said] or [
            place for place in able if path.startswith(place.url)
        ]
        return max(above, key=lambda place: len(place.url), default=None)

    @property
    def is_below(self) -> bool:
        """Whether this page is not the place itself: from here a link leads back to it."""
        return self.current is not None and self._request.path != self.current.url

    @property
    def rail(self) -> list[RailSign]:
        return list(self._signs())

    @cached_property
    def area(self) -> list[Place]:
        """The places of the current section."""
        return self._in(self.current.section) if self.current else []

    @property
    def menu(self) -> list[MenuGroup]:
        return in_groups(self.area)

    def menu_of(self, section: str) -> list[MenuGroup]:
        return in_groups(self._in(section))

    @property
    def account(self) -> list[Place]:
        return self._in("account")

    @property
    def places(self) -> list[Place]:
        """Where the palette leads to."""
        return [place for place in self.visible if not place.command and not place.post]

    @property
    def commands(self) -> list[Place]:
        """What the palette does."""
        return [place for place in self.visible if place.command or place.post]

    @property
    def jump_url(self) -> str:
        """The URL of a number, with ten noughts where the number goes."""
        return reverse(_jump[0], args=[JUMP_PATTERN]) if _jump else ""

    def _in(self, section: str) -> list[Place]:
        return [place for place in self.visible if place.section == section and not place.command]

    def _signs(self) -> Iterator[RailSign]:
        current = self.current
        for section in sorted(_sections.values(), key=lambda section: section.order):
            places = self._in(section.key)
            if places:
                here = current is not None and current.section == section.key
                yield RailSign(section, places[0].url, here)


def in_groups(places: Sequence[Place]) -> list[MenuGroup]:
    """Under their headings, in the order these first appear."""
    heads = list(dict.fromkeys(str(place.group) for place in places))
    ordered = sorted(places, key=lambda place: heads.index(str(place.group)))
    return [MenuGroup(head, list(group)) for head, group in groupby(ordered, key=lambda place: str(place.group))]


def places_for(request: HttpRequest, user: object, access: object) -> list[tuple[str, list[Place]]]:
    """The pages that somebody else would be offered in this installation, under the names of their sections."""
    asked = copy(request)
    asked.user, asked.access = user, access  # type: ignore[attr-defined,assignment]
    pages = [place for place in Navigation(asked).places if place.section in _sections]
    ordered = sorted(pages, key=lambda place: _sections[place.section].order)
    return [(label, list(group)) for label, group in groupby(ordered, key=section_label)]


def section_label(place: Place) -> str:
    """The name of the section a place is in."""
    section = _sections.get(place.section)
    return str(section.label) if section else pgettext("of a person", "Account")


@lru_cache(maxsize=500)
def _url(url_name: str, urlconf: str) -> str:
    return reverse(url_name)


def _may(request: HttpRequest, place: Place) -> bool:
    if not getattr(getattr(request, "user", None), "is_authenticated", False):
        return False
    if place.when and not place.when(request):
        return False
    if not place.permission:
        return True
    access = getattr(request, "access", None)
    return bool(access and access.may_anywhere(place.permission))


def registered() -> Iterable[Place]:
    """Every place, whoever may see it: for tests of permissions and languages."""
    return _places.values()
