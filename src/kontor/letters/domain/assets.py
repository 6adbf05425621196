"""The pictures that a tenant's letters may show: put in, replaced, deleted, restored."""

from __future__ import annotations

import re
import unicodedata

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, without_bidi
from kontor.letters.domain.asset_files import checked_picture
from kontor.letters.models import LetterAsset, Stationery, Stylesheet
from kontor.people.models import User
from kontor.preferences.uses import InUse, Use, listed
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep

AUDITED = ("name", "filename", "content_type", "size")
SIGN = "asset:"
MOST_PICTURES = 40
"""So many pictures a tenant's letters may choose from: every letter carries them to the process that renders it."""


def assets_of(tenant: Tenant, *, deleted: bool = False) -> QuerySet[LetterAsset]:
    rows = LetterAsset.objects.filter(tenant=tenant).order_by("name", "pk")
    return rows.exclude(deleted_at=None) if deleted else rows.living()


@transaction.atomic(savepoint=False)
def add_asset(tenant: Tenant, content: bytes, filename: str, *, name: str = "", by: User | None) -> LetterAsset:
    """Put a picture in; without a name it is called like the file.

    Refused for what is no picture for letters, when there are too many, and when the name is taken.
    """
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    if assets_of(tenant).count() >= MOST_PICTURES:
        raise Refused(_("A tenant has at most %(count)s pictures for letters.") % {"count": MOST_PICTURES})
    row = LetterAsset(tenant=tenant)
    _take(row, content, filename)
    row.name = _free_name(row, name.strip() or proposed_name(filename))
    row.save()
    record_change("created", row, by=by, tenant_id=tenant.pk, changes=difference({}, snapshot(row, AUDITED)))
    return row


@transaction.atomic(savepoint=False)
def replace_asset(asset: LetterAsset, content: bytes, filename: str, *, by: User | None) -> LetterAsset:
    """Another content under the same name, from the next letter on; what was sent stays as it was."""
    row = _lock(asset)
    before = snapshot(row, (*AUDITED, "blob"))
    _take(row, content, filename)
    row.version += 1
    row.save()
    if changes := difference(before, snapshot(row, (*AUDITED, "blob"))):
        changes.pop("blob", None)
        record_change("replaced", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row


@transaction.atomic(savepoint=False)
def delete_asset(asset: LetterAsset, *, by: User | None) -> None:
    """It is shown no more and can be restored. Refused while letterhead or a stylesheet names it."""
    row = _lock(asset)
    if uses := uses_of(row):
        words = {"name": row.name, "uses": listed(uses)}
        raise InUse(_("“%(name)s” is in use and cannot be deleted. %(uses)s.") % words, [(row, uses)])
    row.deleted_at = clock.now()
    row.version += 1
    row.save(update_fields=["deleted_at", "version", "changed_at"])
    record_change("deleted", row, by=by, tenant_id=row.tenant_id)


@transaction.atomic(savepoint=False)
def restore_asset(asset: LetterAsset, *, by: User | None) -> LetterAsset:
    """A deleted one can be shown again. Refused while its name is another's."""
    row = LetterAsset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
    if row.deleted_at is None:
        return row
    _free_name(row, row.name)
    row.deleted_at = None
    row.version += 1
    row.save(update_fields=["deleted_at", "version", "changed_at"])
    record_change("restored", row, by=by, tenant_id=row.tenant_id)
    return row


def uses_of(asset: LetterAsset) -> list[Use]:
    """The letterhead whose logo it is, and the living stylesheets that name it by ``asset:<name>``."""
    return uses_by_name(asset.tenant).get(asset.name, [])


def uses_by_name(tenant: Tenant) -> dict[str, list[Use]]:
    """The same for all pictures of the tenant at once."""
    found: dict[str, list[Use]] = {}
    logo = Stationery.objects.filter(tenant=tenant).values_list("logo__name", flat=True).first()
    if logo:
        found[logo] = [Use("letterhead", _("Letterhead"), _("Logo"))]
    sheets = Stylesheet.objects.living().filter(tenant=tenant, css__contains=SIGN).order_by("sort_key")
    for sheet in sheets:
        _note(found, sheet.css, Use("stylesheet", gettext_lazy("Stylesheet"), sheet.name, sheet.pk))
    return found


def _note(found: dict[str, list[Use]], text: str, use: Use) -> None:
    for name in names_in(text):
        uses = found.setdefault(name, [])
        if use not in uses:
            uses.append(use)


def names_in(text: str) -> list[str]:
    """The pictures that a stylesheet or a text names, each once."""
    return list(dict.fromkeys(re.findall(r"asset:([a-z0-9_-]+)", text)))


def proposed_name(filename: str) -> str:
    """A name that texts can write, made of the file's: "Unser Logo.svg" becomes "unser-logo"."""
    stem = filename.rpartition(".")[0] or filename
    plain = unicodedata.normalize("NFKD", stem.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-")[:60] or "picture"


def _take(row: LetterAsset, content: bytes, filename: str) -> None:
    row.filename = without_bidi(one_line(filename))[-255:] or "file"
    row.content_type = checked_picture(content, row.filename)
    row.size = len(content)
    row.blob = keep(content, tenant_id=row.tenant_id)


def _free_name(row: LetterAsset, name: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,60}", name):
        raise Refused(
            _("Use lower-case letters, digits, hyphen and underscore for the name of a picture."), about="name"
        )
    if assets_of(row.tenant).filter(name=name).exclude(pk=row.pk).exists():
        raise Refused(_("There is a picture “%(name)s” already. Choose another name.") % {"name": name}, about="name")
    return name


def _lock(asset: LetterAsset) -> LetterAsset:
    row = LetterAsset.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=asset.pk)
    if row.deleted_at is not None:
        raise Refused(_("The picture “%(name)s” has been deleted in the meantime.") % {"name": row.name})
    return row
