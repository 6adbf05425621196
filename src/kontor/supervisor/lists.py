"""What the lists of the areas have in common: where their buttons lead, and what they say when they are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.org.middleware import DeskRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def living_context(
    request: DeskRequest, area: str, write: str, *, title: StrOrPromise, text: StrOrPromise
) -> dict[str, Any]:
    """Of the list of an area: whoever may ``write`` somewhere is led to a new row and to the deleted ones."""
    may_write = request.access.may_anywhere(write)
    return {
        "new_url": reverse(f"supervisor:{area}:new") if may_write else "",
        "restore_url": reverse(f"supervisor:{area}:deleted") if may_write else "",
        "empty_title": title,
        "empty_text": text,
    }


def deleted_context(title: StrOrPromise) -> dict[str, Any]:
    return {"empty_title": title, "empty_text": _("What is deleted can be restored here.")}
