"""The person's own answers that were reviewed, with score and comment."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kontor.answers.domain.samples import shown_to_author
from kontor.org.middleware import DeskRequest
from kontor.tickets.domain.notices import mark_reviews_seen
from kontor.ui.htmx import fragment

MOST = 100


@require_GET
def reviews(request: DeskRequest) -> HttpResponse:
    """The latest ones, where tenant and category let their authors see them."""
    if request.looker is None:
        mark_reviews_seen(request.user)
    samples = shown_to_author(request.access, most=MOST)
    return fragment(request, "desk/reviews/list.html", {"samples": samples})
