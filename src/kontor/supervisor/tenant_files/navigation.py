"""Where tenants as files stand in the menu."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.org.middleware import DeskRequest
from kontor.supervisor.navigation import SYSTEM
from kontor.supervisor.tenant_files.access import reads_files
from kontor.ui.navigation import Place, register_places


def _reads_files(request: HttpRequest) -> bool:
    return reads_files(cast(DeskRequest, request).access)


def register() -> None:
    register_places(
        Place(
            "tenant-files",
            _("Tenants as files"),
            "supervisor:tenant_files:files",
            section="administration",
            group=SYSTEM,
            order=225,
            permission="tenants.write",
            when=_reads_files,
            keywords="Mandant als Datei Export Import YAML tenant as a file compare vergleichen",
            icon="clip",
        )
    )
