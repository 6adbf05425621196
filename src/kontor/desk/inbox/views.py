"""Folders, lists, and the next ticket."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.desk.doors import get_ticket
from kontor.desk.inbox.folders import FOUND, LONGEST_WORDS, find_folder, folder_groups, new_notices
from kontor.desk.inbox.lists import page_of
from kontor.desk.ticket.pane import show_again
from kontor.desk.workplace import counts_at_once, list_url, workplace
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tickets.domain.empty_folders import hide_empty
from kontor.tickets.domain.favorites import keep_favorite
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.reading import mark_read
from kontor.ui.htmx import fragment, wants_fragment


@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """The desk without a ticket; for htmx the list alone, or its next page."""
    if request.headers.get("HX-Request") and request.GET.get("after"):
        folder = find_folder(folder_groups(request), request.GET.get("folder") or "mine")
        context = {"folder": folder, "page": page_of(request, folder)}
        return fragment(request, "desk/inbox/page.html", context, partial="desk/inbox/_rows.html")
    context = workplace(request, figures=counts_at_once(request))
    return fragment(request, "desk/inbox/page.html", context, partial="desk/inbox/_list.html")


@require_GET
def folders(request: DeskRequest) -> HttpResponse:
    """The folder list alone, with fresh figures; without htmx the folder itself."""
    if not wants_fragment(request):
        return inbox(request)
    return _folder_list(request, request.GET.get("folder") or "mine")


def _folder_list(request: DeskRequest, key: str) -> HttpResponse:
    groups = folder_groups(request, shown=key)
    folder = find_folder(groups, key)
    context = {"groups": groups, "folder": folder, "notices_new": new_notices(groups)}
    return fragment(request, "desk/inbox/page.html", context, partial="desk/inbox/_folders.html")


@require_POST
def empty(request: DeskRequest) -> HttpResponse:
    """Leave the empty folders of categories out from now on, or show them; for htmx the folder list alone."""
    hide_empty(request.user, request.POST.get("hide") == "1")
    if wants_fragment(request):
        return _folder_list(request, request.POST.get("folder") or "mine")
    return redirect(list_url(request))


@require_POST
def favorite(request: DeskRequest, category_id: int) -> HttpResponse:
    """Show the folder of the category before others from now on, or no more; for htmx the folder list alone."""
    key = f"category-{category_id}"
    find_folder(folder_groups(request, figures=False, shown=key), key)
    keep_favorite(request.user, category_id, request.POST.get("keep") == "1")
    if wants_fragment(request):
        return _folder_list(request, key)
    return redirect(list_url(request))


@require_POST
def take_next(request: DeskRequest) -> HttpResponse:
    """Put the next ticket of the queue on the desk and show it; for htmx, which asks from the desk, its pane alone."""
    ticket = take_next_ticket(request.user, request.access)
    if ticket is None:
        raise Refused(_("No ticket waits in your categories that you could take."))
    if wants_fragment(request):
        mark_read(get_ticket(request, str(ticket.number)), by=request.user)
    return show_again(request, ticket)


@require_GET
def find(request: DeskRequest) -> HttpResponse:
    """The list of what fits the words: a folder like others, so that its tickets are opened beside it."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS]
    return redirect(f"{reverse('desk:inbox:list')}?{urlencode({'folder': f'{FOUND}{words}'})}")


@require_GET
def jump(request: DeskRequest) -> HttpResponse:
    """Go to the ticket whose number was typed, with or without blanks."""
    number = parse_number(request.GET.get("number", ""))
    if number is None:
        raise Refused(
            _("This is not a ticket number. It has ten digits, such as 2647 109 358; check for typing errors.")
        )
    return redirect("desk:ticket:show", number=number)
