"""Where a template or a file is used, with addresses; and the page that says why it is not deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from kontor.org.middleware import DeskRequest
from kontor.preferences.uses import InUse, Use
from kontor.ui.htmx import fragment, message, redirect

MASKS = {
    "template": "supervisor:reply_templates:edit",
    "module": "supervisor:modules:edit",
    "category": "supervisor:categories:edit",
    "tenant": "supervisor:tenants:edit",
    "user": "supervisor:users:edit",
    "automatic": "supervisor:automatic:edit",
    "escalations.agreement": "supervisor:overflow:show",
}
"""The mask of what uses it, by the code of the use."""


def with_addresses(uses: Sequence[Use]) -> list[tuple[Use, str]]:
    """Each use with the address of its mask, "" where there is none."""
    return [(use, _address(use)) for use in uses]


def answer_deletion(
    request: DeskRequest, delete: Callable[[], int], say: Callable[[int], str], *, back: str
) -> HttpResponse:
    """Delete and say how many, then show the list ``back``; or a page with all that uses what was chosen."""
    try:
        with transaction.atomic():
            count = delete()
    except InUse as refusal:
        found = [(thing, with_addresses(uses)) for thing, uses in refusal.found]
        context = {"sentence": str(refusal), "found": found, "back": reverse(back)}
        return fragment(request, "supervisor/in_use.html", context, status=409)
    message(request, say(count))
    return redirect(request, reverse(back))


def _address(use: Use) -> str:
    mask = MASKS.get(use.code)
    return reverse(mask, args=[use.object_id]) if mask and use.object_id else ""
