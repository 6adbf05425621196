"""OAuth 2.0 (RFC 6749) with proof of possession (PKCE, RFC 7636): how a mail account gets its tokens. Pure transport.

oauthlib writes the requests and reads the answers; they travel by HTTPS only, and a redirection is not followed:
what is sent is a secret, and it goes to no address that nobody chose.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import ssl
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error, WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import MissingTokenError

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.tls import failure, plain_failures, readable, tls_context

TIMEOUT = 20.0
LONGEST_ANSWER = 256 * 1024
USUAL_LIFETIME = 3600
"""Seconds a token lives when the service does not say."""

MEANING: dict[str, Kind] = {
    "invalid_grant": Kind.SIGN_IN_AGAIN,
    "interaction_required": Kind.SIGN_IN_AGAIN,
    "login_required": Kind.SIGN_IN_AGAIN,
    "access_denied": Kind.CONSENT,
    "consent_required": Kind.CONSENT,
    "temporarily_unavailable": Kind.BUSY,
    "server_error": Kind.BUSY,
    "slow_down": Kind.BUSY,
}
"""What an error code of the service means. Every other one: it does not accept the application or what it asks."""


@dataclass(frozen=True, slots=True)
class TokenService:
    """The service that gives out tokens, and what this application is called there."""

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    authorize_url: str = ""
    scopes: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    ca_file: str | None = None
    timeout: float = TIMEOUT

    @property
    def host(self) -> str:
        return urlsplit(self.token_url).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.token_url).port or 443


@dataclass(frozen=True, slots=True)
class Token:
    """``refresh`` is empty when the service gave no new one: then the old one goes on. ``lifetime``: in seconds."""

    access: str = field(repr=False)
    lifetime: int
    refresh: str = field(default="", repr=False)


def new_verifier() -> str:
    """A secret of ours for one sign-in; its hash travels first, itself only with the code."""
    return secrets.token_urlsafe(48)


def sign_in_address(service: TokenService, *, redirect_uri: str, state: str, verifier: str, login_hint: str) -> str:
    """Where a person's browser is sent to sign in and agree."""
    digest = hashlib.sha256(verifier.encode()).digest()
    address: str = WebApplicationClient(service.client_id).prepare_request_uri(
        service.authorize_url,
        redirect_uri=redirect_uri,
        scope=service.scopes,
        state=state,
        code_challenge=base64.urlsafe_b64encode(digest).decode().rstrip("="),
        code_challenge_method="S256",
        login_hint=login_hint,
        **dict(service.extra),
    )
    return address


def redeem_code(service: TokenService, *, code: str, redirect_uri: str, verifier: str) -> Token:
    """The tokens for the code with which a person came back. Raises ``ConnectionFailed``."""
    client = WebApplicationClient(service.client_id)
    body = client.prepare_request_body(code=code, redirect_uri=redirect_uri, code_verifier=verifier, **_secret(service))
    return _ask(service, body, client.parse_request_body_response)


def refresh(service: TokenService, refresh_token: str) -> Token:
    """A new access token, perhaps with a new refresh token. Raises ``ConnectionFailed``."""
    client = WebApplicationClient(service.client_id)
    body = client.prepare_refresh_body(
        refresh_token=refresh_token, scope=service.scopes, client_id=service.client_id, **_secret(service)
    )
    return _ask(service, body, client.parse_request_body_response)


def for_application(service: TokenService) -> Token:
    """A token for the application itself, without a person (client credentials). Raises ``ConnectionFailed``."""
    client = BackendApplicationClient(service.client_id)
    body = client.prepare_request_body(scope=service.scopes, include_client_id=True, **_secret(service))
    return _ask(service, body, client.parse_request_body_response)


def refused_consent(service: TokenService, error: str, description: str) -> ConnectionFailed:
    """What it means that a person came back without a code."""
    return failure(service, MEANING.get(error, Kind.CLIENT), readable(description or error))


def _secret(service: TokenService) -> dict[str, Any]:
    return {"client_secret": service.client_secret} if service.client_secret else {}


def _ask(service: TokenService, body: str, read: Callable[[str], dict[str, Any]]) -> Token:
    answer = _post(service, body)
    try:
        told = read(answer)
    except MissingTokenError as error:
        raise failure(service, Kind.PROTOCOL, error.description or error.error) from error
    except OAuth2Error as error:
        kind = MEANING.get(error.error or "", Kind.CLIENT)
        raise failure(service, kind, readable(error.description or error.error)) from error
    except (ValueError, TypeError, AttributeError) as error:  # neither JSON nor a form
        raise failure(service, Kind.PROTOCOL, answer) from error
    if str(told.get("token_type", "bearer")).lower() != "bearer":
        raise failure(service, Kind.PROTOCOL, "token_type")
    return Token(str(told["access_token"]), _lifetime(told), str(told.get("refresh_token") or ""))


def _lifetime(told: dict[str, Any]) -> int:
    with suppress(TypeError, ValueError):
        return max(0, int(told["expires_in"])) if "expires_in" in told else USUAL_LIFETIME
    return USUAL_LIFETIME


def _post(service: TokenService, body: str) -> str:
    if urlsplit(service.token_url).scheme != "https":
        raise failure(service, Kind.NO_TLS)
    request = urllib.request.Request(
        service.token_url,
        data=body.encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_context(service)), _NoRedirection)
    with plain_failures(service):
        try:
            with opener.open(request, timeout=service.timeout) as response:
                return _text(response)
        except HTTPError as error:
            if error.code == 429 or error.code >= 500:
                raise failure(service, Kind.BUSY, f"HTTP {error.code}") from error
            if error.code in (400, 401, 403):
                return _text(error)
            raise failure(service, Kind.PROTOCOL, f"HTTP {error.code}") from error
        except URLError as error:
            raise (error.reason if isinstance(error.reason, OSError) else error) from error
        except HTTPException as error:
            raise failure(service, Kind.PROTOCOL, error.__class__.__name__) from error


def _text(response: Any) -> str:
    return bytes(response.read(LONGEST_ANSWER)).decode("utf-8", "replace")


def _context(service: TokenService) -> ssl.SSLContext:
    """The system's authorities, and the own one beside them: a mail server in the house, a service outside it."""
    context = ssl.create_default_context()
    if service.ca_file:
        tls_context(service)  # says what is wrong with the file
        context.load_verify_locations(service.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None
