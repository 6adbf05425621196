"""Call records handed out as a file: what the list shows, all pages of it."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.calls.domain.exporting import Format, exported, note_export
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.calls.access import EXPORT, calls_of
from kontor.supervisor.calls.lists import days_of, records
from kontor.tenants.models import Tenant
from kontor.ui.downloads import FileDownload
from kontor.ui.listing_view import ListingView

MOST = 50_000
"""So many calls at most in one request; ``kontor calls export`` takes any number."""

NAME = "kontor-calls"
IN_MEMORY = 1024 * 1024
TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSON_LINES: "application/x-ndjson; charset=utf-8"}


@require_POST
def export(request: DeskRequest) -> HttpResponseBase:
    """The list as it is narrowed, of the tenants in which the person may export. It is written to the audit log."""
    wanted = request.POST.get("format", Format.CSV)
    form = Format(wanted) if wanted in list(Format) else Format.CSV
    rows = days_of(request).narrow(calls_of(request, may=EXPORT))
    narrowed = ListingView(records(request), request, rows).narrowed
    if narrowed.order_by()[: MOST + 1].count() > MOST:
        raise Refused(
            _("These are more than %(number)s calls. Choose a shorter time, or use the command “kontor calls export”.")
            % {"number": MOST}
        )
    note_export(_tenants(request), form, narrowed=_narrowed_by(request), by=request.user)
    file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  (closed when the last piece is out)
    categories, contacts = request.access.category_ids("tickets.read"), request.access.tenants_with("contacts.read")
    for piece in exported(narrowed, form, categories=categories, contacts=contacts):
        file.write(piece.encode())
    file.seek(0)
    day = timezone.localdate(clock.now()).isoformat()
    return FileDownload(file, f"{NAME}-{day}.{form}", TYPES[form])


def _tenants(request: DeskRequest) -> list[Tenant]:
    """Those whose calls are handed out: with the right, and not left out by the filter."""
    chosen = request.GET.get("filter-tenant", "")
    allowed = list(tenants_for(request.access, EXPORT))
    return [each for each in allowed if str(each.pk) == chosen] or allowed


def _narrowed_by(request: DeskRequest) -> dict[str, str]:
    """What was entered in filters, for the audit log; numbers that were searched for are nobody's business there."""
    left_out = {"filter-number", "filter-customer"}
    return {
        name.removeprefix("filter-"): str(value)
        for name, value in request.GET.items()
        if name.startswith("filter-") and value and name not in left_out
    }
