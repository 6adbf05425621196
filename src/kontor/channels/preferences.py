"""Settings of the channels."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy as _

from kontor.channels.enums import Channel
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import SYSTEM, TENANT, Holder, Preference
from kontor.tenants.models import Tenant

AVAILABLE = (Channel.MAIL, Channel.LETTER)
"""The channels this version serves. Another one joins when it has an effect."""

ENABLED_CHANNELS: Preference[list[str]] = Preference(
    "channels.enabled_channels",
    list,
    default=[Channel.MAIL.value],
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Used channels"),
    help=_("A channel that is switched off is not read: mail stays on the mail server until it is switched on again."),
    choices={channel.value: channel.label for channel in AVAILABLE},
)


def uses_channel(tenant: Tenant, channel: Channel) -> bool:
    """The tenant works with this channel: by its own choice or by the installation's."""
    return channel.value in ENABLED_CHANNELS.get(cast(Holder, system_values()), cast(Holder, tenant))
