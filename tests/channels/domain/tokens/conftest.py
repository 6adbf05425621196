"""A service that gives tokens, and an account there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.channels.enums import Grant, Provider, SignIn
from kontor.channels.models import MailAccount
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.servers.dovecot import HOST
from tests.servers.token_service import TokenServer
from tests.support.scoping import in_scope


@pytest.fixture
def service(make_token_server: Callable[..., TokenServer], new_mailbox: Callable[[], str]) -> TokenServer:
    return make_token_server(new_mailbox())


def account_at(service: TokenServer, tenant: Tenant | None, **values: Any) -> MailAccount:
    """An account that has refresh-0 and no access token."""
    return make_account(
        tenant,
        service.user,
        host=HOST,
        port=service.dovecot.ports["imaps"],
        username=service.user,
        password="",
        ca_file=service.dovecot.ca_file,
        **{
            "auth": SignIn.OAUTH2,
            "oauth_provider": Provider.OTHER,
            "oauth_grant": Grant.CODE,
            "oauth_client_id": service.client_id,
            "oauth_client_secret": service.client_secret,
            "oauth_token_url": service.url,
            "oauth_scopes": "mail",
            "oauth_refresh_token": "refresh-0",
            **values,
        },
    )


def saved(account: MailAccount) -> MailAccount:
    with in_scope(account.owner):
        return MailAccount.objects.get(pk=account.pk)
