"""Letters that come in: the folders with scans, and the program that reads them."""

from __future__ import annotations

from collections.abc import Iterator

from kontor.channels.domain.scan_folders import folder_of
from kontor.channels.enums import Channel, Protocol
from kontor.channels.errors import ConnectionFailed
from kontor.channels.models import MailAccount
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.letters.domain.scans import languages
from kontor.letters.preferences import LETTERS
from kontor.letters.scanning import ocr
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def check_scans() -> Iterator[Finding]:
    """Only where letters come in: there is an account for them, and letters are switched on."""
    with scope(INSTALLATION, *every_tenant()):
        on = LETTERS.get(system_values())
        accounts = list(MailAccount.objects.fetching().filter(channel=Channel.LETTER).order_by("id")) if on else []
        tenants = Tenant.objects.filter(pk__in=[account.tenant_id for account in accounts])
        needed = sorted({code for tenant in tenants for code in languages(tenant)})
    if accounts:
        yield from _about_reading(needed)
    for account in accounts:
        if account.protocol == Protocol.FOLDER:
            yield _about_folder(account)


def _about_reading(needed: list[str]) -> Iterator[Finding]:
    missing = ocr.missing_languages(needed)
    if not ocr.is_there():
        yield warning("Scans without a text of their own are not read: Tesseract is not installed.", ocr.INSTALL)
    elif missing:
        yield warning(f"Tesseract lacks languages of letters that come in: {', '.join(missing)}.", ocr.INSTALL)
    else:
        yield good("Scans without a text of their own can be read.")


def _about_folder(account: MailAccount) -> Finding:
    try:
        folder_of(account).require_usable(account.done_folder)
    except ConnectionFailed as failure:
        return bad(f"Letters of {account.name} do not come in: {failure}", "See KONTOR_SCANS_ROOT.")
    return good(f"The folder with scans of {account.name} can be used.")
