"""The edit mask: tabs that packages contribute, one form a tab, and two people who save the same thing.

Each tab is a page of its own, so it works without scripts and saves what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from kontor.ui.conflict import Conflict, differences
from kontor.ui.htmx import fragment, message, redirect

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FormFactory = type[BaseForm] | Callable[[HttpRequest, Any, Any, Any], BaseForm]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a mask.

    ``form`` is a form class (called with ``instance=``) or a function ``(request, thing, data, files)``. ``visible``
    asks the thing, ``when`` the request (a feature that is switched on). A tab that somebody else's mask knows nothing
    about brings along what its template shows (``context``), what stands under its form (the template ``beside``), and
    how it is saved (``save``): that may refuse by an
    error of the form, or say that somebody else was faster. ``permission`` counts in the thing's tenant where
    ``tenant_of`` names it, else anywhere.
    """

    key: str
    label: StrOrPromise
    form: FormFactory | None = None
    order: int = 100
    template: str = ""
    visible: Callable[[Any], bool] = lambda _: True
    permission: str = ""
    when: Callable[[HttpRequest], bool] | None = None
    beside: str = ""
    context: Callable[[Any, Mask], Mapping[str, Any]] | None = None
    save: Callable[[Any, Mask], Conflict | None] | None = None
    tenant_of: Callable[[Any], int | None] | None = None
    deed: str = ""
    deed_of_new: str = ""
    """What saving is, of something saved and of something new, where a reason may be asked for it (``ui.reasons``)."""

    def open_form(self, request: HttpRequest, thing: Any) -> BaseForm | None:
        """The tab's form, bound when something was posted."""
        if self.form is None:
            return None
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        if isinstance(self.form, type):
            opened: BaseForm = self.form(*posted, instance=thing)
            return opened
        return self.form(request, thing, *posted)


_tabs: dict[str, dict[str, Tab]] = {}


def register_tab(mask: str, tab: Tab) -> None:
    """Give a mask a tab; the same key again replaces it."""
    _tabs.setdefault(mask, {})[tab.key] = tab


def tabs_of(mask: str, request: HttpRequest, thing: Any) -> list[Tab]:
    """The tabs this thing has for this person, in order."""
    access = getattr(request, "access", None)
    shown = (
        tab
        for tab in _tabs.get(mask, {}).values()
        if tab.visible(thing)
        and (not tab.when or tab.when(request))
        and (not tab.permission or (access and _may(access, tab, thing)))
    )
    return sorted(shown, key=lambda tab: (tab.order, tab.key))


def _may(access: Any, tab: Tab, thing: Any) -> bool:
    if tab.tenant_of is None:
        return bool(access.may_anywhere(tab.permission))
    return bool(access.may(tab.permission, tenant_id=tab.tenant_of(thing)))


def switch_off(form: BaseForm) -> None:
    """The same fields, to be looked at only: the one way in which it is done for all of them."""
    for field in form.fields.values():
        field.disabled = True


@dataclass(frozen=True, slots=True)
class TabLink:
    tab: Tab
    url: str
    current: bool


class Mask:
    """One opened tab: what the template reads and the view asks."""

    def __init__(
        self, request: HttpRequest, thing: Any, tabs: list[Tab], current: Tab, url: Callable[[str], str]
    ) -> None:
        self.request = request
        self.thing = thing
        self.tab = current
        self.links = [TabLink(tab, url(tab.key), tab is current) for tab in tabs]
        self.url = url(current.key)
        self.form = current.open_form(request, thing)
        self.is_told = False
        self._begin_with_the_first_field()

    def _begin_with_the_first_field(self) -> None:
        """Whoever makes something new may type at once."""
        if self.form and not self.form.is_bound and getattr(self.thing, "pk", 0) is None:
            first = next((field for field in self.form.visible_fields()), None)
            if first:
                first.field.widget.attrs["autofocus"] = True

    @property
    def version(self) -> int:
        """The version the person had in front of them; 0 for something new."""
        posted = self.request.POST.get("version", "")
        return int(posted) if posted.isdecimal() and len(posted) < 10 else 0

    @property
    def shown_version(self) -> int:
        """What the hidden field says: the thing as it is now, so saving again after a conflict is a decision.

        Whoever is told of a mistake has not been told what somebody else saved: then what they had in front of them.
        """
        if "version" in self.request.POST and not self.is_told:
            return self.version
        return int(getattr(self.thing, "version", 0) or 0)

    @property
    def deed(self) -> str:
        return self.tab.deed_of_new if getattr(self.thing, "pk", 0) is None else self.tab.deed

    @property
    def is_posted(self) -> bool:
        return self.request.method == "POST"

    def conflict(self, current_version: int) -> Conflict | None:
        """Somebody else saved since this mask was opened: both values of every field that differs."""
        if self.form is None or self.version == current_version:
            return None
        self.is_told = True
        return Conflict(differences(self.form))

    def answer(
        self,
        request: HttpRequest,
        template: str = "ui/mask.html",
        context: Mapping[str, Any] | None = None,
        *,
        conflict: Conflict | None = None,
    ) -> HttpResponse:
        """The mask: 409 with both values after a conflict, 422 with what is to be corrected, 200 otherwise.

        Whoever may only look (``may_write`` of the context) sees the same fields, switched off.
        """
        if (context or {}).get("may_write") is False and self.form:
            switch_off(self.form)
        status = 409 if conflict else 422 if self.form and self.form.is_bound and self.form.errors else 200
        own = self.tab.context(request, self) if self.tab.context else {}
        return fragment(
            request, template, {**(context or {}), **own, "mask": self, "conflict": conflict}, status=status
        )

    def saved(self, request: HttpRequest, sentence: object = "", *, url: str = "") -> HttpResponse:
        """Say what was saved and show the tab afresh (or go to ``url``)."""
        message(request, sentence or gettext("%(tab)s: saved.") % {"tab": self.tab.label})
        return redirect(request, url or self.url)


def open_mask(mask: str, request: HttpRequest, thing: Any, tab: str, *, url: Callable[[str], str]) -> Mask:
    """Open a tab; 404 when the thing has no such tab for this person."""
    tabs = tabs_of(mask, request, thing)
    for candidate in tabs:
        if candidate.key == tab:
            return Mask(request, thing, tabs, candidate, url)
    raise Http404
