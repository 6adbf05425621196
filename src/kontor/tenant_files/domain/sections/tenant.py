"""What a tenant is: name, colour, language, country."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kontor.org.domain.tenants import FIELDS, change_tenant
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Single, Work
from kontor.tenant_files.domain.shapes import Number, Text, YesNo
from kontor.tenant_files.domain.time_shapes import checked_zone
from kontor.tenants.models import Tenant


class TenantSection(Single):
    key = "tenant"
    title = _("The tenant")
    about = _("The short code says which tenant this is; it never changes.")
    shape = Record(
        {
            "name": required(Text(longest=120)),
            "code": required(Text(pattern="[A-Z0-9]{2,8}")),
            "description": Field(Text(lines=True)),
            "colour": Field(Number(1, 12, default=1)),
            "language": Field(Text(allowed=tuple(code for code, _name in settings.LANGUAGES), default="de")),
            "country": Field(Text(pattern="[A-Z]{2}", default="DE")),
            "time_zone": Field(Text(clean=checked_zone, default="Europe/Berlin")),
            "active": Field(YesNo(True)),
        }
    )

    def models(self) -> list[str]:
        return ["tenants.tenant"]

    def entry(self, tenant: Tenant) -> Entry:
        return {field: getattr(tenant, field) for field in ("code", *FIELDS)}

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        """It is switched off when everything else is done (``switch_off``): some verbs want a tenant that works."""
        now = Tenant.objects.get(pk=work.tenant.pk)
        values = {field: new[field] for field in FIELDS} | {"active": now.active or new["active"]}
        if any(getattr(now, field) != value for field, value in values.items()):
            work.tenant = change_tenant(now, version=now.version, by=work.by, **values)


def switch_off(work: Work) -> None:
    """The tenant's mail stays on its server from now on, and nobody signs in for it."""
    now = Tenant.objects.get(pk=work.tenant.pk)
    if now.active:
        work.tenant = change_tenant(now, version=now.version, by=work.by, active=False)
