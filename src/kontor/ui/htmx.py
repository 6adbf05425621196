"""One view, two answers: the page for a visit, a part of it for htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django_htmx.http import HttpResponseLocation
from django_htmx.middleware import HtmxDetails

LEVELS = {"info": messages.INFO, "success": messages.SUCCESS, "near": messages.WARNING}


class HtmxRequest(HttpRequest):
    """A request that went through django-htmx's middleware."""

    htmx: HtmxDetails


def fragment(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """``template#partial`` for htmx, the whole page otherwise. A partial with a dot is a template of its own."""
    name = template
    if partial and wants_fragment(request):
        name = partial if "." in partial else f"{template}#{partial}"
    response = HttpResponse(render_to_string(name, dict(context or {}), request), status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Did htmx ask for a part of the page? (Going back in history or boosting asks for all of it.)"""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(details and not details.history_restore_request and not details.boosted)


def message(request: HttpRequest, text: object, level: str = "success", *, undo_url: str = "") -> None:
    """Say something once: with the next page, or in this answer when htmx gets it. ``undo_url`` takes a POST."""
    messages.add_message(request, LEVELS[level], str(text), extra_tags=undo_url)


def redirect(request: HttpRequest, url: str, *, target: str = "") -> HttpResponse:
    """Go there: a redirect, or for htmx a visit without a reload of the frame (``target``) or with one."""
    if not wants_fragment(request):
        return HttpResponseRedirect(url)
    if target:
        return HttpResponseLocation(url, target=target)
    return HttpResponse(headers={"HX-Redirect": url})
