"""Where tenants stand in the menu, and the tabs of their mask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.navigation import SYSTEM
from kontor.supervisor.tenants.assistant.returning import banner
from kontor.supervisor.tenants.tabs import register_tabs
from kontor.ui.context import provide_banner
from kontor.ui.navigation import Place, register_places


def register() -> None:
    register_tabs()
    provide_banner(banner)
    register_places(
        Place(
            "tenants",
            _("Tenants"),
            "supervisor:tenants:list",
            section="administration",
            group=SYSTEM,
            order=220,
            permission="tenants.read",
            keywords="Mandanten tenants clients",
            hotkey="g m",
        ),
        Place(
            "new-tenant",
            _("Create tenant"),
            "supervisor:tenants:new",
            section="administration",
            permission="tenants.write",
            keywords="Mandant anlegen create tenant Neu",
            icon="plus",
            command=True,
        ),
        Place(
            "tenant-assistant",
            _("Create a tenant step by step"),
            "supervisor:tenants:assistant-start",
            section="administration",
            permission="tenants.write",
            keywords="Mandant anlegen Assistent einrichten wizard assistant set up",
            icon="list-ordered",
            command=True,
        ),
        Place(
            "tenant-like",
            _("New tenant like …"),
            "supervisor:tenants:like-choose",
            section="administration",
            permission="tenants.write",
            keywords="Mandant kopieren wie copy tenant like",
            icon="template",
            command=True,
        ),
    )
