"""What is entered in the masks of accounts, and how their pages are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from kontor.tenants.models import Tenant
from tests.support.client import Browser

Clients = Callable[..., Browser]


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:accounts:{name}", args=args)


def new_values(tenant: Tenant | None = None, **values: Any) -> dict[str, Any]:
    return {
        "address": "hilfe@nordlicht.example",
        "name": "",
        "tenant": tenant.pk if tenant else "",
        "fallback": "",
        "active": "on",
        "protocol": "imap",
        "host": "imap.nordlicht.example",
        "port": "",
        "security": "tls",
        "username": "hilfe",
        "password": "geheim",
        "folder": "",
        "sender_name": "Nordlicht",
        "smtp_host": "smtp.nordlicht.example",
        "smtp_port": "",
        "smtp_security": "starttls",
        "smtp_username": "",
        "smtp_password": "",
        **values,
    }


def shown(response: Any) -> dict[str, list[Any]]:
    return {row.item.address: [cell.value for cell in row.cells] for row in response.context["listing"].rows}
