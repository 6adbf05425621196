"""The audit log handed out as a file: what the list shows, all pages of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST

from kontor.audit.domain.exporting import Format, exported, note_export
from kontor.kernel import clock
from kontor.org.domain.still_allowed import still_may
from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.access import EXPORT, entries_of
from kontor.supervisor.audit.lists import LOG
from kontor.supervisor.audit.period import DaysForm
from kontor.tenants.scope import INSTALLATION, scope
from kontor.ui.downloads import WrittenDownload
from kontor.ui.listing_view import ListingView

NAME = "kontor-audit"
TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSON_LINES: "application/x-ndjson; charset=utf-8"}


@require_POST
def export(request: DeskRequest) -> HttpResponseBase:
    """The list as it is narrowed, of the chains that the person may export. Each of them gets an entry that says so.

    The file is written while it leaves, a batch at a time, so it may be of any length. It breaks off, so that nobody
    takes it for whole, when the right goes meanwhile.
    """
    wanted = request.POST.get("format", Format.CSV)
    form = Format(wanted) if wanted in list(Format) else Format.CSV
    rows = DaysForm(request).narrow(entries_of(request, may=EXPORT))
    narrowed = ListingView(LOG, request, rows).narrowed
    chains = _chains(request)
    note_export(chains, form, narrowed=_narrowed_by(request), by=request.user)
    day = timezone.localdate(clock.now()).isoformat()
    pieces = exported(narrowed, form, enter=partial(_as_long_as_allowed, request.user.pk, chains))
    return WrittenDownload(pieces, f"{NAME}-{day}.{form}", TYPES[form])


@contextmanager
def _as_long_as_allowed(user_id: int, chains: list[int]) -> Iterator[None]:
    with scope(*chains):
        if not still_may(user_id, EXPORT, tenant_ids=chains):
            raise PermissionDenied("The right to export the audit log went while the file was on its way.")
        yield


def _chains(request: DeskRequest) -> list[int]:
    own = [INSTALLATION] if request.access.may(EXPORT, tenant_id=INSTALLATION) else []
    return own + sorted(each for each in request.access.tenants_with(EXPORT) if each != INSTALLATION)


def _narrowed_by(request: DeskRequest) -> dict[str, str]:
    return {
        name.removeprefix("filter-"): str(value)
        for name, value in request.GET.items()
        if name.startswith("filter-") and value
    }
