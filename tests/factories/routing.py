"""Makers of category rules, in force at once, as if somebody had activated them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kontor.org.models import Category
from kontor.routing.domain.conditions import Condition, recipient_is, sender_is, subject_has, text_has
from kontor.routing.domain.rules import create_rule
from kontor.routing.domain.versions import activate_draft
from kontor.routing.models import CategoryRule, RuleVersion
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere


def make_rule(
    category: Category,
    *subject: str,
    text: Iterable[str] = (),
    senders: Iterable[str] = (),
    recipients: Iterable[str] = (),
    conditions: Iterable[Condition] = (),
    in_force: bool = True,
    **values: Any,
) -> CategoryRule:
    """A rule after the tenant's others; ``subject`` are words of which one must be in the subject."""
    asked = [
        *((subject_has(*subject),) if subject else ()),
        *((text_has(*text),) if text else ()),
        *((sender_is(*senders),) if senders else ()),
        *((recipient_is(*recipients),) if recipients else ()),
        *conditions,
    ]
    with everywhere():
        rule = create_rule(category, conditions=asked, by=None, **values)
        if in_force:
            activate_draft(category.tenant_id, by=None)
    return rule


def activate(tenant: Tenant) -> RuleVersion:
    """The draft counts."""
    with everywhere():
        return activate_draft(tenant.pk, by=None)
