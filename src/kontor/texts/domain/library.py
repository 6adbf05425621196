"""The files of a tenant's library are put in, renamed, replaced, deleted and restored."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, sort_key_german, without_bidi
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.preferences.uses import InUse
from kontor.tenants.models import Tenant
from kontor.texts.domain.library_use import uses_of
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile
from kontor.texts.preferences import LARGEST_FILE, LARGEST_PICTURE
from kontor.tickets.domain.blobs import keep

AUDITED = ("name", "filename", "content_type", "size")
LONGEST_NAME = 120
NAMED = 5
"""So many places where a file is used are named in the sentence that refuses its deletion."""


@dataclass(frozen=True)
class Upload:
    filename: str
    content: bytes


@transaction.atomic(savepoint=False)
def add_file(tenant: Tenant, upload: Upload, *, name: str, purpose: FilePurpose, by: User | None) -> LibraryFile:
    """Put a file into the tenant's library; without a name it is called like the file.

    Refused when it is too large or empty, when a picture is none that every mail program shows, and when the name is
    taken.
    """
    file = LibraryFile(tenant=tenant, purpose=purpose)
    _take(file, upload)
    _name(file, one_line(name) or file.filename)
    file.save()
    changes = difference({}, snapshot(file, ("purpose", *AUDITED)))
    record_change("created", file, by=by, tenant_id=tenant.pk, changes=changes)
    return file


@transaction.atomic(savepoint=False)
def change_file(
    file: LibraryFile, *, name: str, upload: Upload | None = None, version: int, by: User | None
) -> LibraryFile:
    """Rename it, and put another content in its place. Texts that name it show the new one; what was sent stays."""
    file = _lock(file, version)
    before = snapshot(file, (*AUDITED, "blob"))
    if upload is not None:
        _take(file, upload)
    _name(file, one_line(name) or file.name)
    _save(file, "name", "sort_key", "filename", "content_type", "size", "blob")
    if changes := difference(before, snapshot(file, (*AUDITED, "blob"))):
        changes.pop("blob", None)
        record_change("replaced" if upload else "changed", file, by=by, tenant_id=file.tenant_id, changes=changes)
    return file


@transaction.atomic(savepoint=False)
def delete_files(files: Iterable[LibraryFile], *, by: User | None) -> int:
    """They are offered no more and can be restored. Says how many.

    Refused with the list of its uses while a template or a text module names one of them; then none is deleted.
    """
    rows = LibraryFile.objects.living().select_for_update(of=("self",))
    living = list(rows.filter(pk__in=[each.pk for each in files]).order_by("pk"))
    _require_unused(living)
    for file in living:
        file.deleted_at = clock.now()
        _save(file, "deleted_at")
        record_change("deleted", file, by=by, tenant_id=file.tenant_id)
    return len(living)


@transaction.atomic(savepoint=False)
def restore_file(file: LibraryFile, *, by: User | None) -> LibraryFile:
    """A deleted one is offered again. Refused while its name is another's."""
    file = LibraryFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.deleted_at is None:
        return file
    _name(file, file.name)
    file.deleted_at = None
    _save(file, "deleted_at")
    record_change("restored", file, by=by, tenant_id=file.tenant_id)
    return file


def _require_unused(files: Iterable[LibraryFile]) -> None:
    found = [(file, uses) for file in files if (uses := uses_of(file))]
    if found:
        file, uses = found[0]
        places = ", ".join(f"“{use.name}”" for use in uses[:NAMED]) + (", …" if len(uses) > NAMED else "")
        raise InUse(
            _("“%(name)s” is used in %(places)s. Take it out there first; nothing was deleted.")
            % {"name": file.name, "places": places},
            found,
        )


def picture_type(content: bytes) -> str:
    """What kind of picture these bytes begin as; "" for anything that not every mail program shows.

    The beginning decides and nothing that was said about the file: SVG can carry scripts.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if content.startswith(b"RIFF") and content[8:12] == b"WEBP" else ""


def largest(tenant: Tenant, purpose: str) -> int:
    """How many bytes a file of the library may have."""
    chain = (cast(Holder, system_values()), cast(Holder, tenant))
    if purpose == FilePurpose.PICTURE:
        return LARGEST_PICTURE.get(*chain) * 1024
    return LARGEST_FILE.get(*chain) * 1024 * 1024


def _take(file: LibraryFile, upload: Upload) -> None:
    file.filename = without_bidi(one_line(upload.filename))[-255:] or "file"
    file.size = len(upload.content)
    if not upload.content:
        raise Refused(_("The file “%(name)s” is empty.") % {"name": file.filename})
    _require_small(file)
    found = picture_type(upload.content)
    if file.purpose == FilePurpose.PICTURE and not found:
        raise Refused(_("“%(name)s” is not a picture. Take PNG, JPEG, GIF or WebP.") % {"name": file.filename})
    guessed = mimetypes.guess_type(file.filename, strict=True)[0]
    file.content_type = found or guessed or "application/octet-stream"
    file.blob = keep(upload.content, tenant_id=file.tenant_id)


def _require_small(file: LibraryFile) -> None:
    most = largest(file.tenant, file.purpose)
    if file.size > most:
        if most < 1024 * 1024:
            size = _("%(size)s kB") % {"size": most // 1024}
        else:
            size = _("%(size)s MB") % {"size": most // (1024 * 1024)}
        raise Refused(_("The file “%(name)s” is larger than %(size)s.") % {"name": file.filename, "size": size})


def _name(file: LibraryFile, name: str) -> None:
    file.name = name[:LONGEST_NAME]
    file.sort_key = sort_key_german(file.name)
    rows = LibraryFile.objects.living().filter(tenant_id=file.tenant_id, sort_key=file.sort_key).exclude(pk=file.pk)
    if taken := rows.first():
        raise Refused(
            _("There is a file “%(name)s” already. Choose another name.") % {"name": taken.name}, about="name"
        )


def _lock(file: LibraryFile, version: int) -> LibraryFile:
    locked = LibraryFile.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=file.pk)
    if locked.deleted_at is not None:
        raise Refused(_("The file “%(name)s” has been deleted in the meantime.") % {"name": locked.name})
    if locked.version != version:
        raise Refused(
            _("Somebody else has changed the file “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": locked.name}
        )
    return locked


def _save(file: LibraryFile, *fields: str) -> None:
    file.version += 1
    file.save(update_fields=[*fields, "version", "changed_at"])
