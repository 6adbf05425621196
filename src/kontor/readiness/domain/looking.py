"""The checklist of a tenant: every line of every check, and how many of them are left."""

from __future__ import annotations

from dataclasses import dataclass

from kontor.readiness.domain.checks import CHECKS, Facts, Line
from kontor.readiness.enums import LineState
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Readiness:
    """What a tenant has and what it lacks, at the moment it was looked at."""

    lines: list[Line]

    def of(self, state: LineState) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def hindering(self) -> list[Line]:
        """What is wrong, and what is needed and not begun."""
        return [line for line in self.lines if line.hinders]

    @property
    def green(self) -> int:
        return len(self.of(LineState.GREEN))

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def is_ready(self) -> bool:
        """Nothing is wrong and nothing is missing. Mail can be answered with what is merely open."""
        return not self.hindering


def look(tenant: Tenant) -> Readiness:
    """Look at the tenant, in its scope. A few statements, however much it has; nothing outside is asked."""
    facts = Facts(tenant)
    return Readiness([line for check in CHECKS for line in check(facts)])
