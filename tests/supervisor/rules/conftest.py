"""Rules in the administration."""

from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category
from kontor.routing.models import CategoryRule
from tests.factories.routing import make_rule
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]

LIST = "/supervisor/rules/"


def rule_of(category: Category, *words: str, in_force: bool = False, **values: object) -> CategoryRule:
    return make_rule(category, *words, in_force=in_force, **values)


def names_in() -> list[str]:
    with everywhere():
        return [rule.name for rule in CategoryRule.objects.order_by("position")]
