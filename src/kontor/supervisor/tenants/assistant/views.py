"""Setting up a new tenant in one sitting: a page a step, in the order of the guide, left and resumed at any of them.

Nothing is kept but what the masks keep, and where it was left. Each step has the form and the verbs of its own mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.forms import BaseForm, Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kontor.org.domain.just_created import created_just_now
from kontor.org.domain.setting_up import finish_setup, leave_setup_at, mark_skipped, setup_of
from kontor.org.domain.tenants import create_tenant
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.access import get_tenant
from kontor.supervisor.tenants.assistant.access import in_preparation
from kontor.supervisor.tenants.assistant.lists import there
from kontor.supervisor.tenants.assistant.makings import MAKINGS
from kontor.supervisor.tenants.assistant.rail import DONE, Rail, Stop, first_open, rail_of, step_url
from kontor.supervisor.tenants.assistant.returning import forget, remember
from kontor.supervisor.tenants.assistant.steps import LAST, steps_for
from kontor.supervisor.tenants.assistant.ways import WAYS, ways_of
from kontor.supervisor.tenants.forms import GeneralForm, general_form
from kontor.supervisor.tenants.like.access import sources
from kontor.supervisor.tenants.saving import save
from kontor.supervisor.tenants.tabs import TENANT_MASK
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.ui.conflict import Conflict
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.mask import open_mask

START, STEP = "supervisor/tenants/assistant/start.html", "supervisor/tenants/assistant/step.html"
WAYS_TEMPLATE = "supervisor/tenants/assistant/_ways.html"
WRITE = "tenants.write"


@require_http_methods(["GET", "POST"])
def start(request: DeskRequest) -> HttpResponse:
    """The first step makes the tenant; beside it stand those that somebody has begun."""
    need(request, WRITE, tenant_id=0)
    form = general_form(request, Tenant(), request.POST or None, None)
    if request.method == "POST" and form.is_valid():
        tenant = _created(request, form)
        if tenant is not None:
            message(request, _("“%(name)s” is created. Now step by step what it needs.") % {"name": tenant.name})
            following = steps_for(request)[1].key
            with scope(tenant.pk):
                leave_setup_at(tenant, following)
            return redirect(request, step_url(tenant, following))
    form.fields["name"].widget.attrs["autofocus"] = not form.is_bound
    context = {
        "form": form,
        "steps": steps_for(request),
        "begun": in_preparation(request),
        "has_pattern": sources(request).exists(),
    }
    return fragment(request, START, context, status=422 if form.errors else 200)


@require_GET
def resume(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """To where it was left, else to the first step at which something is to be done."""
    tenant = get_tenant(request, tenant_id, may=WRITE)
    known = {step.key for step in steps_for(request)}
    left = setup_of(tenant).step
    return redirect(request, step_url(tenant, left if left in known else first_open(request, tenant)))


@require_http_methods(["GET", "POST"])
def show(request: DeskRequest, tenant_id: int, step: str) -> HttpResponse:
    tenant: Tenant = get_tenant(request, tenant_id, may=WRITE)
    rail = rail_of(request, tenant, step)
    if rail is None:
        raise Http404
    if request.method == "POST" and "skip" in request.POST:
        return _pass(request, tenant, rail)
    may = request.access.may(rail.here.step.right, tenant_id=tenant.pk)
    if request.method == "POST":
        need(request, rail.here.step.right, tenant_id=tenant.pk)
    opened = _open(request, tenant, rail.here) if may else Opened()
    if opened.is_posted and opened.is_valid() and opened.saved(request, tenant, rail.here):
        return _go_on(request, tenant, rail)
    return _answer(request, tenant, rail, opened)


@dataclass
class Opened:
    """The forms of a step with what their template shows. A step that is only looked at has none."""

    template: str = ""
    forms: Mapping[str, BaseForm] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    conflict: Conflict | None = None

    @property
    def form(self) -> BaseForm | None:
        return self.forms.get("form")

    @property
    def is_posted(self) -> bool:
        return self.form is not None and self.form.is_bound

    def is_valid(self) -> bool:
        """Each form is asked, so that each says its mistakes."""
        answers = [form.is_valid() for form in self.forms.values()]
        return all(answers)

    def saved(self, request: DeskRequest, tenant: Tenant, stop: Stop) -> bool:
        """As the mask does it. False with a conflict, or with an error of the form."""
        if stop.step.tab:
            self.conflict = save(request, self.context["mask"])
            return self.conflict is None and not (self.form and self.form.errors)
        making, opened = MAKINGS[stop.step.key], cast("Mapping[str, Form]", self.forms)
        return saves(self.form, lambda: making.create(request, tenant, opened))

    @property
    def status(self) -> int:
        if self.conflict:
            return 409
        return 422 if any(form.is_bound and form.errors for form in self.forms.values()) else 200


def _open(request: DeskRequest, tenant: Tenant, stop: Stop) -> Opened:
    step = stop.step
    if step.key in WAYS:
        return Opened(WAYS_TEMPLATE, context={"ways": ways_of(request, tenant, step.key)})
    if step.tab:
        mask = open_mask(TENANT_MASK, request, tenant, step.tab, url=lambda _key: stop.url)
        own = mask.tab.context(request, mask) if mask.tab.context else {}
        shown = {"form": mask.form} if mask.form else {}
        return Opened(mask.tab.template, shown, {**own, "mask": mask})
    making = MAKINGS[step.key]
    data = request.POST if request.method == "POST" else None
    opened = making.open(request, tenant, data)
    opened["form"].fields[making.first].widget.attrs["autofocus"] = True
    return Opened(making.template, opened, making.context(request, tenant))


def _created(request: DeskRequest, form: GeneralForm) -> Tenant | None:
    """Whoever sends the form twice has created it once, and goes on with it."""
    made: list[Tenant] = []
    entered = dict(form.cleaned_data)  # what is refused at its field is gone from the form afterwards
    if saves(form, lambda: made.append(create_tenant(by=request.user, **entered))):
        return made[0]
    return created_just_now(name=entered["name"], code=entered["code"], person=request.user)


def _pass(request: DeskRequest, tenant: Tenant, rail: Rail) -> HttpResponse:
    """Go on without saving; what is not done counts as skipped, and the rail says so."""
    if rail.after is None:
        finish_setup(tenant)
        forget(request)
        message(request, _("Setting up is finished. What is still open stands in the checklist."))
        return redirect(request, reverse("supervisor:tenants:tab", args=[tenant.pk, LAST]))
    if rail.here.state != DONE:
        mark_skipped(tenant, rail.here.step.key, skipped=True)
        message(request, _("“%(step)s” is skipped. You can come back to it.") % {"step": rail.here.step.label}, "info")
    leave_setup_at(tenant, rail.after.step.key)
    return redirect(request, rail.after.url)


def _go_on(request: DeskRequest, tenant: Tenant, rail: Rail) -> HttpResponse:
    mark_skipped(tenant, rail.here.step.key, skipped=False)
    again = "again" in request.POST or rail.after is None
    following = rail.here if again or rail.after is None else rail.after
    message(request, _("%(tab)s: saved.") % {"tab": rail.here.step.label})
    leave_setup_at(tenant, following.step.key)
    return redirect(request, following.url)


def _answer(request: DeskRequest, tenant: Tenant, rail: Rail, opened: Opened) -> HttpResponse:
    remember(request, tenant, rail.here.step.key)
    context = {
        **opened.context,
        **opened.forms,
        "tenant": tenant,
        "rail": rail,
        "step_template": opened.template,
        "conflict": opened.conflict,
        "there": there(tenant, rail.here.step.key),
        "may_write": request.access.may(rail.here.step.right, tenant_id=tenant.pk),
    }
    return fragment(request, STEP, context, status=opened.status)
