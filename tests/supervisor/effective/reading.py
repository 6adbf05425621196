"""What stands on a page of the effective settings."""

from __future__ import annotations

from typing import Any

URL = "/supervisor/effective/"
SETTING = "tickets-reopen_days"
ROW = "Open a closed ticket again"


def read(browser: Any, url: str) -> str:
    answer = browser.get(url, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def row(page: str, label: str = ROW) -> str:
    return page.partition(f'<th scope="row">{label}')[2].partition("</tr>")[0]


def cell(value: str, label: str = "Value in force") -> str:
    return f'<td data-label="{label}">{value}</td>'
