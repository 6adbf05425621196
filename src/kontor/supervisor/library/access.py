"""The door to the files of the library: not in your tenants is 404, not allowed is 403."""

from __future__ import annotations

from django.http import Http404

from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import allowed, need
from kontor.texts.domain.library_use import files_in_scope
from kontor.texts.models import LibraryFile

READ, WRITE = "library.read", "library.write"


def get_file(request: DeskRequest, library_file_id: int, *, may: str) -> LibraryFile:
    """A living file with its tenant."""
    file = files_in_scope().filter(pk=library_file_id).first()
    if file is None:
        raise Http404
    need(request, may, tenant_id=file.tenant_id)
    return file


def get_files(request: DeskRequest, ids: list[int], *, may: str, deleted: bool = False) -> list[LibraryFile]:
    """Those of the ids that are in the person's tenants; refused when the right is missing for one of them."""
    return allowed(request, files_in_scope(deleted=deleted).filter(pk__in=ids).order_by("pk"), may)
