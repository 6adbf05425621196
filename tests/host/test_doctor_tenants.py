from __future__ import annotations

from kontor.host.doctor.finding import Level
from kontor.host.doctor.tenants import check_tenants
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account, make_no_reply_address
from tests.support.scoping import in_scope


def found() -> list[tuple[Level, str]]:
    findings = list(check_tenants())
    assert all(finding.advice for finding in findings if finding.level != Level.GOOD)
    return [(finding.level, finding.sentence) for finding in findings]


def test_what_is_wrong_with_a_tenant_in_use_is_said(nordlicht: Tenant, billing: Category, anna: User) -> None:
    account = make_account(nordlicht)
    with in_scope(nordlicht):
        set_fallback(account, billing, by=None)

    assert found() == [
        (
            Level.WARNING,
            "The tenant Nordlicht Energie: The tenant has no do-not-reply address for automatic mail. Name one.",
        )
    ]


def test_what_is_only_open_is_not_said(nordlicht: Tenant, billing: Category, anna: User) -> None:
    account = make_account(nordlicht)
    with in_scope(nordlicht):
        set_fallback(account, billing, by=None)
    make_no_reply_address(nordlicht)

    assert found() == [(Level.GOOD, "Nothing is wrong with the tenant Nordlicht Energie.")]


def test_a_tenant_that_is_not_in_use_is_left_alone(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)

    assert found() == []
