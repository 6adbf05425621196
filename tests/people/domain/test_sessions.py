"""Sign-ins: how long they were not used, which end by themselves, whose they are and from which device."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kontor.people.domain.sessions import ended_by_themselves, is_fresh, is_idle, mark_used, signed_in
from kontor.people.models import Session, User
from tests.conftest import Frozen


def opened(user: User | None, key: str, now: datetime, **values: object) -> Session:
    values = {"expire_date": now + timedelta(days=1), "seen_at": now, **values}
    return Session.objects.create(user=user, session_key=key, session_data="", **values)


def keys(rows: object) -> set[str]:
    return set(rows.values_list("session_key", flat=True))  # type: ignore[attr-defined]


def test_a_use_is_fresh_for_less_than_a_minute(frozen: Frozen) -> None:
    seen = [is_fresh(frozen.at - timedelta(seconds=seconds)) for seconds in (0, 59, 60)]

    assert seen == [True, True, False]
    assert not is_fresh(None)


@pytest.mark.parametrize(
    ("ago", "minutes", "idle"),
    [
        (timedelta(minutes=29, seconds=59), 30, False),
        (timedelta(minutes=30), 30, True),
        (timedelta(days=3), 0, False),
        (None, 30, False),
    ],
)
def test_a_sign_in_is_idle_from_the_minute_on_and_with_no_minutes_never(
    frozen: Frozen, ago: timedelta | None, minutes: int, idle: bool
) -> None:
    assert is_idle(frozen.at - ago if ago else None, minutes) is idle


def test_a_use_is_written_down_for_this_sign_in_only(dora: User, frozen: Frozen) -> None:
    opened(dora, "used", frozen.at)
    opened(dora, "other", frozen.at)
    began = frozen.at
    frozen.move(minutes=7)

    mark_used("used")

    assert dict(Session.objects.values_list("session_key", "seen_at")) == {"used": frozen.at, "other": began}


def test_those_end_that_were_idle_and_those_whose_cookie_has_expired(dora: User, frozen: Frozen) -> None:
    now = frozen.at
    opened(dora, "in use", now)
    opened(dora, "idle", now, seen_at=now - timedelta(minutes=31))
    opened(dora, "just not idle", now, seen_at=now - timedelta(minutes=30))
    opened(dora, "expired", now, expire_date=now - timedelta(seconds=1))
    opened(dora, "never used", now, seen_at=None)

    assert keys(ended_by_themselves(30)) == {"idle", "expired"}


def test_without_a_limit_only_expired_ones_end(dora: User, frozen: Frozen) -> None:
    now = frozen.at
    opened(dora, "idle", now, seen_at=now - timedelta(days=20))
    opened(dora, "expired", now, expire_date=now - timedelta(seconds=1))

    assert keys(ended_by_themselves(0)) == {"expired"}


def test_who_works_for_a_tenant_has_chosen_it_in_a_sign_in_that_goes_on(
    anna: User, bela: User, carla: User, dora: User, frozen: Frozen
) -> None:
    now = frozen.at
    opened(anna, "a", now, tenants=[3, 7])
    opened(bela, "b", now, tenants=[3])
    opened(carla, "c", now, tenants=[7], expire_date=now)
    opened(dora, "d", now, tenants=[7])

    assert signed_in([anna.pk, bela.pk, carla.pk], 7) == {anna.pk}
    assert signed_in([anna.pk, bela.pk, carla.pk], 3) == {anna.pk, bela.pk}
    assert signed_in([], 7) == frozenset()


@pytest.mark.parametrize(
    ("browser", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 OPR/112.0", "Opera, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.5.0 (Linux)", "Linux"),
        ("", ""),
    ],
)
def test_the_device_is_named_as_far_as_the_browser_tells(browser: str, device: str) -> None:
    assert Session(session_key="x", browser=browser).device == device


def test_the_mark_of_a_sign_in_is_its_own_and_does_not_hold_the_key() -> None:
    one, again, other = (Session(session_key=key) for key in ("first-key", "first-key", "second-key"))

    assert one.mark == again.mark != other.mark
    assert len(one.mark) == 20
    assert "first-key" not in one.mark
