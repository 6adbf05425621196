"""The ledger as a queue."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from tests.support.scoping import everywhere


@pytest.fixture
def general(general_account: MailAccount, claims: Category) -> MailAccount:
    """A general account whose mail goes to the second tenant unless a rule says otherwise."""
    with everywhere():
        set_fallback(general_account, claims, by=None)
    return general_account
