"""What every template may know without its view saying so: the one name ``ui``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html_join
from django.utils.translation import get_language_info

from kontor import __version__
from kontor.ui.navigation import Navigation

THEMES = ("light", "dark")
THEME_COOKIE = "kontor-theme"


_banner_of: list[Callable[[HttpRequest], str]] = []
_bar_of: list[Callable[[HttpRequest], str]] = []
_beside_of: list[Callable[[HttpRequest], str]] = []
_tenants_of: list[Callable[[HttpRequest], Sequence[Any]]] = []


def provide_banner(draw: Callable[[HttpRequest], str]) -> None:
    """Who knows something that must be seen on every page draws it above the page; nothing where there is none.

    There may be several who do."""
    if draw not in _banner_of:
        _banner_of.append(draw)


def provide_tenants(read: Callable[[HttpRequest], Sequence[Any]]) -> None:
    """Who knows the tenants of the chosen scope says so once: things with ``name``, ``code`` and ``colour``."""
    _tenants_of[:] = [read]


def provide_bar(draw: Callable[[HttpRequest], str]) -> None:
    """Who knows what a person is at the moment draws it for the title bar, once a page; nothing for who needs none."""
    _bar_of[:] = [draw]


def provide_beside(bar: Callable[[HttpRequest], str], panel: Callable[[HttpRequest], str]) -> None:
    """Who knows what goes on beside the work draws it on every page: a sign for the title bar, and what floats."""
    _beside_of[:] = [bar, panel]


def ui(request: HttpRequest) -> dict[str, Any]:
    return {"ui": SimpleLazyObject(lambda: Frame(request))}


class Frame:
    """The frame of a page: theme, languages, navigation, the chosen tenants, the version."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def navigation(self) -> Navigation:
        return Navigation(self._request)

    @property
    def theme(self) -> str:
        """The person's choice ("light", "dark"), or nothing: then the system decides."""
        chosen = self._request.COOKIES.get(THEME_COOKIE) or getattr(self._user, "theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def began(self) -> str:
        """When this page began to be made: its stream of changes says whether something was missed since."""
        return f"{getattr(self._request, 'began', 0.0):.6f}"

    @property
    def eyes(self) -> str:
        """Through whose eyes the page is seen; nothing where they are one's own. What the page fetches says so too."""
        return str(self._user.pk) if getattr(self._request, "looker", None) else ""

    @cached_property
    def tenants(self) -> Sequence[Any]:
        """The tenants the person signed in for, as chips; asked only when the frame is drawn."""
        return list(_tenants_of[0](self._request)) if _tenants_of and self.person else []

    @cached_property
    def banner(self) -> str:
        """What must be seen on every page."""
        return format_html_join("", "{}", ((draw(self._request),) for draw in _banner_of)) if self.person else ""

    @cached_property
    def bar(self) -> str:
        """What stands in the title bar before theme and account."""
        return _bar_of[0](self._request) if _bar_of and self.person else ""

    @cached_property
    def sign(self) -> str:
        """What stands in the title bar of what goes on beside the work."""
        return _beside_of[0](self._request) if _beside_of and self.person else ""

    @cached_property
    def panel(self) -> str:
        """What floats above the page."""
        return _beside_of[1](self._request) if _beside_of and self.person else ""

    @property
    def person(self) -> Any:
        return self._user if getattr(self._user, "is_authenticated", False) else None

    @property
    def languages(self) -> list[dict[str, str]]:
        return [{"code": code, "name": get_language_info(code)["name_local"]} for code, _ in settings.LANGUAGES]

    @property
    def version(self) -> str:
        return __version__

    @property
    def _user(self) -> Any:
        return getattr(self._request, "user", None)
