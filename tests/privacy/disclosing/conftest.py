"""Jana, and what is kept of her."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from kontor.customers.models import Customer
from kontor.people.models import User
from kontor.privacy.domain.disclosing import (
    ask_disclosure,
    disclosures_of,
    open_disclosure,
)
from kontor.privacy.enums import DisclosureState
from kontor.tenants.models import Tenant
from tests.factories.customers import make_customer
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Jana Petersen", email="jana@post.example", remarks="ruft gern an")


def disclosed(customer: Customer, by: User) -> ZipFile:
    with in_scope(customer.tenant_id):
        ask_disclosure(customer, by=by)
    run_jobs("privacy.tasks.disclose")
    with in_scope(customer.tenant_id):
        row = disclosures_of(customer)[0]
        assert row.state == DisclosureState.READY
        return ZipFile(BytesIO(open_disclosure(row, by=by)))
