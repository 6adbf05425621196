"""A request through somebody else's eyes: their rights as far as one's own go, in a transaction that cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.middleware.csrf import rotate_token
from django.urls import Resolver404, resolve

from kontor.org.domain.access import load_access
from kontor.org.domain.eyes import RIGHT, Sight, narrowed, sight_of
from kontor.people.domain.looks import EYES, end_looking
from kontor.people.models import User
from kontor.tenants.scope import INSTALLATION, every_tenant, narrow

if TYPE_CHECKING:
    from kontor.org.middleware import DeskRequest

ADMINISTRATION = "/supervisor/"
TOKEN = "CSRF_COOKIE"
"""Where Django keeps the token of a request."""


def as_oneself(view: Any) -> Any:
    """A view that is meant for the person who looks: the way back, signing out."""
    view.as_oneself = True
    return view


@contextmanager
def look_through(request: DeskRequest) -> Iterator[None]:
    """The rest of the request is the person's who is looked through, if anybody is; PostgreSQL refuses to write.

    Stands in the scope of the person who looks, whose rights were just read. Where they may look no longer, it ends;
    what the page asked for was meant for the other person, so it is shown but not done (``entrance/eyes.py``).
    """
    if EYES not in request.session or _is_meant_for_oneself(request):
        yield
        return
    sight = _sight(request)
    if sight is None:
        stop_looking(request)
        request.look_ended = True
        yield
        return
    with transaction.atomic():
        _become(request, sight)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def start_looking(request: DeskRequest, sight: Sight) -> None:
    """The pages that come have another token for forms, so that those left open can send nothing after the end."""
    tenants = [tenant.id for tenant in sight.tenants]
    request.session[EYES] = {"user": sight.person.pk, "tenants": tenants, "token": request.META.get(TOKEN)}
    rotate_token(request)


def stop_looking(request: Any) -> None:
    """The session forgets it, and the audit log says so. One's own pages that are still open work again. Harmless
    where nobody looks."""
    looked = request.session.pop(EYES, None)
    if looked:
        end_looking(looked["user"], looked["tenants"], by=request.user)
        rotate_token(request)
        if own := looked.get("token"):
            request.META[TOKEN] = own


def _sight(request: DeskRequest) -> Sight | None:
    looked = request.session[EYES]
    person = User.objects.living().filter(pk=looked["user"]).first()
    chosen = [tenant.id for tenant in request.tenants if tenant.id in looked["tenants"]]
    return sight_of(person, request.access, chosen) if person else None


def _become(request: DeskRequest, sight: Sight) -> None:
    own, ids = request.access, tuple(tenant.id for tenant in sight.tenants)
    request.looker, request.user, request.tenants = request.user, sight.person, sight.tenants
    if request.path_info.startswith(ADMINISTRATION) and sight.access.installation and RIGHT in own.installation:
        ids = (INSTALLATION, *every_tenant())
    narrow(*ids)
    request.access = narrowed(load_access(sight.person, ids), own)


def _is_meant_for_oneself(request: DeskRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "as_oneself", False)
    except Resolver404:
        return False
