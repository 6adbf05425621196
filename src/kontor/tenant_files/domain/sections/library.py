"""The files of the library: what agents attach, and the pictures that texts show."""

from __future__ import annotations

from base64 import b64decode, b64encode

from django.utils.translation import gettext_lazy as _

from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Bytes, Text
from kontor.tenants.models import Tenant
from kontor.texts.domain.library import Upload, add_file, change_file, delete_files
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile


class Library(Rows):
    key = "library"
    title = _("Library")
    about = _("Files that agents attach and pictures that texts show, each with its content.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "purpose": Field(Text(allowed=tuple(FilePurpose.values), default="attachment")),
            "filename": required(Text(longest=255)),
            "content": required(Bytes()),
        }
    )

    def models(self) -> list[str]:
        return ["texts.libraryfile"]

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = LibraryFile.objects.living().filter(tenant=tenant).select_related("blob").order_by("sort_key")
        return [
            {
                "name": row.name,
                "purpose": row.purpose,
                "filename": row.filename,
                "content": b64encode(row.blob.content).decode(),
            }
            for row in rows
        ]

    def create(self, work: Work, new: Entry) -> None:
        add_file(work.tenant, _upload(new), name=new["name"], purpose=FilePurpose(new["purpose"]), by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        is_other = any(old[key] != new[key] for key in ("filename", "content"))
        upload = _upload(new) if is_other else None
        change_file(row, name=new["name"], upload=upload, version=row.version, by=work.by)

    def remove(self, work: Work, old: Entry) -> None:
        delete_files([self._row(work, old)], by=work.by)

    def _row(self, work: Work, entry: Entry) -> LibraryFile:
        return work.one(LibraryFile.objects.living().filter(tenant=work.tenant), name=entry["name"])


def _upload(entry: Entry) -> Upload:
    return Upload(entry["filename"], b64decode(entry["content"]))
