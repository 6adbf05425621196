"""Tokens from a service: what is asked, and what each answer means."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from kontor.channels import oauth
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.oauth import TokenService
from tests.servers.lines import silent_server, unused_port
from tests.servers.token_service import TokenServer

BACK = "https://desk.example/callback"


@pytest.fixture
def server(make_token_server: Callable[..., TokenServer], new_mailbox: Callable[[], str]) -> TokenServer:
    return make_token_server(new_mailbox())


@pytest.fixture
def service(server: TokenServer) -> TokenService:
    return TokenService(
        token_url=server.url,
        client_id=server.client_id,
        client_secret=server.client_secret,
        authorize_url="https://sign-in.example/authorize?p=1",
        scopes="mail offline",
        extra=(("prompt", "consent"),),
        ca_file=server.dovecot.ca_file,
        timeout=5.0,
    )


def failed(call: Callable[[], object]) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as caught:
        call()
    return caught.value


def test_the_person_is_sent_with_state_and_the_hash_of_the_verifier(service: TokenService) -> None:
    address = oauth.sign_in_address(
        service, redirect_uri=BACK, state="signed", verifier="v" * 60, login_hint="service@kontor.example"
    )

    asked = parse_qs(urlsplit(address).query)
    digest = hashlib.sha256(b"v" * 60).digest()
    assert address.startswith("https://sign-in.example/authorize?")
    assert {name: values[0] for name, values in asked.items()} == {
        "p": "1",
        "response_type": "code",
        "client_id": "kontor",
        "redirect_uri": BACK,
        "scope": "mail offline",
        "state": "signed",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "login_hint": "service@kontor.example",
        "prompt": "consent",
    }


def test_every_verifier_is_another_one_and_long_enough() -> None:
    verifiers = {oauth.new_verifier() for _number in range(20)}

    assert len(verifiers) == 20
    assert all(43 <= len(verifier) <= 128 for verifier in verifiers)


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def test_a_code_is_redeemed_with_its_verifier(service: TokenService, server: TokenServer) -> None:
    verifier = oauth.new_verifier()
    code = server.agree(challenge_of(verifier))

    token = oauth.redeem_code(service, code=code, redirect_uri=BACK, verifier=verifier)

    assert token.access.count(".") == 2
    assert (token.lifetime, token.refresh in server.refresh_tokens) == (3600, True)
    (asked,) = server.asked
    assert (asked["grant_type"], asked["redirect_uri"]) == ("authorization_code", BACK)
    assert token.access not in repr(token)


def test_a_code_without_its_verifier_is_worth_nothing(service: TokenService, server: TokenServer) -> None:
    code = server.agree(challenge_of(oauth.new_verifier()))

    failure = failed(lambda: oauth.redeem_code(service, code=code, redirect_uri=BACK, verifier=oauth.new_verifier()))

    assert (failure.kind, failure.permanent) == (Kind.SIGN_IN_AGAIN, True)
    assert str(failure) == (
        "127.0.0.1 does not accept the saved sign-in any more. Somebody must sign in again on the account's page."
    )


def test_refreshing(service: TokenService, server: TokenServer) -> None:
    token = oauth.refresh(service, "refresh-0")

    assert (token.refresh, token.lifetime) == ("", 3600)
    (asked,) = server.asked
    assert asked["client_secret"] == server.client_secret


def test_a_new_refresh_token_comes_along(service: TokenService, server: TokenServer) -> None:
    server.rotates = True

    assert oauth.refresh(service, "refresh-0").refresh == "refresh-1"


def test_the_application_by_itself(service: TokenService, server: TokenServer) -> None:
    token = oauth.for_application(service)

    (asked,) = server.asked
    assert (asked["grant_type"], asked["scope"], asked["client_id"]) == ("client_credentials", "mail offline", "kontor")
    assert token.refresh == ""


def test_an_unknown_application_is_told(service: TokenService) -> None:
    failure = failed(lambda: oauth.refresh(replace(service, client_secret="another"), "refresh-0"))

    assert (failure.kind, failure.permanent) == (Kind.CLIENT, True)
    assert "unknown application" in str(failure)


@pytest.mark.parametrize(
    ("status", "body", "kind", "permanent"),
    [
        (400, '{"error": "invalid_grant"}', Kind.SIGN_IN_AGAIN, True),
        (400, '{"error": "interaction_required"}', Kind.SIGN_IN_AGAIN, True),
        (400, '{"error": "consent_required", "error_description": "AADSTS65001"}', Kind.CONSENT, True),
        (400, '{"error": "invalid_scope"}', Kind.CLIENT, True),
        (400, '{"error": "an invention of this service"}', Kind.CLIENT, True),
        (400, '{"error": "temporarily_unavailable"}', Kind.BUSY, False),
        (429, "slow down", Kind.BUSY, False),
        (503, "<html>down</html>", Kind.BUSY, False),
        (404, "<html>nothing here</html>", Kind.PROTOCOL, False),
        (200, "<html>sign in</html>", Kind.PROTOCOL, False),
        (200, '["no object"]', Kind.PROTOCOL, False),
        (200, "", Kind.PROTOCOL, False),
        (200, '{"token_type": "Bearer"}', Kind.PROTOCOL, False),
        (200, '{"access_token": "a", "token_type": "mac"}', Kind.PROTOCOL, False),
    ],
)
def test_what_an_answer_means(
    service: TokenService, server: TokenServer, status: int, body: str, kind: Kind, permanent: bool
) -> None:
    server.answer = (status, body)

    failure = failed(lambda: oauth.refresh(service, "refresh-0"))

    assert (failure.kind, failure.permanent) == (kind, permanent)


@pytest.mark.parametrize(
    ("given", "lifetime"), [({}, 3600), ({"expires_in": "1800"}, 1800), ({"expires_in": None}, 3600)]
)
def test_a_lifetime_that_is_not_told_is_an_hour(
    service: TokenService, server: TokenServer, given: dict[str, object], lifetime: int
) -> None:
    server.answer = (200, json.dumps({"access_token": "a", "token_type": "Bearer", **given}))

    assert oauth.refresh(service, "refresh-0").lifetime == lifetime


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_is_not_followed(
    service: TokenService, server: TokenServer, make_token_server: Callable[..., TokenServer], status: int
) -> None:
    other = make_token_server(server.user)
    server.answer, server.location = (status, ""), other.url

    failure = failed(lambda: oauth.refresh(service, "refresh-0"))

    assert failure.kind == Kind.PROTOCOL
    assert other.asked == []


def test_a_service_without_tls_gets_nothing(service: TokenService) -> None:
    failure = failed(lambda: oauth.refresh(replace(service, token_url="http://127.0.0.1:1/token"), "refresh-0"))

    assert failure.kind == Kind.NO_TLS


def test_a_service_nobody_vouches_for_gets_nothing(service: TokenService, server: TokenServer) -> None:
    failure = failed(lambda: oauth.refresh(replace(service, ca_file=None), "refresh-0"))

    assert (failure.kind, server.asked) == (Kind.CERTIFICATE, [])


def test_a_service_that_is_down_passes(service: TokenService) -> None:
    url = f"https://127.0.0.1:{unused_port()}/token"

    failure = failed(lambda: oauth.refresh(replace(service, token_url=url), "refresh-0"))

    assert (failure.kind, failure.permanent) == (Kind.REFUSED, False)


def test_a_service_that_is_silent_passes(service: TokenService) -> None:
    with silent_server() as port:
        url = f"https://127.0.0.1:{port}/token"
        failure = failed(lambda: oauth.refresh(replace(service, token_url=url, timeout=0.3), "refresh-0"))

    assert (failure.kind, failure.permanent) == (Kind.TIMEOUT, False)


def test_who_comes_back_without_agreeing_is_told_so(service: TokenService) -> None:
    failure = oauth.refused_consent(service, "access_denied", "The user\r\ndenied")

    assert str(failure) == (
        "The sign-in was not completed: 127.0.0.1 reports that consent was refused (The user denied)."
    )
