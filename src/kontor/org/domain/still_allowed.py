"""Whether somebody still has a right: for what goes on after the request in which it was asked."""

from __future__ import annotations

from collections.abc import Collection

from kontor.org.domain.access import load_access
from kontor.org.domain.tenant_choice import still_valid
from kontor.people.domain.users import active_user


def still_may(user_id: int, permission: str, *, tenant_ids: Collection[int]) -> bool:
    """In each of these tenants (0: the installation), which are the scope; and they may still sign in for each."""
    user = active_user(user_id)
    if user is None:
        return False
    access = load_access(user, tuple(tenant_ids))
    open_to = set(tenant_ids) if access.installation else {tenant.id for tenant in still_valid(user)}
    return all(each in open_to and access.may(permission, tenant_id=each) for each in tenant_ids)
