"""Where the scans of an account lie."""

from __future__ import annotations

from django.conf import settings

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.models import MailAccount
from kontor.channels.scan_folder import ScanFolder, is_inside, open_folder
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope


def folder_of(account: MailAccount) -> ScanFolder:
    """The account's folder below that of its tenant, which is called like the tenant's short code: thus no account can
    name the scans of another tenant. Raises ``ConnectionFailed`` when it cannot be used."""
    with scope(account.owner):
        code = Tenant.objects.values_list("code", flat=True).get(pk=account.tenant_id)
    name = f"{code}/{account.folder}".rstrip("/")
    if account.folder and not is_inside(account.folder):
        raise ConnectionFailed(Kind.SCANS_OUTSIDE, folder=name)
    return open_folder(settings.SCANS_ROOT, name, patience=settings.SCANS_PATIENCE)
