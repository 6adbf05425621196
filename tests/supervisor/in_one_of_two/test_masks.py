"""A mask that one may only look at in one tenant has its fields switched off there, and on in the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.tenants.models import Tenant
from tests.factories.customers import make_expert
from tests.factories.escalations import rule_in_force, waits
from tests.factories.org import make_closing_code
from tests.factories.reports import make_alarm
from tests.factories.sla import make_calendar, make_service_level
from tests.factories.texts import make_library_file, make_module, make_template
from tests.support.client import Browser

ROWS: Mapping[str, Callable[[Tenant, Category], Any]] = {
    "alarms": lambda tenant, _category: make_alarm(tenant),
    "categories": lambda _tenant, category: category,
    "closing_codes": lambda _tenant, category: make_closing_code(category),
    "escalations": lambda tenant, _category: rule_in_force(tenant, waits(30)).rule,
    "experts": lambda tenant, _category: make_expert(tenant),
    "hours": lambda tenant, _category: make_calendar(tenant),
    "library": lambda tenant, _category: make_library_file(tenant),
    "modules": lambda tenant, _category: make_module(tenant),
    "reply_templates": lambda tenant, _category: make_template(tenant),
    "service_levels": lambda tenant, _category: make_service_level(tenant),
}
RIGHTS = {"alarms": "board", "reply_templates": "templates"}


@pytest.mark.parametrize("area", ROWS)
def test_fields_are_on_where_one_may_write(
    client_of_both: Callable[..., Browser],
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    area: str,
) -> None:
    browser = client_of_both(f"{RIGHTS.get(area, area)}.read")
    rows = [ROWS[area](*place) for place in ((nordlicht, billing), (alpina, claims))]

    pages = [browser.get(reverse(f"supervisor:{area}:edit", args=[row.pk])).context for row in rows]

    fields = [list(page["mask"].form.fields.values()) for page in pages]
    assert [{field.disabled for field in each} for each in fields] == [{False}, {True}]
    assert [page["may_write"] for page in pages] == [True, False]
