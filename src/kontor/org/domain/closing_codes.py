"""Closing codes are created, changed, deleted, restored and assigned to categories."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.domain.categories import lock_category, save_version
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
    category = lock_category(category, version)
    chosen = [code for code in closing_codes if code.deleted_at is None]
    before = _names(category)
    was_required = category.closing_code_required
    category.closing_code_required = was_required if required is None else required
    if category.closing_code_required and not chosen:
        raise Refused(_("The category asks for a closing code, so assign at least one to it."))
    _assign(category, chosen)
    save_version(category, "closing_code_required")
    changes = difference(
        {"closing_codes": before, "closing_code_required": was_required},
        {"closing_codes": _names(category), "closing_code_required": category.closing_code_required},
    )
    if changes:
        record_change("changed", category, by=by, tenant_id=category.tenant_id, changes=changes)
    return category


def _assign(category: Category, chosen: list[ClosingCode]) -> None:
    for code in chosen:
        if code.tenant_id != category.tenant_id:
            raise Refused(_("The closing code “%(name)s” belongs to another tenant.") % {"name": code.name})
    rows = CategoryClosingCode.objects.filter(category=category, closing_code__deleted_at=None)
    wanted, present = {code.pk for code in chosen}, set(rows.values_list("closing_code_id", flat=True))
    rows.filter(closing_code_id__in=present - wanted).delete()
    CategoryClosingCode.objects.bulk_create(
        CategoryClosingCode(tenant_id=category.tenant_id, category=category, closing_code_id=code_id)
        for code_id in sorted(wanted - present)
    )


def _names(category: Category) -> list[str]:
    return [f"{code.code} {code.name}" for code in category.closing_codes.living()]


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
            % {"code": code, "name": taken.name}
        )
