"""The desk as one page: folders, list, ticket, context. What each of its parts needs to be shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve, reverse

from kontor.answers.domain.queries import new_processes_of
from kontor.desk.doors import own_scope
from kontor.desk.inbox.folders import LONGEST_KEY, find_folder, folder_groups, new_notices
from kontor.desk.inbox.lists import page_of
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment, redirect, wants_fragment

COUNTED_AT_ONCE = 24
"""Up to so many categories the page has its figures at once; beyond, the folder list fetches them by itself."""
DESK = {"desk:inbox:list", "desk:ticket:show"}
"""The addresses at which the page is the whole desk, with a place for a ticket."""


def workplace(request: DeskRequest, *, figures: bool = True, folder: str = "") -> dict[str, Any]:
    """Folders and the rows of the folder, by default of the one that the address names (else one's own inbox).

    Without ``figures`` the folder list fetches them by itself once the page is there.
    """
    with own_scope(request):
        return _workplace(request, figures=figures, key=folder or request.GET.get("folder") or "mine")


def _workplace(request: DeskRequest, *, figures: bool, key: str) -> dict[str, Any]:
    groups = folder_groups(request, figures=figures, shown=key)
    folder = find_folder(groups, key)
    return {
        "groups": groups,
        "folder": folder,
        "figures": figures,
        "page": page_of(request, folder),
        "notices_new": new_notices(groups),
        "next_place": request.access.may_anywhere("tickets.take"),
        "new_place": request.access.may_anywhere("tickets.create"),
        "new_drafts": list(new_processes_of(request.user)) if folder.key == "drafts" else [],
    }


def counts_at_once(request: DeskRequest) -> bool:
    return len(request.access.category_ids("tickets.read")) <= COUNTED_AT_ONCE


def show_list(request: DeskRequest, place: str = "") -> HttpResponse:
    """After tickets have left the desk: the list one came from, or that ``place`` is the address of. On the desk itself
    the page stays, which is quicker than a new one: list and folders are renewed, the place of the ticket is empty."""
    url = place or list_url(request)
    if not wants_fragment(request) or not _is_on_the_desk(request) or not _is_list(url):
        return redirect(request, url)
    try:
        context = workplace(request, figures=counts_at_once(request), folder=_folder_in(url))
    except Http404:  # The folder is gone meanwhile; what was done is done.
        url = reverse("desk:inbox:list")
        context = workplace(request, figures=counts_at_once(request), folder="mine")
    response = fragment(request, "desk/inbox/page.html", context, partial="desk/inbox/_returned.html")
    address = "Replace-Url" if _is_list(request.headers["HX-Current-URL"]) else "Push-Url"  # no second step back to it
    for name, value in {"Retarget": "#ticket-pane", "Reswap": "innerHTML show:none", address: url}.items():
        response.headers[f"HX-{name}"] = value
    return response


def list_url(request: DeskRequest) -> str:
    """The list one came from: the folder that the page's own address names, else one's inbox."""
    folder = _folder_in(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    return f"{reverse('desk:inbox:list')}?{urlencode({'folder': folder})}" if folder else reverse("desk:inbox:list")


def _is_on_the_desk(request: DeskRequest) -> bool:
    try:
        return resolve(_split(request.headers.get("HX-Current-URL", "")).path).view_name in DESK
    except Resolver404:
        return False


def _is_list(url: str) -> bool:
    return _split(url).path == reverse("desk:inbox:list")


def _folder_in(url: str) -> str:
    return parse_qs(_split(url).query).get("folder", [""])[0][:LONGEST_KEY]


def _split(url: str) -> SplitResult:
    """A header may say anything: what is no address has no parts."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
