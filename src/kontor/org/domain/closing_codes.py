"""Closing codes are created, changed, deleted, restored and assigned to categories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, record_changes, snapshot
from kontor.kernel import clock
from kontor.kernel.batches import BATCH, FEWER
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.categories import lock_categories
from kontor.org.models import Category, CategoryClosingCode, ClosingCode
from kontor.people.models import User
from kontor.tenants.models import Tenant

AUDITED = ("code", "name")


@transaction.atomic(savepoint=False)
def create_closing_code(tenant: Tenant, *, code: str, name: str, by: User | None) -> ClosingCode:
    """Create a closing code of the tenant. Refused when the code is taken."""
    code, name = one_line(code), one_line(name)
    _require_free_code(tenant.pk, code)
    made = ClosingCode.objects.create(tenant=tenant, code=code, name=name, sort_key=sort_key_german(name))
    changes = difference({}, snapshot(made, AUDITED))
    record_change("created", made, by=by, tenant_id=tenant.pk, changes=changes)
    return made


@transaction.atomic(savepoint=False)
def change_closing_code(
    closing_code: ClosingCode, *, code: str, name: str, version: int, by: User | None
) -> ClosingCode:
    """Change code and name. Closed tickets show the new name."""
    closing_code = _lock(closing_code, version)
    before = snapshot(closing_code, AUDITED)
    closing_code.code, closing_code.name = one_line(code), one_line(name)
    closing_code.sort_key = sort_key_german(closing_code.name)
    _require_free_code(closing_code.tenant_id, closing_code.code, besides=closing_code)
    _save(closing_code, "code", "name", "sort_key")
    changes = difference(before, snapshot(closing_code, AUDITED))
    if changes:
        record_change("changed", closing_code, by=by, tenant_id=closing_code.tenant_id, changes=changes)
    return closing_code


@transaction.atomic(savepoint=False)
def delete_closing_code(closing_code: ClosingCode, *, by: User | None) -> None:
    """It can be chosen no more; tickets closed with it keep it.

    Refused while it is the only one of a category that asks for a closing code: its tickets could not be closed.
    """
    closing_code = ClosingCode.objects.select_for_update(of=("self",)).get(pk=closing_code.pk)
    if closing_code.deleted_at is not None:
        return
    for category in closing_code.categories.living().filter(closing_code_required=True):
        if not category.closing_codes.living().exclude(pk=closing_code.pk).exists():
            raise Refused(
                _("“%(code)s” is the only closing code of the category “%(category)s”, which asks for one.")
                % {"code": closing_code.name, "category": category.name}
            )
    closing_code.deleted_at = clock.now()
    _save(closing_code, "deleted_at")
    record_change("deleted", closing_code, by=by, tenant_id=closing_code.tenant_id)


@transaction.atomic(savepoint=False)
def restore_closing_code(closing_code: ClosingCode, *, by: User | None) -> ClosingCode:
    """A deleted closing code can be chosen again, in the categories it had. Refused while its code is another's."""
    closing_code = ClosingCode.objects.select_for_update(of=("self",)).get(pk=closing_code.pk)
    if closing_code.deleted_at is None:
        return closing_code
    _require_free_code(closing_code.tenant_id, closing_code.code, besides=closing_code)
    closing_code.deleted_at = None
    _save(closing_code, "deleted_at")
    record_change("restored", closing_code, by=by, tenant_id=closing_code.tenant_id)
    return closing_code


@dataclass(frozen=True, slots=True)
class CodesChange:
    """Which closing codes a category is to have, and whether it asks for one; None leaves that as it is."""

    category: Category
    version: int
    codes: Sequence[ClosingCode]
    required: bool | None = None


@transaction.atomic(savepoint=False)
def assign_closing_codes(
    category: Category,
    closing_codes: Iterable[ClosingCode],
    *,
    required: bool | None = None,
    version: int,
    by: User | None,
) -> Category:
    """These closing codes, and no others, can be chosen in the category; ``required`` says whether one must be.

    Refused when one must be chosen and there would be none.
    """
    return assign_many_closing_codes([CodesChange(category, version, list(closing_codes), required)], by=by)[0]


@transaction.atomic(savepoint=False)
def assign_many_closing_codes(wanted: Sequence[CodesChange], *, by: User | None) -> list[Category]:
    """The same for many categories of one tenant, in as many statements as for one."""
    if not wanted:
        return []
    locked = lock_categories({each.category.pk: each.version for each in wanted})
    categories = [locked[each.category.pk] for each in wanted]
    before = _states(categories)
    chosen: dict[Category, list[ClosingCode]] = {}
    for category, change in zip(categories, wanted, strict=True):
        chosen[category] = [code for code in change.codes if code.deleted_at is None]
        if change.required is not None:
            category.closing_code_required = change.required
        if category.closing_code_required and not chosen[category]:
            raise Refused(_("The category asks for a closing code, so assign at least one to it."))
        category.version += 1
        category.changed_at = clock.now()
    _assign(chosen)
    Category.objects.bulk_update(categories, ["closing_code_required", "version", "changed_at"], batch_size=FEWER)
    after = _states(categories)
    changes = [(each, difference(before[each.pk], after[each.pk])) for each in categories]
    record_changes("changed", [each for each in changes if each[1]], by=by, tenant_id=categories[0].tenant_id)
    return categories


def _assign(wanted: Mapping[Category, Sequence[ClosingCode]]) -> None:
    for category, codes in wanted.items():
        for code in codes:
            if code.tenant_id != category.tenant_id:
                raise Refused(_("The closing code “%(name)s” belongs to another tenant.") % {"name": code.name})
    rows = CategoryClosingCode.objects.filter(category__in=wanted, closing_code__deleted_at=None)
    present = {(category, code): pk for pk, category, code in rows.values_list("pk", "category_id", "closing_code_id")}
    new = {(category.pk, code.pk): category for category, codes in wanted.items() for code in codes}
    CategoryClosingCode.objects.filter(pk__in=[pk for key, pk in present.items() if key not in new]).delete()
    CategoryClosingCode.objects.bulk_create(
        (
            CategoryClosingCode(tenant_id=category.tenant_id, category=category, closing_code_id=code_id)
            for (category_id, code_id), category in new.items()
            if (category_id, code_id) not in present
        ),
        batch_size=BATCH,
    )


def _states(categories: Sequence[Category]) -> dict[int, dict[str, Any]]:
    """As the audit log shows them."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = CategoryClosingCode.objects.filter(category__in=categories, closing_code__deleted_at=None)
    for row in rows.select_related("closing_code").order_by("closing_code__sort_key", "closing_code_id"):
        names[row.category_id].append(f"{row.closing_code.code} {row.closing_code.name}")
    return {
        each.pk: {"closing_codes": names[each.pk], "closing_code_required": each.closing_code_required}
        for each in categories
    }


def _lock(closing_code: ClosingCode, version: int) -> ClosingCode:
    locked = ClosingCode.objects.select_for_update(of=("self",)).get(pk=closing_code.pk)
    if locked.deleted_at is not None:
        raise Refused(_("The closing code “%(name)s” has been deleted in the meantime.") % {"name": locked.name})
    if locked.version != version:
        raise Refused(
            _("Somebody else has changed the closing code “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": locked.name}
        )
    return locked


def _save(closing_code: ClosingCode, *fields: str) -> None:
    closing_code.version += 1
    closing_code.save(update_fields=[*fields, "version"])


def _require_free_code(tenant_id: int, code: str, *, besides: ClosingCode | None = None) -> None:
    rows = ClosingCode.objects.living().filter(tenant_id=tenant_id, code=code)
    if besides:
        rows = rows.exclude(pk=besides.pk)
    taken = rows.first()
    if taken:
        raise Refused(
            _("The code “%(code)s” belongs to the closing code “%(name)s”. Choose another.")
            % {"code": code, "name": taken.name},
            about="code",
        )
