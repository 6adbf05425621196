"""What a list shows, and what is said once after a deed."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages

from tests.support.client import Browser


def rows_of(response: Any) -> list[dict[str, Any]]:
    """The value of each column, row by row."""
    return [{cell.column.key: cell.value for cell in row.cells} for row in response.context["listing"].rows]


def column(response: Any, key: str) -> list[Any]:
    return [row[key] for row in rows_of(response)]


def offered(response: Any) -> list[str]:
    """What can be done with the chosen rows."""
    return [str(action.label) for action in response.context["listing"].actions]


def ordered(browser: Browser, url: str, *sorts: str, key: str = "name", **filters: Any) -> dict[str, list[Any]]:
    """A column of the list in each of these orders, of what these filters leave."""
    asked = {f"filter-{name}": value for name, value in filters.items()}
    return {sort: column(browser.get(url, {"sort": sort, **asked}), key) for sort in sorts}


def narrowed(browser: Browser, url: str, *, key: str = "name", **entered: Any) -> dict[str, list[Any]]:
    """A column of the list as each of these filters leaves it, each tried alone."""
    return {name: sorted(column(browser.get(url, {f"filter-{name}": value}), key)) for name, value in entered.items()}


def said(response: Any) -> list[str]:
    """By this answer, not by those before it."""
    return [str(each) for each in get_messages(response.wsgi_request)._queued_messages]
