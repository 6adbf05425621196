"""Categories in the administration."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]

LIST = "/supervisor/categories/"

NEW = f"{LIST}new/"


def tab_of(category: Category, tab: str) -> str:
    return reverse("supervisor:categories:tab", args=[category.pk, tab])


def saved_row(category: Category) -> Category:
    with everywhere():
        return Category.objects.select_related("main_category").get(pk=category.pk)


@pytest.fixture
def reader(nordlicht_service: AgentGroup) -> User:
    """May look at categories of the first tenant, not change them."""
    user = make_user("Rita Rast", username="rita")
    make_grant(user, make_role("Lesen", ["supervisor.access", "categories.read"]), nordlicht_service)
    return user
