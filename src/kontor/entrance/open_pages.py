"""Pages that stay open while one is signed out: whoever signs in again in this browser can go on with them.

Django gives the browser a new token for forms with each sign-in, so that a page of one person sends nothing as the
next. Where it is the same person, the pages that say "sign in in another window" keep what they say.
"""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from kontor.people.models import User

COOKIE = "kontor_pages"
SALT = "kontor.entrance.pages"
TOKEN = "CSRF_COOKIE"
"""Where Django keeps the token of a request."""


def token_of_open_pages(request: HttpRequest, user: User) -> str | None:
    """The token of this browser's pages, if it was this person who signed in with it last."""
    token: str | None = request.META.get(TOKEN)
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return token if token and known == [user.pk, _trace(token)] else None


def remember_pages(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Until the browser is closed: whose the pages are that come from now on."""
    content = signing.dumps([user.pk, _trace(request.META[TOKEN])], salt=SALT)
    response.set_cookie(COOKIE, content, httponly=True, samesite="Lax", secure=request.is_secure())


def _trace(token: str) -> str:
    return salted_hmac(SALT, token).hexdigest()
