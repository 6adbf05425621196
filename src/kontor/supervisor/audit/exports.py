"""The audit log handed out as a file: what the list shows, all pages of it."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.audit.domain.exporting import Format, exported, note_export
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.access import EXPORT, entries_of
from kontor.supervisor.audit.lists import LOG
from kontor.supervisor.audit.period import DaysForm
from kontor.tenants.scope import INSTALLATION
from kontor.ui.downloads import FileDownload
from kontor.ui.listing_view import ListingView

MOST = 100_000
"""So many entries at most in one request; ``kontor audit export`` takes any number."""

NAME = "kontor-audit"
IN_MEMORY = 1024 * 1024
TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSON_LINES: "application/x-ndjson; charset=utf-8"}


@require_POST
def export(request: DeskRequest) -> HttpResponseBase:
    """The list as it is narrowed, of the chains that the person may export. Each of them gets an entry that says so."""
    wanted = request.POST.get("format", Format.CSV)
    form = Format(wanted) if wanted in list(Format) else Format.CSV
    rows = DaysForm(request).narrow(entries_of(request, may=EXPORT))
    narrowed = ListingView(LOG, request, rows).narrowed
    if narrowed.order_by()[: MOST + 1].count() > MOST:
        raise Refused(
            _("These are more than %(number)s entries. Narrow them by time, or use the command “kontor audit export”.")
            % {"number": MOST}
        )
    note_export(_chains(request), form, narrowed=_narrowed_by(request), by=request.user)
    file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  (closed when the last piece is out)
    for piece in exported(narrowed, form):
        file.write(piece.encode())
    file.seek(0)
    day = timezone.localdate(clock.now()).isoformat()
    return FileDownload(file, f"{NAME}-{day}.{form}", TYPES[form])


def _chains(request: DeskRequest) -> list[int]:
    own = [INSTALLATION] if request.access.may(EXPORT, tenant_id=INSTALLATION) else []
    return own + sorted(each for each in request.access.tenants_with(EXPORT) if each != INSTALLATION)


def _narrowed_by(request: DeskRequest) -> dict[str, str]:
    return {
        name.removeprefix("filter-"): str(value)
        for name, value in request.GET.items()
        if name.startswith("filter-") and value
    }
