"""A ticket that is lent."""

from __future__ import annotations

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_note


@pytest.fixture
def lent(ticket: Ticket, claims: Category, anna: User) -> Ticket:
    make_note(ticket, anna, "Nur für uns.")
    lend_ticket(ticket, claims)
    return ticket
