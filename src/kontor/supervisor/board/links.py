"""Where a figure leads: the list of what it counts; and where a name does."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse


def tickets_url(**narrowed: object) -> str:
    """The list of open requests, narrowed by its own columns; None narrows nothing."""
    values = {f"filter-{name}": value for name, value in narrowed.items() if value is not None}
    return f"{reverse('supervisor:board:tickets')}?{urlencode({'filter': 1, **values})}"


def about_url(user_id: int) -> str:
    """What this person is given next, and their state."""
    return f"{reverse('supervisor:distribution:show')}?{urlencode({'agent': user_id})}"
