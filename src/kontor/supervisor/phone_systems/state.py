"""How the line to a telephone system stands, in icon and word."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.calls.enums import Connector, LinkState
from kontor.calls.models import PhoneLink, PhoneSystem
from kontor.channels.errors import sentence_of


@dataclass(frozen=True)
class State:
    """``badge`` is the kind of badge, ``icon`` its icon where the usual one does not fit; ``error`` why it is down."""

    key: str
    badge: str
    words: str
    icon: str = ""
    error: str = ""


def state_of(system: PhoneSystem) -> State:
    """What matters first. Of a system that posts its events nobody knows whether it lives until it posts."""
    if not system.active:
        return State("off", "paused", _("switched off"))
    link = link_of(system)
    return _of_push(system, link) if system.connector == Connector.PUSH else _of_line(link)


def link_of(system: PhoneSystem) -> PhoneLink:
    """The row of its line; an empty one where none was written yet."""
    return getattr(system, "link", None) or PhoneLink(system=system)


def _of_push(system: PhoneSystem, link: PhoneLink) -> State:
    if not system.token_hash:
        return State("no_token", "near", _("no token yet"), "open")
    if link.event_at is None:
        return State("silent", "near", _("no event yet"), "open")
    return State("up", "on-time", _("events arrive"))


def _of_line(link: PhoneLink) -> State:
    if link.state == LinkState.UP:
        return State("up", "on-time", _("connected"))
    error = sentence_of(link.error_kind, link.error_values) if link.error_kind else ""
    if link.state == LinkState.CONNECTING:
        return State("connecting", "near", _("is being connected"), "refresh", error)
    return State("down", "failed", _("not connected"), "", error)
