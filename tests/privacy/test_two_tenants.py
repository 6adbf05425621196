"""Erasures of one tenant where the rows of two, and those of the installation, are in the scope."""

from __future__ import annotations

from kontor.privacy.domain.asking import erasures_of
from kontor.privacy.enums import ErasureKind
from kontor.tenants.models import Tenant
from tests.factories.privacy import make_erasure
from tests.support.scoping import everywhere


def test_erasures_of_a_tenant_and_of_the_installation(nordlicht: Tenant, alpina: Tenant) -> None:
    ours, _theirs = (make_erasure(tenant) for tenant in (nordlicht, alpina))
    everybodys = make_erasure(None, None, kind=ErasureKind.RETENTION)
    with everywhere():
        assert set(erasures_of([nordlicht.pk])) == {ours}
        assert set(erasures_of([nordlicht.pk], installation=True)) == {ours, everybodys}
