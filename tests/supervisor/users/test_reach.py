"""What a person can see and do: on her mask, and in her own profile."""

from __future__ import annotations

from typing import Any

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant

EN = {"accept-language": "en"}


def test_the_mask_tells_rights_categories_and_pages(
    client_for: Any, ada: User, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    page = client_for(ada, nordlicht).get(f"/supervisor/users/{anna.pk}/reach/", headers=EN).content.decode()

    assert "Role Agent on the agent group" in page
    assert f"{billing.name}: works its tickets" in " ".join(page.split())
    assert "<strong>Desk</strong>" in page
    assert "<strong>Administration</strong>:" not in page


def test_a_supervisor_is_told_of_his_own_tenants_only(
    client_for: Any, sven: User, bela: User, nordlicht: Tenant, alpina: Tenant, claims: Category
) -> None:
    page = client_for(sven, nordlicht).get(f"/supervisor/users/{bela.pk}/reach/", headers=EN).content.decode()

    assert "Role Agent on the agent group" in page
    assert (claims.name in page, f"Rights in {alpina.name}" in page) == (False, False)


def test_one_reads_ones_own_in_the_profile(client_for: Any, anna: User, nordlicht: Tenant, billing: Category) -> None:
    page = client_for(anna, nordlicht).get("/profile/reach/", headers=EN).content.decode()

    assert "Role Agent on the agent group" in page
    assert billing.name in page
