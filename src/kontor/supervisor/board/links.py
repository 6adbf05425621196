"""Where a figure leads: the list of what it counts; and where a name does."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from kontor.org.domain.access import Access
from kontor.reports.domain.sight import Sight

Way = Callable[..., str]
"""From what a figure counts, said as for ``tickets_url``, to the address of the list; "" where there is none."""


def way_to_tickets(access: Access, sight: Sight) -> Way:
    """Nowhere for whoever may count tickets there that they may not read: the list would not be what is counted."""
    return tickets_url if access.category_ids("tickets.read").issuperset(sight.category_ids) else _nowhere


def tickets_url(**narrowed: object) -> str:
    """The list of open requests, narrowed by its own columns; None narrows nothing."""
    values = {f"filter-{name}": value for name, value in narrowed.items() if value is not None}
    return f"{reverse('supervisor:board:tickets')}?{urlencode({'filter': 1, **values})}"


def _nowhere(**_narrowed: object) -> str:
    return ""


def about_url(user_id: int) -> str:
    """What this person is given next, and their state."""
    return f"{reverse('supervisor:distribution:show')}?{urlencode({'agent': user_id})}"
