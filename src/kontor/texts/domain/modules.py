"""Text modules are written, changed, deleted and restored."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.kernel.text import one_line, sort_key_german
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_groups import group_named
from kontor.texts.domain.template_checks import require_placeable
from kontor.texts.domain.templates import lock_texts
from kontor.texts.models import ModuleCategory, TextModule

AUDITED = ("name", "shortcut", "language", "html", "top")


@dataclass(frozen=True)
class ModuleValues:
    """What a person enters. ``group`` is its name; a new name makes a new group. ``language`` "" is every language."""

    name: str
    html: str
    group: str = ""
    language: str = ""
    shortcut: str = ""
    top: bool = False
    categories: tuple[Category, ...] = field(default=())


@transaction.atomic(savepoint=False)
def create_module(tenant: Tenant, values: ModuleValues, *, by: User | None) -> TextModule:
    """Write a text module of the tenant.

    Refused when its name or its shortcut is taken in that language, and for an unknown placeholder or include.
    """
    lock_texts(tenant.pk)
    module = TextModule(tenant=tenant)
    _fill(module, values)
    module.save()
    _assign(module, values.categories)
    record_change("created", module, by=by, tenant_id=tenant.pk, changes=difference({}, _state(module)))
    return module


@transaction.atomic(savepoint=False)
def change_module(module: TextModule, values: ModuleValues, *, version: int, by: User | None) -> TextModule:
    """Change everything at once. Answers that were written with it stay as they are."""
    lock_texts(module.tenant_id)
    module = _lock(module, version)
    before = _state(module)
    _fill(module, values)
    _save(module, "group", "name", "sort_key", "shortcut", "shortcut_key", "language", "html", "top")
    _assign(module, values.categories)
    if changes := difference(before, _state(module)):
        record_change("changed", module, by=by, tenant_id=module.tenant_id, changes=changes)
    return module


@transaction.atomic(savepoint=False)
def delete_module(module: TextModule, *, by: User | None) -> None:
    """Agents find it no more; it can be restored."""
    module = TextModule.objects.select_for_update(of=("self",)).get(pk=module.pk)
    if module.deleted_at is not None:
        return
    module.deleted_at = clock.now()
    _save(module, "deleted_at")
    record_change("deleted", module, by=by, tenant_id=module.tenant_id)


@transaction.atomic(savepoint=False)
def restore_module(module: TextModule, *, by: User | None) -> TextModule:
    """A deleted one can be used again.

    Refused while its name or its shortcut is another's, or an include of it is missing.
    """
    lock_texts(module.tenant_id)
    module = TextModule.objects.select_for_update(of=("self",)).get(pk=module.pk)
    if module.deleted_at is None:
        return module
    _require_free(module)
    require_placeable(module.tenant_id, module.html)
    module.deleted_at = None
    _save(module, "deleted_at")
    record_change("restored", module, by=by, tenant_id=module.tenant_id)
    return module


def shortcut_key(shortcut: str) -> str:
    """The form in which shortcuts are compared: case and the way accents are written make no difference."""
    return unicodedata.normalize("NFC", shortcut.strip().casefold())


def _fill(module: TextModule, values: ModuleValues) -> None:
    html = clean_own(values.html)
    if not plain_text_from_html(html) and "<img" not in html:
        raise Refused(_("A text module needs a text."))
    require_placeable(module.tenant_id, html)
    module.name = one_line(values.name)
    module.sort_key = sort_key_german(module.name)
    module.group = group_named(module.tenant_id, values.group)
    module.language, module.top, module.html = values.language, values.top, html
    module.shortcut = one_line(values.shortcut)
    module.shortcut_key = shortcut_key(module.shortcut)
    _require_free(module)


def _require_free(module: TextModule) -> None:
    rows = TextModule.objects.living().filter(tenant_id=module.tenant_id, language=module.language)
    rows = rows.exclude(pk=module.pk)
    if taken := rows.filter(sort_key=module.sort_key).first():
        raise Refused(
            _("There is a text module “%(name)s” in this language already. Choose another name.")
            % {"name": taken.name},
            about="name",
        )
    if module.shortcut_key and (taken := rows.filter(shortcut_key=module.shortcut_key).first()):
        raise Refused(
            _("The shortcut “%(shortcut)s” belongs to the text module “%(name)s”. Choose another.")
            % {"shortcut": module.shortcut, "name": taken.name},
            about="shortcut",
        )


def _assign(module: TextModule, categories: Iterable[Category]) -> None:
    """These categories and no others. Deleted ones keep it, for when they are restored."""
    for category in categories:
        if category.tenant_id != module.tenant_id:
            raise Refused(_("The category “%(name)s” belongs to another tenant.") % {"name": category.name})
    rows = ModuleCategory.objects.filter(module=module, category__deleted_at=None)
    wanted, present = {category.pk for category in categories}, set(rows.values_list("category_id", flat=True))
    rows.filter(category_id__in=present - wanted).delete()
    ModuleCategory.objects.bulk_create(
        ModuleCategory(tenant_id=module.tenant_id, module=module, category_id=category_id)
        for category_id in sorted(wanted - present)
    )


def _state(module: TextModule) -> dict[str, Any]:
    """The text module as the audit log shows it."""
    return {
        **snapshot(module, AUDITED),
        "module_group": module.group.name if module.group else "",
        "categories": [category.name for category in module.categories.living()],
    }


def _lock(module: TextModule, version: int) -> TextModule:
    locked = TextModule.objects.select_for_update(of=("self",)).select_related("group").get(pk=module.pk)
    if locked.deleted_at is not None:
        raise Refused(_("The text module “%(name)s” has been deleted in the meantime.") % {"name": locked.name})
    if locked.version != version:
        raise Refused(
            _("Somebody else has changed the text module “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": locked.name}
        )
    return locked


def _save(module: TextModule, *fields: str) -> None:
    module.version += 1
    module.save(update_fields=[*fields, "version", "changed_at"])
