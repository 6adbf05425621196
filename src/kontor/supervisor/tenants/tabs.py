"""The tabs of the tenant's mask. Packages that come later register theirs with a rule of their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kontor.supervisor.phone_systems.access import is_there
from kontor.supervisor.tenants.call_connector import connector_context, connector_form, save_connector
from kontor.supervisor.tenants.forms import accounts_form, general_form, settings_form
from kontor.supervisor.tenants.pdf import access as letters
from kontor.supervisor.tenants.pdf.tab import TAB as PDF
from kontor.supervisor.tenants.pdf.tab import pdf_context, pdf_form
from kontor.supervisor.tenants.phone_tickets import phone_ticket_context, phone_ticket_form
from kontor.supervisor.tenants.readiness.tab import TAB as READINESS
from kontor.supervisor.tenants.readiness.tab import readiness_context
from kontor.ui.mask import Tab, register_tab

TENANT_MASK = "tenant"
SETTINGS = "tenant_settings"


def is_saved(tenant: Any) -> bool:
    """For tabs that need a tenant to belong to."""
    return tenant.pk is not None


def register_tabs() -> None:
    folder = "supervisor/tenants"
    for tab in (
        Tab("general", _("General"), form=general_form, order=10, template=f"{folder}/_general.html"),
        Tab("settings", _("Settings"), settings_form, 20, f"{folder}/_settings.html", is_saved, deed=SETTINGS),
        Tab(
            "accounts",
            _("Account settings"),
            accounts_form,
            order=30,
            template=f"{folder}/_accounts.html",
            visible=is_saved,
        ),
        Tab(
            PDF,
            "PDF",
            pdf_form,
            order=50,
            template=f"{folder}/pdf/_tab.html",
            visible=is_saved,
            when=letters.is_there,
            beside=f"{folder}/pdf/_beside.html",
            context=pdf_context,
            deed=SETTINGS,
        ),
        Tab(
            "call-connector",
            "Call Connector App",
            connector_form,
            order=60,
            template=f"{folder}/_call_connector.html",
            visible=is_saved,
            when=is_there,
            beside=f"{folder}/_call_connector_beside.html",
            context=connector_context,
            save=save_connector,
        ),
        Tab(
            "phone-tickets",
            _("Phone ticket configuration"),
            phone_ticket_form,
            order=70,
            template=f"{folder}/_phone_tickets.html",
            visible=is_saved,
            when=is_there,
            context=phone_ticket_context,
            deed=SETTINGS,
        ),
        Tab(
            READINESS,
            _("Operational readiness"),
            order=80,
            template=f"{folder}/readiness/_tab.html",
            visible=is_saved,
            beside=f"{folder}/readiness/_trial.html",
            context=readiness_context,
        ),
        Tab("app-settings", _("App settings"), order=40, template=f"{folder}/_app_settings.html", visible=is_saved),
    ):
        register_tab(TENANT_MASK, tab)
