"""The event stream of a page: ids of what has changed, never content."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from kontor.live.listener import listen


@require_GET
async def stream(request: HttpRequest) -> HttpResponseBase:
    """Ends when the person's rights, tenant choice or sign-in change, or those of whoever looks through their eyes; the
    page then asks for a new one."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    tenants = cast("tuple[int, ...]", request.access.tenants)  # type: ignore[attr-defined]
    looker = getattr(request, "looker", None)
    said = listen(
        request.user.pk,
        frozenset(tenants),
        began=_began(request),
        looker_id=looker.pk if looker else None,
        asked=request.began,  # type: ignore[attr-defined]
    )
    return StreamingHttpResponse(
        said,
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _began(request: HttpRequest) -> float | None:
    """When the page that asks began to be made; a page that comes back after a break does not say, and loads anew."""
    try:
        return float(request.GET["began"])
    except (KeyError, ValueError):
        return None


# Asked without sign-in it answers 401 itself: a redirect would only confuse the browser's event source.
stream.public = True  # type: ignore[attr-defined]
stream.needs_tenant = False  # type: ignore[attr-defined]
