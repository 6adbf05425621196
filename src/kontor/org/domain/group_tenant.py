"""Which tenant a system group chooses: everything below belongs to it at once.

What has to move is read from the keys themselves: every row that is tied to a moved row (``SameTenant``) moves with it,
also rows of packages this one has never heard of (rules, fallbacks). Main categories and closing codes may serve other
categories of the old tenant too, so they stay there and the new tenant gets its own of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.kernel.errors import Refused
from kontor.live.notify import changed, told
from kontor.org.domain.access import load_access
from kontor.org.domain.group_tree import people_of
from kontor.org.domain.groups import lock_living_tenant
from kontor.org.domain.memberships import RIGHT
from kontor.org.models import (
    AgentGroup,
    Category,
    CategoryClosingCode,
    ClosingCode,
    Grant,
    GroupCategory,
    MainCategory,
    Membership,
    SupervisorGroup,
    SystemGroup,
)
from kontor.people.models import Role, User
from kontor.preferences.types import REGISTRY
from kontor.tenants.isolation import OwnOrShared, SameTenant
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

Model = type[models.Model]
Moving = dict[Model, set[int]]


@transaction.atomic(savepoint=False)
def choose_tenant(system_group: SystemGroup, tenant: Tenant, *, by: User | None) -> SystemGroup:
    """Give the system group, and all that is below it, to the tenant.

    Works in the scope of both tenants. Refused while one of its categories ever held a ticket, is worked on by an
    agent group outside, has texts or agreements, which stay, or is the place of mail of the old tenant's own account,
    when the new tenant has something of the same name, and when people would come along with more than ``by`` may give
    them there. What a category has chosen of the old tenant, such as its business hours, it inherits again.
    """
    old = system_group.tenant
    if old.pk == tenant.pk:
        return system_group
    with scope(old.pk, tenant.pk):
        tenant = lock_living_tenant(tenant.pk)
        system_group = _lock(system_group, old)
        categories = _categories_below(system_group)
        _refuse_unfit(system_group, tenant, categories)
        moving = _tied_to({SystemGroup: {system_group.pk}, Category: {category.pk for category in categories}})
        _refuse_own_accounts(moving, old)
        _refuse_what_stays(moving, system_group)
        _refuse_same_names(moving, tenant)
        _refuse_more_than_own(moving, tenant, by)
        _replace_main_categories(categories, tenant)
        _replace_closing_codes(categories, tenant)
        _inherit_references(categories)
        for model, ids in moving.items():
            model._base_manager.filter(pk__in=ids).update(tenant=tenant)
        SystemGroup.objects.filter(pk=system_group.pk).update(version=models.F("version") + 1)
        _tell(system_group, old, tenant, by)
        return SystemGroup.objects.select_related("tenant").get(pk=system_group.pk)


def _lock(system_group: SystemGroup, old: Tenant) -> SystemGroup:
    """Refused when somebody else has given it to another tenant meanwhile."""
    locked = SystemGroup.objects.select_for_update().filter(pk=system_group.pk, tenant=old).first()
    if locked is None:
        raise Refused(_("Somebody else has changed the group in the meantime. Nothing was overwritten."))
    return locked


def _categories_below(system_group: SystemGroup) -> list[Category]:
    """Of all agent groups below, deleted ones too; locked, so that no ticket arrives meanwhile."""
    below = GroupCategory.objects.filter(agent_group__supervisor_group__system_group=system_group)
    return list(Category.objects.select_for_update(of=("self",)).filter(pk__in=below.values("category_id")))


def _tied_to(start: Moving) -> Moving:
    """The rows themselves and everything whose keys carry their tenant, down to the last one."""
    moving: Moving = {}
    waiting = list(start.items())
    while waiting:
        model, ids = waiting.pop()
        fresh = ids - moving.setdefault(model, set())
        moving[model] |= fresh
        if fresh:
            for child, field in _ties(model):
                below = child._base_manager.filter(**{f"{field}__in": fresh})
                waiting.append((child, set(below.values_list("pk", flat=True))))
    return {model: ids for model, ids in moving.items() if ids}


def _ties(model: Model) -> Iterator[tuple[Model, str]]:
    for child in apps.get_models():
        for constraint in child._meta.constraints:
            if isinstance(constraint, SameTenant) and child._meta.get_field(constraint.field).related_model is model:
                yield child, constraint.field


def _refuse_unfit(system_group: SystemGroup, tenant: Tenant, categories: list[Category]) -> None:
    if system_group.deleted_at:
        raise Refused(_("“%(name)s” is deleted. Restore the group before you change it.") % {"name": system_group.name})
    used = [category.name for category in categories if category.ever_held_ticket]
    if used:
        raise Refused(
            _(
                "“%(group)s” stays with its tenant: tickets have been in %(categories)s, and a ticket never changes "
                "its tenant. Create a new system group for “%(tenant)s” instead."
            )
            % {"group": system_group.name, "categories": _listed(used), "tenant": tenant.name}
        )
    outside = GroupCategory.objects.filter(category__in=categories).exclude(
        agent_group__supervisor_group__system_group=system_group
    )
    shared = sorted({row.category.name for row in outside.select_related("category")})
    if shared:
        raise Refused(
            _(
                "“%(group)s” cannot change its tenant: agent groups of another system group work on %(categories)s "
                "too. Take these categories out of one of them first."
            )
            % {"group": system_group.name, "categories": _listed(shared)}
        )


def _refuse_own_accounts(moving: Moving, old: Tenant) -> None:
    for model, ids in moving.items():
        for constraint in model._meta.constraints:
            if isinstance(constraint, OwnOrShared):
                bound = model._base_manager.filter(pk__in=ids, **{f"{constraint.field}_owner": old.pk})
                names = {str(getattr(row, constraint.field)) for row in bound.select_related(constraint.field)}
                if names:
                    raise Refused(
                        _(
                            "Rules or fallbacks below name accounts that belong to “%(tenant)s”: %(accounts)s. "
                            "Change these rules or fallbacks first."
                        )
                        % {"tenant": old.name, "accounts": _listed(names)}
                    )


def _refuse_what_stays(moving: Moving, system_group: SystemGroup) -> None:
    """What ties a moved row to one that stays cannot go along; what ties it to something deleted is forgotten."""
    names = set()
    for row, constraint in _tied_to_what_stays(moving):
        target = getattr(row, constraint.field)
        if constraint.tenant != "tenant":
            names.add(str(getattr(row, "name", "") or target))
        elif not getattr(target, "deleted_at", None):
            names.add(str(getattr(row, "filename", "") or target))
        elif row._meta.get_field(constraint.field).null:  # what is being written stays
            setattr(row, constraint.field, None)
            row.save(update_fields=[constraint.field])
        else:
            row.delete()
    if names:
        raise Refused(
            _(
                "“%(group)s” cannot change its tenant: its categories have what stays with “%(tenant)s”: %(names)s. "
                "Take that away from them first."
            )
            % {"group": system_group.name, "tenant": system_group.tenant.name, "names": _listed(names)}
        )


def _tied_to_what_stays(moving: Moving) -> Iterator[tuple[models.Model, SameTenant]]:
    """Rows whose keys lead to what does not move, and rows of another tenant that name something of this one."""
    for model, ids in moving.items():
        for constraint in model._meta.constraints:
            if isinstance(constraint, SameTenant) and (model, constraint.field) not in _REPLACED:
                rows = model._base_manager.filter(pk__in=ids).exclude(**{constraint.field: None})
                if constraint.tenant == "tenant":
                    target: Any = model._meta.get_field(constraint.field).related_model
                    rows = rows.exclude(**{f"{constraint.field}__in": moving.get(target, ())})
                yield from ((row, constraint) for row in rows.select_related(constraint.field))


_REPLACED = {(Category, "main_category"), (CategoryClosingCode, "closing_code")}


def _refuse_same_names(moving: Moving, tenant: Tenant) -> None:
    taken: set[str] = set()
    for model in (SystemGroup, SupervisorGroup, AgentGroup, Category):
        ours = model._base_manager.filter(pk__in=moving.get(model, ()), deleted_at=None)
        theirs = model._base_manager.filter(tenant=tenant, deleted_at=None)
        taken.update(theirs.filter(sort_key__in=ours.values("sort_key")).values_list("name", flat=True))
    internal = Category.objects.filter(pk__in=moving.get(Category, ())).values("internal_name")
    taken.update(
        Category.objects.filter(tenant=tenant, internal_name__in=internal).values_list("internal_name", flat=True)
    )
    if taken:
        raise Refused(
            _("“%(tenant)s” has groups or categories of the same name: %(names)s. Rename them first.")
            % {"tenant": tenant.name, "names": _listed(taken)}
        )


def _refuse_more_than_own(moving: Moving, tenant: Tenant, by: User | None) -> None:
    """Members and roles come along: else a role given in the one tenant would be a way to every right in the other."""
    grants, members = moving.get(Grant, set()), moving.get(Membership, set())
    if by is None or not (grants or members):
        return
    access = load_access(by, (tenant.pk,))
    own = access.installation | access.tenant_wide.get(tenant.pk, frozenset())
    rights = Role.objects.filter(grants__in=grants).values_list("permissions", flat=True)
    if not own.issuperset({RIGHT, *(right for permissions in rights for right in permissions)}):
        raise Refused(
            _(
                "People work in these groups or have roles there, which they would have for “%(tenant)s” too. There "
                "you cannot give them all of that. Take it away from them first, or ask an administrator."
            )
            % {"tenant": tenant.name}
        )


def _replace_main_categories(categories: list[Category], tenant: Tenant) -> None:
    for category in categories:
        if category.main_category is not None:
            same = {"tenant": tenant, "sort_key": category.main_category.sort_key}
            main, _made = MainCategory.objects.get_or_create(**same, defaults={"name": category.main_category.name})
            Category.objects.filter(pk=category.pk).update(main_category=main)


def _replace_closing_codes(categories: list[Category], tenant: Tenant) -> None:
    for link in CategoryClosingCode.objects.filter(category__in=categories).select_related("closing_code"):
        code = link.closing_code
        same = {"tenant": tenant, "code": code.code, "deleted_at": None}
        names: dict[str, Any] = {"name": code.name, "sort_key": code.sort_key}
        theirs, _made = ClosingCode.objects.get_or_create(**same, defaults=names)
        CategoryClosingCode.objects.filter(pk=link.pk).update(closing_code=theirs)


def _inherit_references(categories: list[Category]) -> None:
    """Settings whose value is something of the old tenant."""
    referring = {key for key, preference in REGISTRY.items() if preference.refers_to}
    for category in categories:
        if own := referring & category.preferences.keys():
            kept = {key: value for key, value in category.preferences.items() if key not in own}
            Category.objects.filter(pk=category.pk).update(preferences=kept)


def _tell(system_group: SystemGroup, old: Tenant, new: Tenant, by: User | None) -> None:
    """Each tenant's audit log gets a row that does not name the other one."""
    record_change("tenant chosen", system_group, by=by, tenant_id=old.pk, changes={"tenant": [old.name, ""]})
    record_change("tenant chosen", system_group, by=by, tenant_id=new.pk, changes={"tenant": ["", new.name]})
    changed(old.pk, "group", system_group.pk)
    changed(new.pk, "group", system_group.pk)
    for user_id in people_of(system_group):
        told(user_id, "rights")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))
