"""What goes out with a draft besides the files that were attached: pictures in its text, files of the library."""

from __future__ import annotations

import re
import secrets

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kontor.answers.domain.attached import require_room
from kontor.answers.domain.own_drafts import held_draft
from kontor.answers.models import Draft, DraftFile
from kontor.kernel.errors import Refused
from kontor.kernel.text import sort_key_german
from kontor.people.models import User
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateFile
from kontor.tickets.domain.blobs import keep as keep_blob
from kontor.tickets.models import Blob

LARGEST_PICTURE = 10 * 1024 * 1024
MOST_OFFERED = 50
CAME_WITH_TEMPLATE = "template_files"
"""In the options of a draft: the files that came with its template, each as [blob, name]."""
# What every mail program shows, by the bytes it begins with; a name or a promised type can say anything.
_PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp", "webp"),
)


@transaction.atomic(savepoint=False)
def add_picture(draft: Draft, *, filename: str, content: bytes, by: User) -> DraftFile:
    """A picture for the draft's text, which names it by ``cid:`` and its ``content_id``.

    Refused for what is no PNG, JPEG, GIF or WebP, and when it is too large, alone or with what goes out already.
    """
    held_draft(draft, by=by)
    found = next(((kind, ending) for begins, kind, ending in _PICTURES if begins.match(content)), None)
    if found is None:
        raise Refused(
            _("“%(name)s” is not a picture that mail programs show. Attach it as a file.") % {"name": filename}
        )
    if len(content) > LARGEST_PICTURE:
        raise Refused(_("The picture “%(name)s” is larger than 10 MB. Attach it as a file.") % {"name": filename})
    require_room(draft, len(content))
    name = secrets.token_hex(8)
    return _add(
        draft,
        keep_blob(content, tenant_id=draft.tenant_id),
        filename=filename or f"{name}.{found[1]}",
        content_type=found[0],
        size=len(content),
        content_id=f"{name}@kontor",
        inline=True,
    )


@transaction.atomic(savepoint=False)
def attach_library_file(draft: Draft, file: LibraryFile, *, by: User) -> DraftFile:
    """Put a file of the tenant's library to the draft, once. Refused when it is too large with the others."""
    held_draft(draft, by=by)
    there = draft.files.filter(blob_id=file.blob_id, filename=file.filename, inline=False).first()
    if there:
        return there
    require_room(draft, file.size)
    return _add(draft, file.blob, filename=file.filename, content_type=file.content_type, size=file.size)


def attach_files_of_template(draft: Draft, template: ReplyTemplate | None) -> None:
    """The files that go out with every mail of the template, as far as they are not there already."""
    if template is None:
        return
    exchange_files_of_template(draft, template)
    if draft.options[CAME_WITH_TEMPLATE]:
        draft.save(update_fields=["options"])


def exchange_files_of_template(draft: Draft, template: ReplyTemplate | None, *, keep: bool = False) -> None:
    """The files of this template come in place of those that came with the former one; with ``keep`` they stay too.

    What somebody has attached stays. The draft's options note what came; they are not saved here.
    """
    came = {(blob, name) for blob, name in draft.options.get(CAME_WITH_TEMPLATE, [])}
    there = {(file.blob_id, file.filename): file for file in draft.files.filter(inline=False)}
    files = _files_of(template, draft.tenant_id) if template else []
    wanted = {(file.blob.pk, file.filename): file for file in files}
    gone = [] if keep else [file for key, file in there.items() if key in came - wanted.keys()]
    draft.files.filter(pk__in=[file.pk for file in gone]).delete()
    new = {key: file for key, file in wanted.items() if key not in there}
    for file in new.values():
        _add(draft, file.blob, filename=file.filename, content_type=file.content_type, size=file.size)
    left = (came & there.keys()) - {(file.blob_id, file.filename) for file in gone}
    draft.options = {**draft.options, CAME_WITH_TEMPLATE: sorted([*left, *new])}


def _files_of(template: ReplyTemplate, tenant_id: int) -> list[LibraryFile]:
    """Those of a borrower who signs are kept with the lender too, whose mail they go out with."""
    ids = TemplateFile.objects.filter(template=template).values("file_id")
    rows = LibraryFile.objects.living().filter(pk__in=ids).select_related("blob").defer("blob__data").order_by("pk")
    files = list(rows)
    for file in files:
        if file.tenant_id != tenant_id:
            file.blob = keep_blob(file.blob.content, tenant_id=tenant_id)
    return files


def offered_library_files(tenant_id: int, words: str = "") -> QuerySet[LibraryFile]:
    """The tenant's files that may be attached, of those that match the words the first ones by name."""
    rows = LibraryFile.objects.living().filter(tenant=tenant_id, purpose=FilePurpose.ATTACHMENT).defer("blob__data")
    for word in words.split()[:5]:
        rows = rows.filter(Q(sort_key__contains=sort_key_german(word)) | Q(filename__icontains=word))
    return rows.order_by("sort_key")[:MOST_OFFERED]


def attachable_file(tenant_id: int, file_id: int) -> LibraryFile | None:
    """A file of the tenant's library that may be attached."""
    rows = LibraryFile.objects.living().filter(tenant=tenant_id, pk=file_id, purpose=FilePurpose.ATTACHMENT)
    return rows.select_related("blob").defer("blob__data").first()


def library_picture(tenant_id: int, file_id: int) -> LibraryFile | None:
    """A picture that the tenant's texts show. Deleted ones too: a text may still show them."""
    rows = LibraryFile.objects.filter(tenant=tenant_id, pk=file_id, purpose=FilePurpose.PICTURE)
    return rows.select_related("blob").first()


def _add(
    draft: Draft,
    blob: Blob,
    *,
    filename: str,
    content_type: str,
    size: int,
    content_id: str = "",
    inline: bool = False,
) -> DraftFile:
    return DraftFile.objects.create(
        tenant_id=draft.tenant_id,
        lent_to_id=draft.lent_to_id,
        draft=draft,
        blob=blob,
        filename=filename[:255],
        content_type=content_type[:120],
        content_id=content_id,
        inline=inline,
        size=size,
    )
