"""What tokens are used for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels import oauth
from kontor.channels.domain.connection_tests import ask_for_test, run_test, shown_test
from kontor.channels.domain.tokens import forget_access_token, keep_code, ready
from kontor.channels.errors import ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.models import ConnectionTest, MailAccount
from kontor.intake.domain.sources import open_source
from kontor.outbox.domain.system_mail import send_system_mail
from kontor.tenants.models import Tenant
from tests.channels.domain.tokens.conftest import account_at, saved
from tests.channels.mails import plain_mail
from tests.channels.test_oauth import BACK, challenge_of
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import HOST as HOST_OF_SINK
from tests.servers.smtp_sink import SmtpSink
from tests.servers.token_service import TokenServer
from tests.support.scoping import in_scope


def test_the_server_for_sending_gets_the_token_unless_it_has_a_password_of_its_own(
    nordlicht: Tenant, service: TokenServer
) -> None:
    account = ready(account_at(service, nordlicht, smtp_username="", smtp_password=""))
    shared = account.smtp_server()
    account.smtp_username = "shared@kontor.example"
    as_another = account.smtp_server()
    account.smtp_password = "of the relay"
    own = account.smtp_server()
    account.smtp_without_sign_in = True
    without = account.smtp_server()

    assert (shared.by_token, shared.token, shared.username) == (True, account.oauth_access_token, service.user)
    assert (as_another.by_token, as_another.username) == (True, "shared@kontor.example")
    assert (own.by_token, own.token, own.password) == (False, "", "of the relay")
    assert (without.by_token, without.token, without.username) == (False, "", "")


def steps_of(account: MailAccount) -> dict[str, str]:
    """What the connection test said: key of the step -> its state."""
    with in_scope(account.owner):
        test = ask_for_test(account, language="en")
    run_test(account.owner, account.pk, test.pk)
    with in_scope(account.owner):
        return {key: step["state"] for key, step in ConnectionTest.objects.get(pk=test.pk).steps.items()}


def test_the_connection_test_begins_with_the_token(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, smtp_host="")

    steps = steps_of(account)

    assert steps == dict.fromkeys(["token", "resolve", "connect", "sign_in", "folder"], "ok")
    assert saved(account).oauth_access_token != ""
    with in_scope(nordlicht):
        shown = shown_test(account)
    assert shown is not None
    assert (shown.done, shown.total, shown.failed) == (5, 5, False)


def test_without_a_token_nothing_else_is_tried(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, oauth_refresh_token="")

    steps = steps_of(account)

    assert steps.pop("token") == "failed"
    assert set(steps.values()) == {"skipped"}
    assert len(steps) == 9


def test_a_connection_test_trades_the_code_for_tokens(nordlicht: Tenant, service: TokenServer) -> None:
    account = account_at(service, nordlicht, oauth_refresh_token="", smtp_host="")
    verifier = oauth.new_verifier()
    with in_scope(nordlicht):
        code = service.agree(challenge_of(verifier))
        keep_code(account, code=code, redirect_uri=BACK, verifier=verifier, by=None)

    assert set(steps_of(saved(account)).values()) == {"ok"}
    assert saved(account).oauth_refresh_token != ""


def test_fetching_uses_the_token_and_tells_when_there_is_none(
    nordlicht: Tenant, service: TokenServer, mail_server: Dovecot
) -> None:
    mail_server.deliver(service.user, plain_mail("one"))
    account = account_at(service, nordlicht)
    with open_source(account, lambda _keys: set()) as source:
        source.look()
        assert source.waiting() == 1

    service.refresh_tokens.clear()
    with in_scope(nordlicht):
        forget_access_token(account)
    with pytest.raises(ConnectionFailed) as failed, open_source(saved(account), lambda _keys: set()):
        pass
    assert failed.value.kind == Kind.SIGN_IN_AGAIN


def test_mail_of_the_installation_leaves_by_token(
    database: None, service: TokenServer, make_sink: Callable[..., SmtpSink]
) -> None:
    """The sink knows no tokens: that it is refused as such, and not for a wrong password, shows which way was tried."""
    sink = make_sink(users={"nobody": "x"}, auth_without_tls=True)
    account_at(service, None, smtp_host=HOST_OF_SINK, smtp_port=sink.port, smtp_security="plain", smtp_username="")

    with pytest.raises(DeliveryFailed) as failed:
        send_system_mail("ada@kontor.example", "Subject", "Text")

    assert "offers no sign-in by token" in str(failed.value)
    assert len(service.asked) == 1
