"""The tab that says what a person can see and do, and why; and looking through their eyes."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from kontor.org.domain.access import load_access
from kontor.org.domain.eyes import RIGHT, Sight, begin_looking, sight_of
from kontor.org.domain.reach import reach_of
from kontor.org.looking import start_looking
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.users.access import get_user
from kontor.ui.htmx import redirect
from kontor.ui.mask import Mask
from kontor.ui.navigation import places_for


def reach_context(request: Any, mask: Mask) -> dict[str, Any]:
    """In the tenants in which one may look at people."""
    asked, user = cast(DeskRequest, request), cast(User, mask.thing)
    seen = asked.access.tenants_with("users.read")
    access = load_access(user, seen)
    return {
        "reach": reach_of(user, access, tenants=seen),
        "pages": places_for(asked, user, access),
        "may_look": asked.access.may_anywhere(RIGHT) and _sight(asked, user) is not None,
    }


@require_POST
def look(request: DeskRequest, user_id: int) -> HttpResponse:
    """From the next page on one sees what the person would see. The reason stands in the audit log and is shown to
    them."""
    user = get_user(request, user_id)
    need_anywhere(request, RIGHT)
    sight = _sight(request, user)
    begin_looking(user, sight, reason=request.POST.get("reason", "")[:200], by=request.user)
    if sight is not None:
        start_looking(request, sight)
    return redirect(request, "/")


def _sight(request: DeskRequest, user: User) -> Sight | None:
    return sight_of(user, request.access, [tenant.id for tenant in request.tenants])
