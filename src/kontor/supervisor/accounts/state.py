"""How a mail account fares, in icon and word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.channels.preferences import uses_channel
from kontor.intake.domain.visits import LATE
from kontor.kernel import clock
from kontor.letters.domain.switch import is_on

STATES = (
    ("on_time", gettext_lazy("works")),
    ("failing", gettext_lazy("failing")),
    ("late", gettext_lazy("late")),
    ("new", gettext_lazy("never fetched")),
    ("off", gettext_lazy("switched off")),
)


@dataclass(frozen=True)
class State:
    """``badge`` is the kind of badge; ``icon`` its icon where the usual one does not fit."""

    key: str
    badge: str
    words: str
    icon: str = ""


def state_of(account: MailAccount) -> State:
    """What matters first: switched off, failing, never fetched, late, works."""
    if not account.active or (account.tenant and not account.tenant.active):
        return State("off", "paused", _("switched off"))
    if account.failing_since is not None:
        return State("failing", "failed", _("failing since %(since)s") % {"since": _moment(account.failing_since)})
    if account.fetched_at is None:
        return State("new", "near", _("never fetched"), "open")
    if account.fetched_at < clock.now() - LATE:
        return State("late", "near", _("not fetched since %(since)s") % {"since": _moment(account.fetched_at)})
    return State("on_time", "on-time", _("works"))


def unused_channel(account: MailAccount) -> str:
    """Why the scans of a letter account are not taken, as a sentence; "" where they are."""
    if account.channel != Channel.LETTER:
        return ""
    if not is_on():
        return _("Letters are switched off in this installation. Scans stay where they are until they are switched on.")
    if account.tenant and not uses_channel(account.tenant, Channel.LETTER):
        return _(
            "%(tenant)s does not use the channel Letter. Scans stay where they are until it is switched on in the "
            "settings of the tenant."
        ) % {"tenant": account.tenant.name}
    return ""


def with_state(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    """The accounts in this state, as ``state_of`` says it."""
    off = Q(active=False) | Q(tenant__active=False)
    failing, new = Q(failing_since__isnull=False), Q(fetched_at=None)
    late = Q(fetched_at__lt=clock.now() - LATE)
    wanted = {
        "off": off,
        "failing": ~off & failing,
        "new": ~off & ~failing & new,
        "late": ~off & ~failing & late,
        "on_time": ~off & ~failing & ~new & ~late,
    }
    return rows.filter(wanted[entered])


def _moment(moment: datetime) -> str:
    """The time of today, or the day and the time."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localtime(clock.now()).date()
    return date_format(local, "TIME_FORMAT" if today else "SHORT_DATETIME_FORMAT")
