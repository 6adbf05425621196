"""Columns that many lists have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.ui.listing import Choice, Column, Text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHANGED_AT = Column("changed", _("Changed"), "changed_at", sort="changed_at", cell=cells.moment)
DELETED_AT = Column("deleted", _("Deleted"), "deleted_at", sort="deleted_at", cell=cells.moment)


def name_column(label: StrOrPromise = "") -> Column:
    """What rows of tenants are called."""
    return Column(
        "name",
        label or _("Name"),
        sort=("sort_key", "name"),
        filter=Text("name"),
        fixed=True,
        cell=cells.name_in_tenant,
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
        cell=cells.line,
    )
