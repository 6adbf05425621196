"""What belongs to one tenant for ever is not given to the first of the alphabet because nobody looked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
CHOSEN = re.compile(r'<select name="(?:\w+-)?tenant".*?</select>', re.S)
NEW = [
    "alarms:new", "blocks:new", "categories:new", "closing_codes:new", "experts:new", "hours:new",
    "library:new", "modules:new", "modules:new-group", "reply_templates:new", "reviews:new", "rules:new-keywords",
    "service_levels:new", "words:new",
]  # fmt: skip


@pytest.mark.parametrize("name", NEW)
def test_of_several_tenants_none_is_chosen_and_the_only_one_is(
    client_for: ClientFor, ada: User, sven: User, nordlicht: Tenant, alpina: Tenant, name: str
) -> None:
    pages = [client_for(who, nordlicht).get(reverse(f"supervisor:{name}")).content.decode() for who in (ada, sven)]

    fields = [match[0] for page in pages if (match := CHOSEN.search(page))]
    assert "Choose a tenant</option>" in fields[0]
    assert not re.findall(r'value="\d+" selected', fields[0])
    assert all("Choose a tenant" not in field for field in fields[1:])


def test_no_tenant_is_said_at_its_field(client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    answer = client_for(ada).post(reverse("supervisor:closing_codes:new"), {"tenant": "", "code": "01", "name": "Gut"})

    assert (answer.status_code, answer.context["mask"].form.errors["tenant"]) == (422, ["Choose a tenant."])
