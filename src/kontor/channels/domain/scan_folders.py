"""Where the scans of an account lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.channels.scan_folder import ScanFolder, is_inside, open_folder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope


def root_of_scans() -> Path:
    """The installation's folder; in it one for each tenant, called like its short code."""
    return Path(settings.SCANS_ROOT or Path(settings.VAR) / "scans")


def folder_of(account: MailAccount) -> ScanFolder:
    """The account's folder below that of its tenant, which is called like the tenant's short code: thus no account can
    name the scans of another tenant, nor reach them by a link. Raises ``ConnectionFailed`` when it cannot be used."""
    with scope(account.owner):
        code = Tenant.objects.values_list("code", flat=True).get(pk=account.tenant_id)
    name = f"{code}/{account.folder}".rstrip("/")
    if account.folder and not is_inside(account.folder):
        raise ConnectionFailed(Kind.SCANS_OUTSIDE, folder=name)
    return open_folder(root_of_scans(), name, patience=settings.SCANS_PATIENCE)
