"""The door to those that settings hold for: each through the door of its own area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.org.domain.category_queries import administered_categories, tenants_for
from kontor.org.domain.persons import may_change_person, visible_users
from kontor.org.middleware import DeskRequest
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.preferences.domain.effective import Chain
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import CATEGORY, GROUP, SYSTEM, TENANT, USER, Holder, Preference
from kontor.routing.domain.setting_holders import chain_of, holders_below, with_groups
from kontor.supervisor.accounts.access import get_account, readable_accounts
from kontor.supervisor.categories.access import get_category
from kontor.supervisor.doors import need
from kontor.supervisor.preference_form import package_of
from kontor.supervisor.tenants.access import get_tenant
from kontor.supervisor.users.access import get_user
from kontor.tenants.models import Tenant

ACCOUNT = "account"
KINDS: dict[str, Any] = {
    SYSTEM: gettext_lazy("The whole installation"),
    TENANT: gettext_lazy("Tenant"),
    CATEGORY: gettext_lazy("Category"),
    GROUP: gettext_lazy("Agent group"),
    ACCOUNT: gettext_lazy("Mail account"),
    USER: gettext_lazy("User"),
}
READS = {
    SYSTEM: "settings.read",
    TENANT: "tenants.read",
    CATEGORY: "categories.read",
    ACCOUNT: "accounts.read",
    USER: "users.read",
    GROUP: "groups.read",
}
OF_MAIL = frozenset({"channels", "intake", "outbox", "readiness"})
"""The packages whose settings say something about an account."""


@dataclass(frozen=True)
class Subject:
    """What is looked at. ``chain`` goes from far to near; an account has no settings of its own."""

    kind: str
    id: int
    thing: Any
    chain: Chain

    @property
    def holder(self) -> Holder:
        return self.chain[-1]

    @property
    def tenant(self) -> Tenant | None:
        return tenant_of(self.thing)

    @property
    def name(self) -> str:
        return name_of(self.thing)

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def url(self) -> str:
        return effective_url(self.kind, self.id)

    @property
    def mask_url(self) -> str:
        return mask_url(self.kind, self.id)

    def shows(self, preference: Preference[Any]) -> bool:
        return self.kind != ACCOUNT or package_of(preference) in OF_MAIL


def get_subject(request: DeskRequest, kind: str, object_id: int) -> Subject:
    """Not one's own is 404, not allowed 403, as at its mask."""
    if kind == SYSTEM:
        need(request, READS[SYSTEM], tenant_id=0)
        return subject_of(system_values(), kind)
    if kind == TENANT:
        return subject_of(get_tenant(request, object_id, may=READS[kind]), kind)
    if kind == CATEGORY:
        return subject_of(get_category(request, object_id, may=READS[kind]), kind)
    if kind == ACCOUNT:
        return subject_of(get_account(request, object_id, may=READS[kind]), kind)
    if kind == USER:
        user = get_user(request, object_id)
        return subject_of(with_groups(visible_users(request.access)).get(pk=user.pk), kind)
    raise Http404


def subject_of(thing: Any, kind: str) -> Subject:
    system: Any = system_values()
    near: dict[str, tuple[Any, ...]] = {
        SYSTEM: (),
        TENANT: (thing,),
        CATEGORY: (getattr(thing, "tenant", None), thing),
        ACCOUNT: (getattr(thing, "tenant", None),),
    }
    if kind == USER:
        return Subject(kind, thing.pk, thing, chain_of(thing, system))
    chain = (system, *(holder for holder in near[kind] if holder is not None))
    return Subject(kind, 0 if kind == SYSTEM else thing.pk, thing, cast(Chain, chain))


def others_like(request: DeskRequest, kind: str) -> Any:
    """What one of this kind can be compared with."""
    if kind == TENANT:
        return tenants_for(request.access, READS[kind])
    if kind == CATEGORY:
        return administered_categories(request.access).order_by("tenant__sort_key", "sort_key")
    if kind == ACCOUNT:
        return readable_accounts(request).order_by("sort_key")
    return visible_users(request.access).living().order_by("sort_key")


def may_change(request: DeskRequest, subject: Subject) -> bool:
    """The person may give it values of its own, as at its mask."""
    access = request.access
    if subject.kind == SYSTEM:
        return access.may("settings.write", tenant_id=0)
    if subject.kind == USER:
        return access.may_anywhere("users.write") and may_change_person(access, subject.thing)
    if subject.kind in (TENANT, CATEGORY):
        right = "tenants.write" if subject.kind == TENANT else "categories.write"
        return access.may(right, tenant_id=cast(Tenant, subject.tenant).pk)
    return False


def need_change(request: DeskRequest, subject: Subject) -> None:
    if not may_change(request, subject):
        raise PermissionDenied


def visible_holders(request: DeskRequest) -> list[Holder]:
    """Everyone with settings that the person may look at: the installation first, then tenants and what is in them."""
    access, system = request.access, cast(Holder, system_values())
    people = (
        set(visible_users(access).living().values_list("pk", flat=True)) if access.may_anywhere(READS[USER]) else ()
    )
    below = [holder for holder in holders_below(system) if _may_see(request, holder, people)]
    return [system, *below] if access.may(READS[SYSTEM], tenant_id=0) else below


def _may_see(request: DeskRequest, holder: Holder, people: Iterable[int]) -> bool:
    row = cast(Any, holder)
    if holder.level == USER:
        return row.pk in people
    tenant_id = row.pk if holder.level == TENANT else row.tenant_id
    return request.access.may(READS[holder.level], tenant_id=tenant_id)


def effective_url(kind: str, object_id: int) -> str:
    """The page with what is in force; "" for what has none (agent groups)."""
    if kind == GROUP:
        return ""
    name = f"supervisor:effective:{kind}"
    return reverse(name) if kind == SYSTEM else reverse(name, args=[object_id])


def mask_url(kind: str, object_id: int) -> str:
    if kind == SYSTEM:
        return reverse("supervisor:system:settings")
    if kind == ACCOUNT:
        return reverse("supervisor:accounts:edit", args=[object_id])
    if kind == GROUP:
        return reverse("supervisor:groups:edit", args=["agent", object_id])
    area = {TENANT: "tenants", CATEGORY: "categories", USER: "users"}[kind]
    return reverse(f"supervisor:{area}:tab", args=[object_id, "settings"])


def tenant_of(thing: Any) -> Tenant | None:
    """Whose it is; None for people and what belongs to the installation."""
    return thing if isinstance(thing, Tenant) else getattr(thing, "tenant", None)


def name_of(thing: Any) -> str:
    """How a person calls it."""
    if isinstance(thing, (Tenant, Category, AgentGroup, User)):
        return str(thing.name)
    return str(thing.name) if hasattr(thing, "name") else _("The whole installation")
