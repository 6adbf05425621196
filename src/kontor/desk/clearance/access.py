"""The door to answers that wait for release: not yours to see is 404, yours to see but not to decide is 403."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from kontor.answers.domain.clearances import clearance_by_id
from kontor.answers.models import Clearance
from kontor.answers.rules import may_clear
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest


def is_author(access: Access, clearance: Clearance) -> bool:
    return clearance.author_id == access.user_id


def get_clearance(
    request: DeskRequest, clearance_id: int, *, may: Callable[[Access, Clearance], bool] = may_clear
) -> Clearance:
    """Its author sees it, and who may decide on it."""
    clearance = clearance_by_id(clearance_id)
    access = request.access
    if clearance is None or not (is_author(access, clearance) or may_clear(access, clearance)):
        raise Http404
    if not may(access, clearance):
        raise PermissionDenied
    return clearance
