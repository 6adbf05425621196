"""A database that is made unsound, and sound again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from kontor.host.doctor.finding import Level
from kontor.org.models import Category
from tests.factories.tickets import make_ticket
from tests.host.doctor_isolation.looking import CATALOGUE
from tests.support.server import Server


@pytest.fixture
def after(server: Server, django_db_setup: None) -> Iterator[Callable[..., list[str]]]:
    """``after("DROP …")``: what the catalogue says once somebody with all rights has done this. It is undone."""

    def look(*statements: str) -> list[str]:
        for statement in statements:
            admin.execute(statement.encode())
        admin.execute("SET LOCAL ROLE kontor_app")
        found = [finding for check in CATALOGUE for finding in check(admin)]
        assert all(finding.advice for finding in found if finding.level != Level.GOOD)
        return [finding.sentence for finding in found if finding.level != Level.GOOD]

    with server.admin(connections["default"].settings_dict["NAME"]) as admin, admin.transaction(force_rollback=True):
        yield look


@pytest.fixture
def tickets(committed_db: str, billing: Category, claims: Category) -> None:
    """Each of the two tenants has some."""
    for category in (billing, billing, claims):
        make_ticket(category)
