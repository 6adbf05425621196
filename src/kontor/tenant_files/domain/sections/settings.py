"""The tenant's own values for settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.org.domain.tenants import change_tenant_settings
from kontor.preferences.types import TENANT
from kontor.tenant_files.domain.section import Entry, Single, Work
from kontor.tenant_files.domain.settings_shape import Names, named, settings_of, stored
from kontor.tenants.models import Tenant


class SettingsSection(Single):
    key = "settings"
    title = _("Settings")
    about = _("The tenant's own values; what does not stand here is inherited from the system.")
    shape = settings_of(TENANT)

    def models(self) -> list[str]:
        return []

    def entry(self, tenant: Tenant) -> Entry:
        return named(tenant.preferences, TENANT, Names(tenant))

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        now = Tenant.objects.get(pk=work.tenant.pk)
        work.tenant = change_tenant_settings(now, stored(old, new, work), version=now.version, by=work.by)
