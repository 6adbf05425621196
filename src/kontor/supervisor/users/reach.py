"""The tab that says what a person can see and do, and why."""

from __future__ import annotations

from typing import Any, cast

from kontor.org.domain.access import load_access
from kontor.org.domain.reach import reach_of
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.ui.mask import Mask
from kontor.ui.navigation import places_for


def reach_context(request: Any, mask: Mask) -> dict[str, Any]:
    """In the tenants in which one may look at people."""
    asked, user = cast(DeskRequest, request), cast(User, mask.thing)
    seen = asked.access.tenants_with("users.read")
    access = load_access(user, seen)
    return {"reach": reach_of(user, access, tenants=seen), "pages": places_for(asked, user, access)}
