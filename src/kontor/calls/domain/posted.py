"""Events that a telephone system posts: believed or not, kept either way, and answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from kontor.calls.domain.events import receive
from kontor.calls.domain.screening import directive_for
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneDevice, PhoneLink, PhoneSystem, RefusedEvent
from kontor.calls.preferences import EVENT_WINDOW, INTEGRATION
from kontor.channels.telephony.events import CallEvent
from kontor.channels.telephony.push import (
    Answer,
    Directive,
    Unusable,
    answer,
    read_posting,
    require_signature,
    translate,
)
from kontor.channels.telephony.push.signing import require_in_time
from kontor.kernel import clock
from kontor.kernel.text import shorten, strip_controls
from kontor.preferences.domain.system import system_values
from kontor.tenants.scope import INSTALLATION, scope

KEPT = 1000
"""Refused events a telephone system; older ones go, so that whoever knows its address cannot fill the disk."""

LONGEST_BODY = 4000

SENTENCES = {
    "signature": _("The signature is not right. Nothing was changed."),
    "out_of_time": _("The event is too old, or from the future. Check the clock of the telephone system."),
    "too_large": _("More than 64 kB were posted."),
    "unreadable": _("What was posted is neither JSON nor a form in UTF-8."),
    "missing": _("“%(field)s” is missing."),
    "letters": _("“%(field)s” is to be a number, but contains letters."),
    "signs": _("“%(field)s” contains line ends or other characters that do not belong there."),
    "too_long": _("“%(field)s” is too long."),
    "time": _("“%(field)s” is not a time with a time zone."),
    "unknown_event": _("“%(field)s” names an event that is not known."),
    "unknown_direction": _("“%(field)s” must be “in” or “out”."),
}
"""Why an event was refused (``RefusedEvent.kind``, with its ``values``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request of a telephone system. ``address`` is where it comes from, ``follow_up`` where it went."""

    body: bytes
    content_type: str
    headers: Mapping[str, str]
    address: str
    follow_up: str


def system_of(token: str) -> PhoneSystem | None:
    """The telephone system whose token this is; None while call integration is off, and for one that is not active.

    The token is looked up by its hash: how long that takes says nothing about it.
    """
    if not INTEGRATION.get(system_values()):
        return None
    digest = hashlib.sha256(token.encode()).hexdigest()
    return PhoneSystem.objects.active().filter(connector=Connector.PUSH, token_hash=digest).first()


def take(system: PhoneSystem, post: Post) -> Answer:
    """Write down what was posted and say what to do. Called outside of transactions.

    Raises ``Unusable`` for what is not believed or not understood; that is kept too, and counted at the link.
    An event that is known already changes nothing and is answered like the first one.
    """
    now = clock.now()
    try:
        events = _read(system, post, now)
    except Unusable as unusable:
        _keep(system, post, unusable, now)
        raise
    if events:
        receive(system.pk, events)
        with scope(INSTALLATION):
            PhoneLink.objects.filter(system=system).update(event_at=now)
    return answer(system.push_format, _directive(system, events, post.follow_up))


def _read(system: PhoneSystem, post: Post, now: datetime) -> list[CallEvent]:
    window = timedelta(minutes=EVENT_WINDOW.get(system_values()))
    posting = read_posting(post.body, post.content_type)
    if system.signing_secret:
        require_signature(system.push_format, system.signing_secret, post.body, post.headers, now=now, window=window)
    phones = frozenset(PhoneDevice.objects.filter(system=system).values_list("extension", flat=True))
    told = translate(system.push_format, posting, at=now, phones=phones)
    if told:
        require_in_time(max(event.at for event in told), now=now, window=window)
    return told


def _directive(system: PhoneSystem, events: list[CallEvent], follow_up: str) -> Directive:
    return directive_for(system, events[0], follow_up=follow_up) if events else Directive(follow_up=follow_up)


def _keep(system: PhoneSystem, post: Post, unusable: Unusable, now: datetime) -> None:
    body = strip_controls(post.body[: 4 * LONGEST_BODY].decode("utf-8", "replace"))[:LONGEST_BODY]
    with scope(INSTALLATION):
        RefusedEvent.objects.create(
            system=system,
            at=now,
            kind=unusable.kind,
            values={name: shorten(value, 80) for name, value in unusable.values.items()},
            body=body,
            address=post.address or None,
        )
        PhoneLink.objects.filter(system=system).update(refused=F("refused") + 1)
        oldest = refused_events(system).values("at")[KEPT : KEPT + 1]
        RefusedEvent.objects.filter(system=system, at__lte=oldest).delete()


def refused_events(system: PhoneSystem) -> QuerySet[RefusedEvent]:
    """The newest first; visible with the installation in the scope."""
    return RefusedEvent.objects.filter(system=system).order_by("-at", "-id")


def sentence(kind: str, values: Mapping[str, str]) -> str:
    """Why it was refused, in the language in force."""
    return str(SENTENCES[kind] % {"field": values.get("field") or "?"})
