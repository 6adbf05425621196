"""The scope for tests, from tenants as well as from ids."""

from __future__ import annotations

from contextlib import AbstractContextManager

from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def in_scope(*tenants: Tenant | int) -> AbstractContextManager[None]:
    """See and change rows of these tenants only; 0 stands for the installation."""
    return scope(*(tenant if isinstance(tenant, int) else tenant.pk for tenant in tenants))


def everywhere() -> AbstractContextManager[None]:
    """See and change the rows of all tenants and of the installation."""
    return scope(INSTALLATION, *every_tenant())
