"""Who may do what at every address: one line each, to be read like a table; ``lines.py`` says how."""

from __future__ import annotations

from tests.architecture.permission_table import desk, entrance, mail, people, telephony, tenants, texts, ticket, work
from tests.architecture.permission_table.lines import PEOPLE, Line

AREAS = (entrance, desk, ticket, mail, telephony, texts, work, people, tenants)
TABLE: dict[str, Line] = {name: line for area in AREAS for name, line in area.LINES.items()}

__all__ = ["AREAS", "PEOPLE", "TABLE", "Line"]
