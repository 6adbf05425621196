"""The demo's companies."""

from __future__ import annotations

from kontor.demo.content.organization import CLOSING_CODES, DemoCategory
from kontor.demo.organization import _build_category
from kontor.org.models import AgentGroup, ClosingCode
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


def test_two_categories_of_a_company_share_its_closing_codes(nordlicht: Tenant, nordlicht_service: AgentGroup) -> None:
    plans = [DemoCategory(name, "Zähler", "", closing_codes=True) for name in ("Ablesung", "Tausch")]

    with in_scope(nordlicht):
        categories = [_build_category(nordlicht, plan, nordlicht_service) for plan in plans]

        assert ClosingCode.objects.count() == len(CLOSING_CODES)
        assert [category.closing_codes.count() for category in categories] == [len(CLOSING_CODES)] * 2
