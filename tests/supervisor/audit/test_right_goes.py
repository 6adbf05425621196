"""An export of the audit log is on its way when the right to it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kontor.audit.domain import exporting
from kontor.audit.domain.recording import record_change
from kontor.org.models import AgentGroup, Grant
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.support.client import Browser
from tests.support.scoping import everywhere

Clients = Callable[..., Browser]


@pytest.fixture
def role(bela: User, nordlicht_service: AgentGroup) -> Role:
    """Bela may export the log of one tenant."""
    role = make_role(permissions=["audit.read", "audit.export"])
    make_grant(bela, role, nordlicht_service)
    return role


def _begun(browser: Browser, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """Batch by batch, the first of which is there: heading and an entry. More was to come."""
    monkeypatch.setattr(exporting, "BATCH", 1)
    with everywhere():
        for name in ("eins", "zwei"):
            record_change("changed", tenant, by=None, tenant_id=tenant.pk, label=name)
    pieces: Iterator[bytes] = browser.post(reverse("supervisor:audit:export")).streaming_content  # type: ignore[attr-defined]
    assert "eins" in (next(pieces) + next(pieces)).decode()
    return pieces


def _leaves(user: User, _tenant: Tenant, _role: Role) -> None:
    User.objects.filter(pk=user.pk).update(active=False)


def _is_gone(user: User, _tenant: Tenant, _role: Role) -> None:
    User.objects.filter(pk=user.pk).update(deleted_at="2026-01-01T00:00Z")


def _loses_the_role(user: User, _tenant: Tenant, role: Role) -> None:
    Grant.objects.filter(user=user, role=role).delete()


def _role_loses_the_right(_user: User, _tenant: Tenant, role: Role) -> None:
    Role.objects.filter(pk=role.pk).update(permissions=["audit.read"])


def _tenant_is_off(_user: User, tenant: Tenant, _role: Role) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(active=False)


@pytest.mark.parametrize("goes", [_leaves, _is_gone, _loses_the_role, _role_loses_the_right, _tenant_is_off])
def test_it_breaks_off(
    client_for: Clients,
    bela: User,
    nordlicht: Tenant,
    role: Role,
    monkeypatch: pytest.MonkeyPatch,
    goes: Callable[[User, Tenant, Role], None],
) -> None:
    """Nobody takes for whole what they got."""
    pieces = _begun(client_for(bela, nordlicht), nordlicht, monkeypatch)
    with everywhere():
        goes(bela, nordlicht, role)

    with pytest.raises(PermissionDenied):
        next(pieces)


def test_it_goes_on_while_the_right_is_there(
    client_for: Clients, bela: User, nordlicht: Tenant, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = _begun(client_for(bela, nordlicht), nordlicht, monkeypatch)

    assert "zwei" in next(pieces).decode()


def test_a_right_in_the_installation_needs_no_group_of_a_tenant(
    client_for: Clients, ada: User, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its people see the log of a tenant that is switched off, too."""
    pieces = _begun(client_for(ada), nordlicht, monkeypatch)
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(active=False)
    assert "zwei" in next(pieces).decode()
    with everywhere():
        Grant.objects.filter(user=ada).delete()

    with pytest.raises(PermissionDenied):
        next(pieces)
