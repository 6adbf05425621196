"""Columns that many lists have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.ui.listing import Choice, Column, Text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHANGED_AT = Column("changed", _("Changed"), "changed_at", sort="changed_at", template="supervisor/_moment.html")
DELETED_AT = Column("deleted", _("Deleted"), "deleted_at", sort="deleted_at", template="supervisor/_moment.html")


def name_column(area: str, label: StrOrPromise = "") -> Column:
    """What the rows of an area are called, with the area's own way of showing it."""
    return Column(
        "name",
        label or _("Name"),
        sort=("sort_key", "name"),
        filter=Text("name"),
        fixed=True,
        template=f"supervisor/{area}/_name.html",
    )


def tenant_column(permission: str) -> Column:
    """The tenant of a row, to be filtered by those in which the person has the permission."""

    def tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
        return tenant_choices_with(request.access, permission)

    return Column(
        "tenant",
        _("Tenant"),
        "tenant.name",
        sort="tenant__sort_key",
        filter=Choice("tenant_id", choices=tenant_choices, choices_for=tenants_here),
        template="supervisor/_line.html",
    )
