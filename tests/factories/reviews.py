"""Rules of release and sampling, and drafts that fall under them."""

from __future__ import annotations

from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


def make_review_rule(
    tenant: Tenant,
    purpose: ReviewPurpose = ReviewPurpose.RELEASE,
    *,
    category: Category | None = None,
    agent: User | None = None,
    finding: str = "",
    percent: int = 100,
) -> ReviewRule:
    with in_scope(tenant):
        return ReviewRule.objects.create(
            tenant=tenant, purpose=purpose, category=category, agent=agent, finding=finding, percent=percent
        )
