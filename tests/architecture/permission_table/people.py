"""Administration: users, roles, groups, categories, absences."""

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
    # supervisor:users
    "supervisor:users:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:users:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:users:change": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:delete": Line(NOT_SO, ADMINISTRATOR, selected="user_id"),
    "supervisor:users:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:users:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_user_id"),
    "supervisor:users:edit": Line(SUPERVISOR, ADMINISTRATOR),
    "supervisor:users:role-give": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:role-take": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:look": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:session-end": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:sessions-end": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:tab": Line(SUPERVISOR, ADMINISTRATOR, words={"tab": "general"}),
    # supervisor:roles
    "supervisor:roles:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:roles:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:roles:delete": Line(NOT_SO, ADMINISTRATOR, selected="unused_role_id"),
    "supervisor:roles:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:roles:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_role_id"),
    "supervisor:roles:edit": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:roles:tab": Line(ADMINISTRATOR, ADMINISTRATOR, words={"tab": "general"}),
    # supervisor:groups
    "supervisor:groups:tree": Line(SUPERVISOR, NOT_SO),
    "supervisor:groups:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:groups:new-system-group": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:groups:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:groups:edit": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:groups:add-members": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:groups:take-out-members": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:groups:delete": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:groups:restore": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"group_id": "deleted_group_id"}),
    # supervisor:categories
    "supervisor:categories:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:categories:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:categories:internal-name": Line(SUPERVISOR, NOT_SO),
    "supervisor:categories:delete": Line(NOT_SO, SUPERVISOR, selected="unused_category_id"),
    "supervisor:categories:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:categories:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_category_id"),
    "supervisor:categories:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:categories:tab": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT, words={"tab": "general"}),
    # supervisor:absences
    "supervisor:absences:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:absences:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:absences:edit": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:absences:end": Line(NOT_SO, SUPERVISOR),
    # supervisor:breaks
    "supervisor:breaks:list": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:breaks:delete": Line(NOT_SO, ADMINISTRATOR),
}
