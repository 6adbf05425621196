"""A person signs in at Microsoft, Google or another service, so that an account gets its tokens.

They leave with a state that is signed for them and the account and is worth something in their session only; with a
secret of ours whose hash alone travels with them (PKCE); and come back with a code, which a worker trades for tokens.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kontor.channels import oauth
from kontor.channels.domain.connection_tests import ask_for_test
from kontor.channels.domain.tokens import keep_code
from kontor.channels.enums import Grant
from kontor.channels.models import MailAccount
from kontor.org.middleware import DeskRequest
from kontor.outbox.domain.pausing import send_anew
from kontor.supervisor.accounts.access import get_account
from kontor.supervisor.doors import need_anywhere
from kontor.ui.htmx import message, redirect

SALT = "kontor.supervisor.accounts.signing_in"
SECONDS = 15 * 60
KEY = "account_sign_in"


@require_GET
def begin(request: DeskRequest, account_id: int) -> HttpResponse:
    """Off to the sign-in service, with the saved settings."""
    account = get_account(request, account_id, may="accounts.write")
    if not account.signs_in_by_token or account.oauth_grant != Grant.CODE:
        sentence = _("Nobody signs in for this account: it has a password, or the application is allowed itself.")
        return _back(request, sentence, _page(account, "receiving"))
    nonce, verifier = secrets.token_urlsafe(16), oauth.new_verifier()
    request.session[KEY] = {"nonce": nonce, "verifier": verifier}
    signed = {"account": account.pk, "user": request.user.pk, "nonce": nonce}
    return HttpResponseRedirect(
        oauth.sign_in_address(
            account.token_service(),
            redirect_uri=callback_address(request),
            state=signing.dumps(signed, salt=SALT),
            verifier=verifier,
            login_hint=account.username,
        )
    )


@require_GET
def come_back(request: DeskRequest) -> HttpResponse:
    """Back from the sign-in service: with a code, or with the reason why there is none."""
    need_anywhere(request, "accounts.write")
    kept = request.session.pop(KEY, None)
    account_id = _account_of(request, kept)
    if account_id is None:
        sentence = _("This sign-in took too long, or it was begun elsewhere. Begin again on the account's page.")
        return _back(request, sentence, reverse("supervisor:accounts:list"))
    account = get_account(request, account_id, may="accounts.write")
    error, code = request.GET.get("error", ""), request.GET.get("code", "")
    if error or not code:
        failure = oauth.refused_consent(account.token_service(), error, request.GET.get("error_description", ""))
        return _back(request, failure.sentence, _page(account, "receiving"))
    keep_code(account, code=code, redirect_uri=callback_address(request), verifier=kept["verifier"], by=request.user)
    send_anew(account)
    ask_for_test(account, language=get_language() or "")
    message(request, _("Signed in. The connection is tested now."))
    return redirect(request, _page(account, "state"))


def callback_address(request: DeskRequest) -> str:
    """Where the service sends people back to; it is entered there beforehand, letter by letter."""
    house = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return f"{house}{reverse('supervisor:accounts:signed-in')}"


def _account_of(request: DeskRequest, kept: dict[str, Any] | None) -> int | None:
    """The account of a state that this person got in this session, a short while ago."""
    try:
        signed = signing.loads(request.GET.get("state", ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        signed = {}
    if not kept or signed.get("nonce") != kept["nonce"] or signed.get("user") != request.user.pk:
        return None
    return int(signed["account"])


def _back(request: DeskRequest, sentence: str, url: str) -> HttpResponse:
    message(request, sentence, "near")
    return redirect(request, url)


def _page(account: MailAccount, tab: str) -> str:
    return reverse("supervisor:accounts:tab", args=[account.pk, tab])
