"""Where a letter is put, and what its file is called."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from kontor.channels.print_errors import PrintFailed, PrintTrouble
from kontor.channels.print_storage import checked_directory, clean_name
from kontor.kernel.errors import Refused
from kontor.letters.models import LetterTemplate, OutgoingLetter
from kontor.letters.preferences import FILE_NAMES, OUTPUT_DIRECTORY
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket

LETTER = "[letter]"
MANIFEST, PDF = ".json", ".pdf"


def directory_for(tenant: Tenant, template_id: int | None, system: Holder) -> str:
    """The template's directory, else the tenant's, else the installation's, else one named after the tenant.

    Raises PrintFailed where what stands there leaves the root.
    """
    own = LetterTemplate.objects.filter(template_id=template_id).values_list("output_directory", flat=True).first()
    chosen = own or OUTPUT_DIRECTORY.get(system, tenant)
    try:
        return checked_directory(chosen) or tenant.code
    except Refused as refusal:
        raise PrintFailed(PrintTrouble.OUTSIDE, path=chosen) from refusal


def filename_for(letter: OutgoingLetter, at: datetime, system: Holder) -> str:
    """The letter's path below its directory, with ``.pdf``. It holds the letter's number, so no two are the same."""
    tenant = letter.tenant
    pattern = FILE_NAMES.get(system, tenant)
    if LETTER not in pattern:
        pattern = f"{pattern}-{LETTER}"
    values = {
        "[date]": timezone.localtime(at, ZoneInfo(tenant.time_zone)).date().isoformat(),
        "[ticket]": plain_number(letter.message.ticket),
        "[tenant]": tenant.code,
        LETTER: str(letter.pk),
    }
    for word, value in values.items():
        pattern = pattern.replace(word, value)
    parts = [clean_name(part) for part in pattern.split("/")]
    return "/".join(part for part in parts if part) + PDF


def plain_number(ticket: Ticket) -> str:
    """The ticket's number for files and programs: without the gaps that make it readable."""
    return "".join(format_number(ticket.number).split())


def manifest_of(filename: str) -> str:
    return filename.removesuffix(PDF) + MANIFEST
