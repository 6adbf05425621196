"""Who may write what to people outside."""

from __future__ import annotations

from kontor.answers.enums import DraftKind
from kontor.desk.doors import Rule
from kontor.tickets import rules

MAY: dict[DraftKind, Rule] = {DraftKind.INQUIRY: rules.may_inquire, DraftKind.FORWARD: rules.may_forward}
