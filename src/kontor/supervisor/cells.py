"""What cells show that many lists have in common."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kontor.ui.listing import Shown
from kontor.ui.templatetags.kontor import tenant_code, time_in_figures, when

NOTHING = SafeString("")


def figures(shown: Shown) -> SafeString:
    """A time, one beneath the other."""
    return time_in_figures(shown.value)


def moment(shown: Shown) -> SafeString:
    """A time as one says it. None is a dash, on narrow screens only beside its label."""
    if shown.value:
        return format_html('<span class="nowrap">{}</span>', when(shown.value))
    return format_html("<span>{}</span>" if shown.labelled else '<span class="only-wide">{}</span>', "–")


def line(shown: Shown) -> SafeString:
    """Cut off where the column ends; whole on hover."""
    if not shown.value:
        return NOTHING
    return format_html('<span class="table__line" title="{0}">{0}</span>', shown.value)


def tenant(shown: Shown) -> SafeString:
    """The tenant's code."""
    return tenant_code(shown.value, full=True)


def name_in_tenant(shown: Shown) -> SafeString:
    """The row's name behind its tenant's code."""
    return format_html('{}<span class="table__text">{}</span>', tenant_code(shown.row.tenant), shown.row.name)
