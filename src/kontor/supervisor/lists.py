"""What the lists of the areas have in common: that of what is deleted, where their buttons lead, what they say when
they are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.org.middleware import DeskRequest
from kontor.supervisor.columns import DELETED_AT
from kontor.ui.listing import Action, Column, Listing

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


def deleted_list(area: str, label: StrOrPromise, *columns: Column, write: str) -> Listing:
    """What is deleted in an area whose rows are tenants'; whoever may ``write`` restores it."""
    return Listing(
        f"deleted-{area.replace('_', '-')}",
        label,
        columns=(*columns, DELETED_AT),
        default_sort=("-deleted",),
        colour=lambda row: int(row.tenant.colour),
        actions=(Action(gettext_lazy("Restore"), f"supervisor:{area}:restore", icon="restore", permission=write),),
    )


def deleted_context(title: StrOrPromise) -> dict[str, Any]:
    return {"empty_title": title, "empty_text": _("What is deleted can be restored here.")}
