"""Columns that many lists have in common."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.ui.listing import Choice, Column

CHANGED_AT = Column("changed", _("Changed"), "changed_at", sort="changed_at", template="supervisor/_moment.html")
DELETED_AT = Column("deleted", _("Deleted"), "deleted_at", sort="deleted_at", template="supervisor/_moment.html")


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
