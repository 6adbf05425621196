"""Administration: tenants, the installation, settings in force, audit and privacy."""

from __future__ import annotations

from tests.architecture.permission_table.lines import (
    ADMINISTRATOR,
    ADMINISTRATOR_OF_TENANT,
    NOT_SO,
    SUPERVISOR,
    SUPERVISOR_OF_TENANT,
    Line,
)

LINES = {
    # supervisor
    "supervisor:acknowledgements": Line(SUPERVISOR, NOT_SO),
    "supervisor:index": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:recomputation": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    # supervisor:tenants
    "supervisor:tenants:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:tenants:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    # Ada is refused, because it has tickets.
    "supervisor:tenants:assistant-start": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:tenants:assistant": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:assistant-step": Line(
        ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT, words={"step": "general"}
    ),
    "supervisor:tenants:assistant-leave": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:tenants:like-choose": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:tenants:like": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:delete": Line(NOT_SO, "sign-in choice 403 403 403 nothing", selected="tenant_id"),
    "supervisor:tenants:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:tenants:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_tenant_id"),
    "supervisor:tenants:edit": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:no-reply-add": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:no-reply-default": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"address_id": "no_reply_id"}),
    "supervisor:tenants:no-reply-change": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"address_id": "no_reply_id"}),
    "supervisor:tenants:no-reply-remove": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"address_id": "no_reply_id"}),
    "supervisor:tenants:dialled": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:test-call": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:test-call-progress": Line("sign-in choice 403 404 403 404", NOT_SO),
    "supervisor:tenants:checks": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:try-letters": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:trial": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:trial-progress": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:subject": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:tab": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT, words={"tab": "general"}),
    "supervisor:tenants:pdf:directory": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:letterhead": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:letterhead-preview": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet-new": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet-preview": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet-default": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet-reset": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet-delete": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:stylesheet-restore": Line(
        NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"stylesheet_id": "deleted_stylesheet_id"}
    ),
    "supervisor:tenants:pdf:stylesheet-compare": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:pdf:stylesheet-take-back": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:picture-add": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:picture-content": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:pdf:picture-replace": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:picture-delete": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:picture-restore": Line(
        NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"asset_id": "deleted_asset_id"}
    ),
    "supervisor:tenants:pdf:postage-add": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:postage-change": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:pdf:postage-remove": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    # supervisor:tenant_files: everything of a tenant, so only for who administers the installation
    "supervisor:tenant_files:files": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:tenant_files:export": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenant_files:schema": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:tenant_files:compare": Line(ADMINISTRATOR, NOT_SO),
    # supervisor:system
    "supervisor:system:settings": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:system:tab": Line(ADMINISTRATOR, ADMINISTRATOR, words={"tab": "org"}),
    # supervisor:effective
    "supervisor:effective:find": Line(SUPERVISOR, NOT_SO),
    "supervisor:effective:where": Line(SUPERVISOR, NOT_SO, words={"setting": "tickets-reopen_days"}),
    "supervisor:effective:system": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:effective:tenant": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:effective:category": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:effective:account": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:effective:user": Line(SUPERVISOR, NOT_SO),
    "supervisor:effective:system-change": Line(ADMINISTRATOR, ADMINISTRATOR, words={"setting": "tickets-reopen_days"}),
    "supervisor:effective:tenant-change": Line(
        ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT, words={"setting": "tickets-reopen_days"}
    ),
    "supervisor:effective:category-change": Line(
        SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT, words={"setting": "tickets-reopen_days"}
    ),
    "supervisor:effective:user-change": Line(ADMINISTRATOR, ADMINISTRATOR, words={"setting": "routing-capacity"}),
    # supervisor:audit
    "supervisor:audit:log": Line(SUPERVISOR, NOT_SO),
    "supervisor:audit:of": Line(SUPERVISOR, NOT_SO),
    "supervisor:audit:chains": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:audit:export": Line(NOT_SO, ADMINISTRATOR),
    # supervisor:privacy
    "supervisor:privacy:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:privacy:show": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:privacy:certificate": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:privacy:certificate-pdf": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:privacy:cancel": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:privacy:holds": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:privacy:new-hold": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:privacy:lift": Line(NOT_SO, ADMINISTRATOR, selected="hold_id"),
    "supervisor:privacy:tenants": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:privacy:retention": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
}
