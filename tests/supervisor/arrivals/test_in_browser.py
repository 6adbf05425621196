"""The ledger's pages in a real browser: axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser as Chromium

from kontor.channels.models import MailAccount
from kontor.intake.models import FolderCheck, ShadowDifference
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.intake import make_arrival, make_held, make_shadow_run
from tests.support.axe import faults_wide_and_narrow
from tests.support.chromium import page_of
from tests.support.client import Browser
from tests.support.processes import Web
from tests.support.scoping import in_scope

pytestmark = pytest.mark.browser


def _pages(tenant: Tenant, account: MailAccount) -> list[str]:
    """Each page with something on it."""
    held = make_held(account, subject="Zählerstand", text="Guten Tag, hier ist mein Zählerstand.")
    make_arrival(account)
    make_held(account, stored_at=clock.now() - timedelta(days=2))
    run = make_shadow_run(tenant, total=9, looked_at=9)
    with in_scope(tenant):
        FolderCheck.objects.create(
            tenant=tenant,
            account=account,
            account_owner=account.owner,
            day=timezone.localdate(),
            checked_at=clock.now(),
            listed=9,
            known=7,
            missing=["1:4", "1:5"],
        )
        changes = {"subject": ["Z??hlerstand", "Zählerstand"], "text": ["", "Guten Tag. " * 60]}
        ShadowDifference.objects.create(tenant=tenant, run=run, arrival=held, changes=changes)
    names = [("days", account.pk), ("show", held.pk), ("shadow",), ("shadow-run", run.pk)]
    return [reverse(f"supervisor:arrivals:{name}", args=args) for name, *args in names]


def test_pages_break_no_rule(
    site: Web,
    window: Chromium,
    client_for: Callable[..., Browser],
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    ticket: Ticket,
) -> None:
    page = page_of(site, window, client_for(ada, nordlicht), language="de")

    for address in _pages(nordlicht, nordlicht_account):
        page.goto(address)
        page.wait_for_selector("html[data-started]")

        assert faults_wide_and_narrow(page) == [], address
