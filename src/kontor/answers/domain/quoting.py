"""The line above a quote."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from kontor.tenants.models import Tenant
from kontor.tickets.models import Message


def who_wrote_when(message: Message, tenant: Tenant, language: str) -> str:
    """Who wrote the message when, by the tenant's clock."""
    at = timezone.localtime(message.at, ZoneInfo(tenant.time_zone))
    with translation.override(language):
        return _("On %(day)s at %(time)s %(who)s wrote:") % {
            "day": formats.date_format(at, "DATE_FORMAT"),
            "time": formats.date_format(at, "TIME_FORMAT"),
            "who": message.from_name or message.from_address,
        }
