"""Eskalation bei Engpässen: requests that wait too long are lent into a category of another tenant."""

from __future__ import annotations

from tests.flows.guide.walking import Walk

HELPER = "Bergwind Touren"


def agreement(walk: Walk) -> None:
    walk.go("Administration", "Eskalation bei Engpässen", "Neu")
    walk.fill(name="Aushilfe")
    walk.choose("lender", walk.tenant)
    walk.choose("category", f"{HELPER}: Aushilfe")
    walk.save("Anlegen")
    walk.fill(threshold="50", after="120")
    walk.save()


def switched_on(walk: Walk) -> None:
    """Which takes the consent of both sides."""
    walk.go("Administration", "Eskalation bei Engpässen")
    walk.open("Aushilfe")
    walk.save("Für beide Mandanten zustimmen")
    walk.save("Einschalten")
