"""Signing in: by user name or e-mail, the same for known and unknown names, slower with each failure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.kernel import clock
from kontor.kernel.text import normalize_email
from kontor.people.models import SignInAttempt, User

REMEMBERED = timedelta(hours=1)
"""Failures older than this count no more."""
FREE_BY_NAME, FREE_BY_ADDRESS = 5, 20
"""So many failures before one has to wait: for a name, and from a network address (many people may share one)."""
ONE_HOUSE = 64
"""Bits that all IPv6 addresses of one subscriber begin with (RFC 6177): whoever has one of them has all."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class SignIn:
    """What became of an attempt: a person, or a sentence why not."""

    user: User | None
    sentence: str = ""


def check_sign_in(name: str, password: str, *, address: str) -> SignIn:
    """Whether name (or e-mail) and password belong together.

    Each attempt is written down before the password is looked at, so a hundred at once count as a hundred. While one
    has to wait nothing is looked at, whether the password is right or not. Call outside any transaction.
    """
    attempts = _write_down(name, address)
    wait = _wait(attempts)
    if wait:
        SignInAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).delete()
        return SignIn(None, _wait_sentence(wait))
    user = find_user(name)
    if not _fits(user, password):
        return SignIn(None, _("Name and password do not match. Check the caps lock key and try again."))
    _forget(attempts)
    assert user is not None
    if not user.is_active:
        return SignIn(None, _("This account is switched off. An administrator can switch it on again."))
    return SignIn(user)


def find_user(name: str) -> User | None:
    """The person with this user name or e-mail, deleted ones too."""
    found = Q(username_key=name.strip().casefold())
    email = normalize_email(name)
    return User.objects.filter(found | Q(email_key=email) if email else found).first()


def too_many(kind: str, value: str, *, most: int) -> bool:
    """Count something that strangers may ask for, and say whether it was asked too often within the hour."""
    attempt = SignInAttempt.objects.create(key=_key(kind, value), at=clock.now())
    return SignInAttempt.objects.filter(key=attempt.key, at__gte=clock.now() - REMEMBERED).count() > most


def network_of(address: str) -> str:
    """What counts as one network address: of IPv6 all that one house has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or IPv6Network((int(found), ONE_HOUSE), strict=False))


def forget_old_attempts() -> int:
    """Delete what counts no more."""
    return SignInAttempt.objects.filter(at__lt=clock.now() - REMEMBERED).delete()[0]


def _write_down(name: str, address: str) -> list[SignInAttempt]:
    """The attempt under the name and under the address, in this order."""
    keys = [_key("name", _as_typed(name)), _key("address", network_of(address))]
    return SignInAttempt.objects.bulk_create([SignInAttempt(key=key, at=clock.now()) for key in keys])


def _as_typed(name: str) -> str:
    """What is counted is what was typed, and never whom it means: a user name and an e-mail that have to wait for each
    other would tell strangers that both are somebody's."""
    return normalize_email(name) or name.strip().casefold()


def _wait(attempts: list[SignInAttempt]) -> timedelta:
    """How long from now until one may try; nothing when one may.

    A failure of later than now was before the clock was set back: it counts as one of now, and from now on.
    """
    now = clock.now()
    own = [attempt.pk for attempt in attempts]
    rows = SignInAttempt.objects.filter(key__in=[attempt.key for attempt in attempts], at__gte=now - REMEMBERED)
    rows = rows.exclude(pk__in=own)
    waits: list[timedelta] = [timedelta(0)]
    for key, count, last in rows.values_list("key").annotate(count=Count("pk"), last=Max("at")):
        free = FREE_BY_NAME if key == attempts[0].key else FREE_BY_ADDRESS
        if last > now:
            rows.filter(key=key, at__gt=now).update(at=now)
        waits.append(min(last, now) + wait_after(count, free) - now)
    return max(waits)


def wait_after(failures: int, free: int) -> timedelta:
    """Nothing for the free ones, then 15 seconds, doubled with each failure, up to 15 minutes."""
    if failures < free:
        return timedelta(0)
    doubled: int = 2 ** min(failures - free, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _wait_sentence(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    if seconds <= 90:
        text = ngettext(
            "Too many attempts failed. Wait %(number)d second, then try again.",
            "Too many attempts failed. Wait %(number)d seconds, then try again.",
            seconds,
        )
        return text % {"number": seconds}
    minutes = math.ceil(seconds / 60)
    text = ngettext(
        "Too many attempts failed. Wait %(number)d minute, then try again.",
        "Too many attempts failed. Wait %(number)d minutes, then try again.",
        minutes,
    )
    return text % {"number": minutes}


def _fits(user: User | None, password: str) -> bool:
    """Takes the same time whether there is such a person or not."""
    if user is None:
        User().set_password(password)
        return False
    return user.check_password(password)


@transaction.atomic(savepoint=False)
def _forget(attempts: list[SignInAttempt]) -> None:
    """After a success the name starts anew; the address loses this attempt only."""
    SignInAttempt.objects.filter(Q(key=attempts[0].key) | Q(pk=attempts[1].pk)).delete()


def _key(kind: str, value: str) -> str:
    return salted_hmac("kontor.people.sign_in", f"{kind}:{value}", algorithm="sha256").hexdigest()
