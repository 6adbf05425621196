"""What is entered in the masks of accounts, and how their pages are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.support.client import Browser
from tests.support.scoping import everywhere

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


def by_token(tenant: Tenant, **values: Any) -> MailAccount:
    return make_account(
        tenant,
        "service@nordlicht.example",
        **{
            "auth": "oauth2",
            "oauth_provider": "other",
            "oauth_grant": "code",
            "oauth_client_id": "kontor",
            "oauth_client_secret": "secret of the application",
            "oauth_authorize_url": "https://id.example/authorize",
            "oauth_token_url": "https://id.example/token",
            "oauth_scopes": "mail",
            "password": "",
            **values,
        },
    )


def saved(account: MailAccount) -> MailAccount:
    with everywhere():
        return MailAccount.objects.get(pk=account.pk)


def receiving_values(account: MailAccount, **values: Any) -> dict[str, Any]:
    names = ("protocol", "host", "port", "security", "username", "folder", "ca_file", "auth", "oauth_provider")
    more = ("oauth_grant", "oauth_client_id", "oauth_authorize_url", "oauth_token_url", "oauth_scopes", "version")
    return {**{name: getattr(account, name) for name in (*names, *more)}, **values}
