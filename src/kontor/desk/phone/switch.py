"""Whether the desk shows anything of calls, and of whose."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from kontor.calls.preferences import INTEGRATION
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.preferences.types import Holder


def is_on(request: HttpRequest) -> bool:
    """Call integration is on, and the person may telephone somewhere. Asks no database."""
    access = getattr(request, "access", None)
    if not isinstance(access, Access) or not access.may_anywhere("calls.place"):
        return False
    return INTEGRATION.get(cast(Holder, access.system))


def is_on_for(request: HttpRequest, tenant_id: int) -> bool:
    """Call integration is on, and the person may telephone for this tenant. Asks no database."""
    return is_on(request) and bool(cast(DeskRequest, request).access.may("calls.place", tenant_id=tenant_id))
