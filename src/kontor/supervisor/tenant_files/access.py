"""The door to tenants as files: a file tells and changes everything of a tenant; it takes the rights of all masks."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.supervisor.tenants.like.access import CONFIGURATION

WRITE = "tenants.write"
READS = CONFIGURATION | {WRITE}
CHANGES = READS | {
    "accounts.write",
    "automatic.write",
    "blocks.write",
    "categories.write",
    "closing_codes.write",
    "escalations.write",
    "groups.write",
    "hours.write",
    "library.write",
    "modules.write",
    "overflow.write",
    "privacy.write",
    "reviews.write",
    "service_levels.write",
    "stylesheets.write",
    "templates.write",
    "users.write",
    "words.write",
}
"""What one may do by hand who does it with a file."""


def reads_files(access: Access) -> bool:
    return all(access.may(right, tenant_id=0) for right in READS)


def applies_files(access: Access) -> bool:
    return all(access.may(right, tenant_id=0) for right in CHANGES)


def need_reads(request: DeskRequest) -> None:
    """403 unless the person may see everything of every tenant."""
    if not reads_files(request.access):
        raise PermissionDenied


def need_changes(request: DeskRequest) -> None:
    """403 unless the person may also change all of it."""
    if not applies_files(request.access):
        raise PermissionDenied
