"""The readiness of a tenant with the places where each step is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kontor.calls.domain.telephony import is_called, telephony_of
from kontor.org.domain.readiness import Step
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import is_there
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Item:
    step: Step
    url: str
    is_next: bool


@dataclass(frozen=True)
class Checklist:
    items: list[Item]
    calls: list[Item]
    """What else it takes to telephone; not counted, as not every tenant does."""
    trouble: bool = False
    """An account of the tenant cannot be read at the moment."""

    @property
    def calls_left(self) -> bool:
        return not all(item.step.done for item in self.calls)

    @property
    def done(self) -> int:
        return sum(item.step.done for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def left(self) -> int:
        return self.total - self.done


PLACES = {
    "system_group": ("groups.write", "supervisor:groups:new-system-group", "tenant"),
    "people": ("groups.read", "supervisor:groups:tree", "#groups-of-{}"),
    "categories": ("categories.write", "supervisor:categories:new", "tenant"),
    "incoming": ("accounts.write", "supervisor:accounts:new", "tenant"),
    "sending": ("accounts.write", "supervisor:accounts:list", "filter-tenant"),
    "no_reply": ("tenants.write", "", ""),
    "dials": ("tenants.write", "", ""),
    "called": ("phone_systems.write", "supervisor:phone-systems:list", ""),
}
TABS = {"no_reply": ("accounts", "#no-reply"), "dials": ("call-connector", "")}
"""Steps that are done in another tab of the same mask."""
"""Where each step is done: the right it takes, the page, and the parameter or the place on it that names the tenant."""


def checklist(request: DeskRequest, tenant: Tenant, steps: Sequence[Step]) -> Checklist:
    """Done steps stand quietly; the next one is marked; a link only for those who may do it."""
    following = next((step for step in steps if not step.done), None)
    items = [Item(step, _place(request, tenant, step), step is following) for step in steps]
    calls = call_steps(tenant) if is_there(request) else []
    of_calls = [Item(step, _place(request, tenant, step), is_next=False) for step in calls]
    return Checklist(items, of_calls, trouble=getattr(tenant, "has_trouble", False))


def call_steps(tenant: Tenant) -> list[Step]:
    """What a tenant needs to be called, and to call with a number of its own."""
    dials = telephony_of(tenant)
    return [
        Step(
            "dials",
            _("Choose telephone system and prefix"),
            "",
            _("They decide which number the called person sees."),
            dials.system_id is not None,
        ),
        Step(
            "called",
            _("Enter a number or a trunk that is the tenant's"),
            "",
            _("Calls that come in there are its calls."),
            is_called(tenant),
        ),
    ]


def accounts_url(request: DeskRequest, tenant: Tenant) -> str:
    """Where the tenant's mail accounts are; "" for those who may not see them."""
    if not request.access.may("accounts.read", tenant_id=tenant.pk):
        return ""
    return _reversed("supervisor:accounts:list")


def new_account_url(request: DeskRequest, tenant: Tenant) -> str:
    """Where an account of the tenant is made; "" for those who may not."""
    if not request.access.may("accounts.write", tenant_id=tenant.pk):
        return ""
    return f"{_reversed('supervisor:accounts:new')}?tenant={tenant.pk}"


def _place(request: DeskRequest, tenant: Tenant, step: Step) -> str:
    permission, name, parameter = PLACES.get(step.key, ("", "", ""))
    if step.done or not permission or not request.access.may(permission, tenant_id=tenant.pk):
        return ""
    if step.key in TABS:
        tab, place = TABS[step.key]
        return reverse("supervisor:tenants:tab", args=[tenant.pk, tab]) + place
    url = _reversed(name)
    if parameter.startswith("#"):
        return url + parameter.format(tenant.pk)
    return f"{url}?{parameter}={tenant.pk}" if url and parameter else url


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
