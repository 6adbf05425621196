"""Passwords: how strong, how changed, how set anew by somebody who forgot theirs."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.audit.domain.recording import MASK, record_change
from kontor.kernel.errors import Refused
from kontor.people.domain.sign_out import end_sessions
from kontor.people.models import User
from kontor.people.preferences import PASSWORD_LENGTH
from kontor.preferences.domain.system import system_values
from kontor.tenants.scope import INSTALLATION, scope

RESET_VALID = timedelta(hours=1)
_SALT = "kontor.people.password_reset"


def weakness(password: str, user: User) -> str:
    """Why this password is too weak for this person, as a sentence; "" when it is strong enough."""
    least = PASSWORD_LENGTH.get(system_values())
    if len(password) < least:
        return ngettext("Use at least %(number)d character.", "Use at least %(number)d characters.", least) % {
            "number": least
        }
    if not _passes(NumericPasswordValidator(), password, user):
        return _("A password of digits alone is guessed too quickly. Add letters.")
    if not _passes(CommonPasswordValidator(), password, user):
        return _("This password is in lists of passwords that are tried first. Choose another one.")
    resembling = UserAttributeSimilarityValidator(user_attributes=("username", "name", "email"))
    if not _passes(resembling, password, user):
        return _("This password resembles the person's name or address too much. Choose another one.")
    return ""


@transaction.atomic(savepoint=False)
def change_password(
    user: User, password: str, *, by: User | None, must_change: bool = False, keep_session: str | None = None
) -> User:
    """Give the person this password and end their sessions (but ``keep_session``). Refused when it is too weak.

    Who keeps a session has said the present password in it: refused when that is no longer the present one.
    """
    problem = weakness(password, user)
    if problem:
        raise Refused(problem)
    known, user = user.password, User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if keep_session and user.password != known:
        raise Refused(_("Somebody else has changed this user in the meantime. Nothing was overwritten."))
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user, keep=keep_session)
    with scope(INSTALLATION):
        record_change("password_changed", user, by=by, tenant_id=None, changes={"password": [MASK, MASK]})
    return user


def reset_token(user: User) -> str:
    """A signed token to set a new password with. Good for an hour, once, and only until the next sign-in."""
    return signing.dumps({"user": user.pk, "state": _state(user)}, salt=_SALT, compress=True)


def user_of_token(token: str) -> User | None:
    """Whose token this is; None when it is forged, too old or used already."""
    try:
        content = signing.loads(token, salt=_SALT, max_age=RESET_VALID)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=content["user"], deleted_at=None, active=True).first()
    if user is None or not constant_time_compare(content["state"], _state(user)):
        return None
    return user


@transaction.atomic(savepoint=False)
def set_password_by_token(token: str, password: str) -> User:
    """Set a new password with the token of the mail; it is used up, and the person is signed out everywhere."""
    user = user_of_token(token)
    if user is not None:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        user = user_of_token(token)
    if user is None:
        raise Refused(_("This link has been used or is too old. Ask for a new one."))
    return change_password(user, password, by=user)


def _state(user: User) -> str:
    """Changes with the password, the address and each sign-in."""
    last = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac(_SALT, f"{user.pk}:{user.password}:{user.email_key}:{last}", algorithm="sha256").hexdigest()


def _passes(
    validator: NumericPasswordValidator | CommonPasswordValidator | UserAttributeSimilarityValidator,
    password: str,
    user: User,
) -> bool:
    try:
        validator.validate(password, user)
    except ValidationError:
        return False
    return True
