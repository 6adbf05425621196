"""Administration: telephone systems and calls."""

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
    # supervisor:phone-systems
    "supervisor:phone-systems:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:phone-systems:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:delete": Line(NOT_SO, ADMINISTRATOR, selected="system_id"),
    "supervisor:phone-systems:edit": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:token": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:test": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:test-progress": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:phone-systems:trunks": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:trunk-remove": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:numbers": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:number-remove": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:give": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:tab": Line(ADMINISTRATOR, ADMINISTRATOR, words={"tab": "connection"}),
    # supervisor:calls
    "supervisor:calls:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:calls:export": Line(NOT_SO, SUPERVISOR),
    "supervisor:calls:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:calls:over": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:calls:recording": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    # supervisor:blocked_numbers
    "supervisor:blocked_numbers:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:blocked_numbers:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:blocked_numbers:remove": Line(NOT_SO, SUPERVISOR, selected="blocked_number_id"),
}
