"""The go-live test on the tab "Readiness": one click, progress, protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kontor.channels.models import MailAccount
from kontor.org.middleware import DeskRequest
from kontor.readiness.domain.showing import ShownTrial, shown_trial, trials_of
from kontor.readiness.domain.trials import accounts_to_try, ask_for_trial
from kontor.readiness.models import Trial
from kontor.supervisor.tenants.access import get_tenant
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, redirect, wants_fragment

TEMPLATE = "supervisor/tenants/readiness/_trial.html"
RIGHT = "readiness.test"


class TrialForm(forms.Form):
    """Through which account the tenant's way of mail is tried."""

    account = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Incoming account"),
        empty_label=None,
        help_text=_("The test mail goes to its mailbox, which is the test mailbox for the reply too."),
        error_messages={
            "required": _("Choose the account whose way is to be tried."),
            "invalid_choice": _("This account is not there any more. Choose another one."),
        },
    )

    def __init__(self, data: Any = None, *, tenant: Tenant) -> None:
        super().__init__(data)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = accounts_to_try(tenant)
        field.label_from_instance = attrgetter("label")  # type: ignore[assignment,method-assign]


@dataclass(frozen=True)
class Trials:
    """The form for those who may try, the newest test, and the older protocols."""

    form: TrialForm | None
    newest: ShownTrial | None
    older: Sequence[ShownTrial]

    @property
    def runs(self) -> bool:
        return self.newest is not None and not self.newest.trial.is_over


@require_POST
def begin(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant: Tenant = get_tenant(request, tenant_id, may=RIGHT)
    form = TrialForm(request.POST, tenant=tenant)
    if not form.is_valid():
        return fragment(request, TEMPLATE, _context(request, tenant, form), status=422)
    ask_for_trial(tenant, form.cleaned_data["account"], language=get_language() or "", by=request.user)
    return _answer(request, tenant)


@require_GET
def progress(request: DeskRequest, tenant_id: int) -> HttpResponse:
    return _answer(request, get_tenant(request, tenant_id, may="tenants.read"))


def trials_context(request: DeskRequest, tenant: Tenant) -> dict[str, Any]:
    return _context(request, tenant, TrialForm(tenant=tenant))


def _answer(request: DeskRequest, tenant: Tenant) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(request, reverse("supervisor:tenants:tab", args=[tenant.pk, "readiness"]) + "#go-live-test")
    return fragment(request, TEMPLATE, trials_context(request, tenant))


def _context(request: DeskRequest, tenant: Tenant, form: TrialForm) -> dict[str, Any]:
    rows: list[Trial] = trials_of(tenant)
    running = bool(rows) and not rows[0].is_over
    may_test = request.access.may(RIGHT, tenant_id=tenant.pk)
    shown = [shown_trial(trial) for trial in rows]
    trials = Trials(form if may_test and not running else None, shown[0] if shown else None, shown[1:])
    return {"tenant": tenant, "trials": trials, "may_test": may_test}
