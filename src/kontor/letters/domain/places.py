"""Where a letter is put, and what its file is called."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from kontor.channels.print_errors import PrintFailed, PrintTrouble
from kontor.channels.print_storage import LONGEST_NAME, clean_name, directory_within
from kontor.kernel.errors import Refused
from kontor.letters.models import LetterTemplate, OutgoingLetter
from kontor.letters.preferences import FILE_NAMES, OUTPUT_DIRECTORY
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket

LETTER = "[letter]"
LONGEST_FOLDERS = 100
MANIFEST, PDF = ".json", ".pdf"


def own_directory_of(template_id: int | None) -> str:
    """What the template says of where its letters go; empty: the tenant's directory."""
    rows = LetterTemplate.objects.filter(template_id=template_id).values_list("output_directory", flat=True)
    return rows.first() or ""


def directory_for(tenant: Tenant, own: str, system: Holder) -> str:
    """The template's own directory, else the tenant's, else the installation's: always below the tenant's own folder.

    Raises PrintFailed where what stands there leaves the root.
    """
    chosen = own or OUTPUT_DIRECTORY.get(system, tenant)
    try:
        return directory_within(tenant.code, chosen)
    except Refused as refusal:
        raise PrintFailed(PrintTrouble.OUTSIDE, path=chosen) from refusal


def filename_for(letter: OutgoingLetter, at: datetime, system: Holder) -> str:
    """The letter's path below its directory, with ``.pdf``.

    Its last part holds the letter's number, however long it is: in a batch all letters lie in one folder.
    """
    tenant = letter.tenant
    folders, _slash, name = FILE_NAMES.get(system, tenant).rstrip("/").rpartition("/")
    if LETTER not in name:
        name = f"{name}-{LETTER}"
    values = {
        "[date]": timezone.localtime(at, ZoneInfo(tenant.time_zone)).date().isoformat(),
        "[ticket]": plain_number(letter.message.ticket),
        "[tenant]": tenant.code,
    }
    number = str(letter.pk)
    parts = [clean_name(part) for part in _filled(folders, values | {LETTER: number}).split("/")]
    folder = "/".join(part for part in parts if part)[:LONGEST_FOLDERS].rstrip("-./")
    return "/".join(part for part in (folder, _numbered(_filled(name, values), number)) if part) + PDF


def _filled(pattern: str, values: dict[str, str]) -> str:
    for word, value in values.items():
        pattern = pattern.replace(word, value)
    return pattern


def _numbered(name: str, number: str) -> str:
    """The name with the number. What is too long is cut, the number never."""
    whole = clean_name(name.replace(LETTER, number), longest=1000)
    if len(whole) <= LONGEST_NAME:
        return whole
    return clean_name(name.replace(LETTER, ""), longest=LONGEST_NAME - len(number) - 1) + f"-{number}"


def plain_number(ticket: Ticket) -> str:
    """The ticket's number for files and programs: without the gaps that make it readable."""
    return "".join(format_number(ticket.number).split())


def manifest_of(filename: str) -> str:
    return filename.removesuffix(PDF) + MANIFEST
