"""What the cells of a call record show: fifty rows a page, written without templates."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kontor.calls.enums import Direction, Outcome
from kontor.supervisor.templatetags.numbers import number_to_call
from kontor.ui.durations import talk_time
from kontor.ui.formats import ticket_number
from kontor.ui.listing import Shown
from kontor.ui.templatetags.kontor import badge, icon

QUIET = {Outcome.ANSWERED: "on-time", Outcome.MISSED: "overdue"}
UNBROKEN = '<span class="nowrap">{}</span>'


def direction(shown: Shown) -> SafeString:
    return icon("reply" if shown.row.direction == Direction.IN else "forward", label=shown.value)


def number(shown: Shown) -> SafeString:
    """As a button that calls it, where there is one."""
    call = shown.row
    if call.anonymous:
        return format_html(UNBROKEN, shown.value)
    return number_to_call(shown.context, call.remote_normal, call.tenant_id, shown.value)


def seconds(shown: Shown) -> SafeString:
    return format_html(UNBROKEN, talk_time(shown.value))


def outcome(shown: Shown) -> SafeString:
    """Where it stands while it lives, in colour; else how it ended."""
    call = shown.row
    if call.is_living:
        return badge("near", shown.value, quiet=True, icon_name="phone")
    if call.outcome in QUIET:
        return badge(QUIET[call.outcome], shown.value, quiet=True)
    return format_html('<span class="soft">{}</span>', shown.value)


def ticket(shown: Shown) -> SafeString:
    """Its number, and the way there where the person works for its tenant."""
    linked: dict[str, Any] | None = shown.value
    if not linked:
        return SafeString("")
    written = ticket_number(linked["number"])
    if not linked["url"]:
        return format_html(UNBROKEN, written)
    return format_html('<a class="link nowrap" href="{}">{}</a>', linked["url"], written)
