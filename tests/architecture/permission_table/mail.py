"""Administration: mail accounts, received and outgoing mail, the block list."""

from __future__ import annotations

from tests.architecture.permission_table.lines import (
    ADMINISTRATOR,
    ADMINISTRATOR_OF_TENANT,
    NOT_SO,
    OF_TENANT,
    SUPERVISOR,
    SUPERVISOR_OF_TENANT,
    WITH_TENANT,
    Line,
)

LINES = {
    # supervisor:accounts
    "supervisor:accounts:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:accounts:system": Line(SUPERVISOR, NOT_SO),
    "supervisor:accounts:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:accounts:delete": Line(NOT_SO, ADMINISTRATOR, selected="account_id"),
    "supervisor:accounts:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:accounts:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_account_id"),
    "supervisor:accounts:edit": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:fetch": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:signed-in": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:accounts:sign-in": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:accounts:test": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:test-progress": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:accounts:signature": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:signature-remove": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:tab": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT, words={"tab": "general"}),
    # supervisor:arrivals
    "supervisor:arrivals:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:arrivals:held": Line(SUPERVISOR, NOT_SO),
    "supervisor:arrivals:again": Line(NOT_SO, SUPERVISOR, selected="arrival_id"),
    "supervisor:arrivals:place": Line(NOT_SO, "sign-in choice 403 403 nothing nothing", selected="arrival_id"),
    "supervisor:arrivals:leave": Line(NOT_SO, SUPERVISOR, selected="arrival_id"),
    "supervisor:arrivals:days": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:arrivals:check": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:shadow": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:arrivals:shadow-run": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:arrivals:shadow-cancel": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:shadow-repair": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:shadow-take-back": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:arrivals:to-ticket": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:ticket": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:journeys": Line(WITH_TENANT, NOT_SO),
    "supervisor:arrivals:journey-of-message": Line(OF_TENANT, NOT_SO),
    "supervisor:arrivals:journey": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    # supervisor:outgoing
    "supervisor:outgoing:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:outgoing:release": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:outgoing:discard": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    # supervisor:blocks
    "supervisor:blocks:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:blocks:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:blocks:remove": Line(NOT_SO, SUPERVISOR, selected="block_id"),
}
