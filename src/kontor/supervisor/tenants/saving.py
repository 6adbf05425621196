"""What a tab of the tenant's mask saves, wherever its form stands: in the mask, or in the assistant."""

from __future__ import annotations

from kontor.channels.domain.tenant_accounts import change_tenant_accounts
from kontor.org.domain.tenants import change_tenant, change_tenant_settings
from kontor.org.middleware import DeskRequest
from kontor.supervisor.preference_form import PreferenceForm
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.forms import FIELDS, AccountsForm, GeneralForm
from kontor.tenants.models import Tenant
from kontor.ui.conflict import Conflict, differences
from kontor.ui.mask import Mask


def save(request: DeskRequest, mask: Mask) -> Conflict | None:
    """Save a valid form. A conflict when somebody else was faster; what a verb refuses is an error of the form."""
    if mask.tab.save:
        return mask.tab.save(request, mask)
    if isinstance(mask.form, AccountsForm):
        return _save_accounts(request, mask, mask.form)
    tenant: Tenant = mask.thing
    if conflict := mask.conflict(tenant.version):
        return conflict
    saves(mask.form, lambda: _save_tab(request, tenant, mask))
    return None


def _save_tab(request: DeskRequest, tenant: Tenant, mask: Mask) -> None:
    if isinstance(mask.form, GeneralForm):
        values = {field: mask.form.cleaned_data[field] for field in FIELDS}
        change_tenant(tenant, **values, version=mask.version, by=request.user)
    if isinstance(mask.form, PreferenceForm):
        change_tenant_settings(tenant, mask.form.values, version=mask.version, by=request.user)


def _save_accounts(request: DeskRequest, mask: Mask, form: AccountsForm) -> Conflict | None:
    """The default accounts are a row of their own, so they have a version of their own."""
    if form.entered_version != form.version:
        return Conflict(differences(form))
    saves(form, lambda: change_tenant_accounts(mask.thing, form.accounts, version=form.version, by=request.user))
    return None
