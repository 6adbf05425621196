"""The desk as one page: folders, list, ticket, context. What each of its parts needs to be shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.urls import reverse

from kontor.answers.domain.queries import new_processes_of
from kontor.desk.doors import own_scope
from kontor.desk.inbox.folders import find_folder, folder_groups, new_notices
from kontor.desk.inbox.lists import page_of
from kontor.org.middleware import DeskRequest


def workplace(request: DeskRequest, *, figures: bool = True) -> dict[str, Any]:
    """Folders and the rows of the folder that the address names (``folder``, else one's own inbox).

    Without ``figures`` the folder list fetches them by itself once the page is there.
    """
    with own_scope(request):
        return _workplace(request, figures=figures)


def _workplace(request: DeskRequest, *, figures: bool) -> dict[str, Any]:
    groups = folder_groups(request, figures=figures)
    folder = find_folder(groups, request.GET.get("folder") or "mine")
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


def list_url(request: DeskRequest) -> str:
    """The list one came from: the folder that the page's own address names, else one's inbox."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    folder = parse_qs(urlsplit(page).query).get("folder", [""])[0][:40]
    return f"{reverse('desk:inbox:list')}?{urlencode({'folder': folder})}" if folder else reverse("desk:inbox:list")
