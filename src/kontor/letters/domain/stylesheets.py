"""Stylesheets are created, changed, made the default, deleted and restored; every saving is a version of its own."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german
from kontor.letters.domain.stylesheet_checks import Looked, require_sound
from kontor.letters.models import LetterTemplate, Stylesheet, StylesheetVersion
from kontor.letters.models.stylesheet import UNBROKEN
from kontor.letters.rendering.supplied import SUPPLIED, supplied_css
from kontor.people.models import User
from kontor.preferences.uses import InUse, Use, listed
from kontor.tenants.models import Tenant

AUDITED = ("name", "css", "is_default")


def stylesheets_of(tenant: Tenant, *, deleted: bool = False) -> QuerySet[Stylesheet]:
    rows = Stylesheet.objects.filter(tenant=tenant).order_by("sort_key", "pk")
    return rows.exclude(deleted_at=None) if deleted else rows.living()


def default_stylesheet(tenant: Tenant) -> Stylesheet | None:
    """The one for all letters that name none; None: Kontor's own layout."""
    return stylesheets_of(tenant).filter(is_default=True).first()


def create_stylesheet(tenant: Tenant, *, name: str, css: str, supplied: str = "", by: User | None) -> Stylesheet:
    """A stylesheet of the tenant; the first one becomes the default. ``supplied`` is the one of Kontor's it came from.

    Refused, with line and reason, for CSS that does not render; and when the name is missing or taken.
    """
    require_sound(tenant, css)
    return _create(tenant, Stylesheet(tenant=tenant, css=css, supplied=supplied), name, by=by)


def change_stylesheet(
    sheet: Stylesheet, *, name: str, css: str, version: int, by: User | None, looked: Looked | None = None
) -> Stylesheet:
    """The letters look like this from the next one on; what was sent stays as it was.

    Refused, with line and reason, for CSS that does not render: the last good one stays in force. Refused also when
    somebody else saved since ``version``. What was ``looked`` at before is not rendered again.
    """
    if css != sheet.css:
        require_sound(sheet.tenant, css, looked)
    return _change(sheet, name=name, css=css, version=version, by=by)


def restore_version(sheet: Stylesheet, number: int, *, version: int, by: User | None) -> Stylesheet:
    """An earlier version in force again, as a new one. Refused as in ``change_stylesheet``."""
    css = version_numbered(sheet, number).css
    return change_stylesheet(sheet, name=sheet.name, css=css, version=version, by=by)


def reset_stylesheet(sheet: Stylesheet, *, version: int, by: User | None) -> Stylesheet:
    """As Kontor supplied it, as a new version. Refused for one that was not made from a stylesheet of Kontor's."""
    if sheet.supplied not in SUPPLIED:
        raise Refused(
            _("“%(name)s” was not made from a stylesheet of Kontor's: there is nothing to reset to.")
            % {"name": sheet.name}
        )
    return change_stylesheet(sheet, name=sheet.name, css=supplied_css(sheet.supplied), version=version, by=by)


@transaction.atomic(savepoint=False)
def make_default(sheet: Stylesheet, *, by: User | None) -> Stylesheet:
    """All letters that name no stylesheet have this one from now on."""
    _lock_all(sheet.tenant)
    row = _living(sheet)
    if row.is_default:
        return row
    old = default_stylesheet(row.tenant)
    stylesheets_of(row.tenant).filter(is_default=True).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default", "changed_at"])
    changes = {"is_default": [old.name if old else "", row.name]}
    record_change("made default", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def delete_stylesheet(sheet: Stylesheet, *, by: User | None) -> None:
    """It can be restored. Refused while a template names it, and for the default as long as there is another."""
    _lock_all(sheet.tenant)
    row = _living(sheet)
    if uses := uses_of(row):
        words = {"name": row.name, "uses": listed(uses)}
        raise InUse(_("“%(name)s” is in use and cannot be deleted. %(uses)s.") % words, [(row, uses)])
    if row.is_default and stylesheets_of(row.tenant).exclude(pk=row.pk).exists():
        raise Refused(_("“%(name)s” is the default. Make another one the default first.") % {"name": row.name})
    row.deleted_at = clock.now()
    row.is_default = False
    row.version += 1
    row.save(update_fields=["deleted_at", "is_default", "version", "changed_at"])
    record_change("deleted", row, by=by, tenant_id=row.tenant_id)


@transaction.atomic(savepoint=False)
def restore_stylesheet(sheet: Stylesheet, *, by: User | None) -> Stylesheet:
    """A deleted one is back, as the default where there is none. Refused while its name is another's."""
    _lock_all(sheet.tenant)
    row = Stylesheet.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=sheet.pk)
    if row.deleted_at is None:
        return row
    _name(row, row.name)
    row.is_default = not stylesheets_of(row.tenant).filter(is_default=True).exists()
    row.deleted_at = None
    row.version += 1
    row.save(update_fields=["deleted_at", "is_default", "version", "changed_at"])
    record_change("restored", row, by=by, tenant_id=row.tenant_id)
    return row


def versions_of(sheet: Stylesheet) -> list[StylesheetVersion]:
    """All of them, newest first, with who saved."""
    return list(sheet.versions.select_related("by").order_by("-number"))


def version_numbered(sheet: Stylesheet, number: int) -> StylesheetVersion:
    """Refused when there is no such version."""
    found = sheet.versions.filter(number=number).first()
    if found is None:
        raise Refused(_("There is no version %(number)s of this stylesheet.") % {"number": number})
    return found


def uses_of(sheet: Stylesheet) -> list[Use]:
    """The living templates whose letters look like this."""
    rows = LetterTemplate.objects.filter(stylesheet=sheet, template__deleted_at=None, tenant_id=sheet.tenant_id)
    return [
        Use("template", gettext_lazy("Template"), row.template.name, row.template_id)
        for row in rows.select_related("template").order_by("template__sort_key")
    ]


@transaction.atomic(savepoint=False)
def _create(tenant: Tenant, row: Stylesheet, name: str, *, by: User | None) -> Stylesheet:
    _lock_all(tenant)
    _name(row, name)
    row.is_default = not stylesheets_of(tenant).filter(is_default=True).exists()
    row.save()
    _keep_version(row, by)
    record_change("created", row, by=by, tenant_id=tenant.pk, changes=difference({}, snapshot(row, AUDITED)))
    return row


@transaction.atomic(savepoint=False)
def _change(sheet: Stylesheet, *, name: str, css: str, version: int, by: User | None) -> Stylesheet:
    _lock_all(sheet.tenant)
    row = _living(sheet)
    if row.version != version:
        raise Refused(
            _("Somebody else has changed the stylesheet “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": row.name}
        )
    before = snapshot(row, AUDITED)
    _name(row, name)
    row.css = css
    changes = difference(before, snapshot(row, AUDITED))
    if not changes:
        return row
    row.version += 1
    if "css" in changes:
        for column, value in UNBROKEN.items():
            setattr(row, column, value)
    row.save(update_fields=["name", "sort_key", "css", "version", "changed_at", *UNBROKEN])
    _keep_version(row, by)
    record_change("changed", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


def _keep_version(row: Stylesheet, by: User | None) -> None:
    StylesheetVersion.objects.create(
        tenant_id=row.tenant_id,
        stylesheet=row,
        number=row.version,
        at=clock.now(),
        by=by,
        name=row.name,
        css=row.css,
    )


def _name(row: Stylesheet, name: str) -> None:
    row.name = one_line(name)[:120]
    if not row.name:
        raise Refused(_("A stylesheet needs a name."), about="name")
    row.sort_key = sort_key_german(row.name)
    taken = stylesheets_of(row.tenant).filter(sort_key=row.sort_key).exclude(pk=row.pk).first()
    if taken:
        raise Refused(
            _("There is a stylesheet “%(name)s” already. Choose another name.") % {"name": taken.name}, about="name"
        )


def _living(sheet: Stylesheet) -> Stylesheet:
    row = Stylesheet.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=sheet.pk)
    if row.deleted_at is not None:
        raise Refused(_("The stylesheet “%(name)s” has been deleted in the meantime.") % {"name": row.name})
    return row


def _lock_all(tenant: Tenant) -> None:
    """Nobody else changes the tenant's stylesheets meanwhile: one of them is the default."""
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
