"""A new tenant like another one: chosen, looked at before it is created, created in one transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kontor.kernel.errors import ReasonNeeded, Refused
from kontor.org.middleware import DeskRequest
from kontor.org.preferences import REASONS
from kontor.supervisor.tenant_files.shown import changes_of
from kontor.supervisor.tenants.like.access import get_source, sources
from kontor.supervisor.tenants.like.forms import LikeForm
from kontor.tenant_files.domain.copying import Copy, copied_just_now, copy_like, plan_like
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.sections import BY_KEY
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.saving import complain

CHOOSE, PAGE = "supervisor/tenants/like/choose.html", "supervisor/tenants/like/like.html"


@require_GET
def choose(request: DeskRequest) -> HttpResponse:
    """Which tenant the new one is to be like."""
    return fragment(request, CHOOSE, {"tenants": list(sources(request))})


@require_http_methods(["GET", "POST"])
def like(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """Posted, it is previewed; only a preview that was looked at is created (``seen``)."""
    source = get_source(request, tenant_id)
    if request.method == "GET":
        return fragment(request, PAGE, {"tenant": source, "form": LikeForm(like=source)})
    form = LikeForm(request.POST, like=source)
    if not form.is_valid():
        return _answer(request, source, form)
    if not request.POST.get("create"):
        return _answer(request, source, form, _preview(source, form))
    made = _create(request, source, form)
    if made is None:
        return _answer(request, source, form)
    message(request, _("“%(name)s” is created like “%(like)s”.") % {"name": made.name, "like": source.name})
    return redirect(request, reverse("supervisor:tenants:tab", args=[made.pk, "readiness"]))


def _preview(source: Tenant, form: LikeForm) -> Copy | None:
    """None, with an error, where it could not be created like this."""
    try:
        with transaction.atomic():
            return plan_like(source, **form.values())
    except Refused as refused:
        _complain(form, refused)
        return None


def _create(request: DeskRequest, source: Tenant, form: LikeForm) -> Tenant | None:
    """Whoever sends the form twice has created it once, and gets to see what was created."""
    values = form.values()
    try:
        with transaction.atomic():
            return copy_like(source, by=request.user, planned=request.POST.get("seen", ""), **values)[0]
    except ReasonNeeded:
        raise
    except Refused as refused:
        made = copied_just_now(source, name=values["name"], code=values["code"], person=request.user)
        if made is None:
            _complain(form, refused)
        return made


def _complain(form: LikeForm, refused: Refused) -> None:
    if not isinstance(refused, BadFile):
        complain(form, refused)
        return
    for problem in refused.problems:
        form.add_error(None, str(problem))


def _answer(request: DeskRequest, source: Tenant, form: LikeForm, copy: Copy | None = None) -> HttpResponse:
    context: dict[str, Any] = {"tenant": source, "form": form}
    if copy is not None:
        left_out = [(BY_KEY[each.section].title, each) for each in copy.left_out]
        context |= {"copy": copy, "found": changes_of(copy.plan.steps), "left_out": left_out}
        context |= {"asked_why": bool(REASONS.get(request.access.system))}
    return fragment(request, PAGE, context, partial="work", status=422 if form.errors else 200)
