"""The way back into the assistant, above the masks to which it leads. Where one was is kept in the session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kontor.kernel import clock
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.tenants.assistant.access import WRITE, tenant_to_go_on_with
from kontor.supervisor.tenants.assistant.steps import STEPS
from kontor.tenants.models import Tenant
from kontor.ui.htmx import redirect

KEY = "setting_up"
ASSISTANT = "supervisor:tenants:assistant"
"""How the names of the assistant's own pages begin, which need no way back."""
FORGOTTEN_AFTER = timedelta(hours=1)
FRESH = timedelta(minutes=5)
"""The session is not written anew with every page."""


def remember(request: DeskRequest, tenant: Tenant, step: str) -> None:
    """That the person is at this step of the tenant. Not while somebody looks through other eyes."""
    if getattr(request, "looker", None) is not None:
        return
    kept, now = request.session.get(KEY), clock.now()
    if kept and kept["tenant"] == tenant.pk and kept["step"] == step and now - _at(kept) < FRESH:
        return
    request.session[KEY] = {"tenant": tenant.pk, "step": step, "at": now.isoformat()}


def forget(request: DeskRequest) -> None:
    request.session.pop(KEY, None)


@require_POST
def leave(request: DeskRequest) -> HttpResponse:
    """Take the way back away; the page stays. The assistant can be resumed from the tenant's mask."""
    need_anywhere(request, WRITE)
    forget(request)
    here = request.POST.get("here", "")
    own = here.startswith("/") and url_has_allowed_host_and_scheme(here, {request.get_host()})
    return redirect(request, here if own else reverse("supervisor:tenants:list"))


def banner(request: HttpRequest) -> str:
    """Which tenant is being set up, and the way back to its step; nothing on the assistant's own pages."""
    kept = request.session.get(KEY) if hasattr(request, "session") else None
    if not kept or not _is_elsewhere(request) or getattr(request, "looker", None) is not None:
        return ""
    if clock.now() - _at(kept) > FORGOTTEN_AFTER:
        return ""
    tenant = tenant_to_go_on_with(cast(DeskRequest, request), kept["tenant"])
    step = next((step for step in STEPS if step.key == kept["step"]), None)
    if tenant is None or step is None:
        return ""
    url = reverse("supervisor:tenants:assistant-step", args=[tenant.pk, step.key])
    context = {"tenant": tenant, "step": step, "url": url}
    return render_to_string("supervisor/tenants/assistant/_banner.html", context, request)


def _at(kept: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(kept["at"])


def _is_elsewhere(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or "supervisor" not in match.namespaces:
        return False
    return not match.view_name.startswith(ASSISTANT)
