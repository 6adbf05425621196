"""``/metrics/``: the installation in figures, for Prometheus and whatever reads its format."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kontor.entrance.doors import public
from kontor.entrance.exposition import CONTENT_TYPE, metrics
from kontor.entrance.eyes import seen_through_eyes


@seen_through_eyes
@public
@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings the token of the settings (RFC 6750); without one there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        refused = HttpResponse("The token is missing or wrong.\n", status=401, content_type="text/plain; charset=utf-8")
        refused["WWW-Authenticate"] = 'Bearer realm="kontor"'
        return refused
    return HttpResponse(metrics(), content_type=CONTENT_TYPE)
