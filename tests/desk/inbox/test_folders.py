"""The lines of the folder list: their order, and the figures that they show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.desk.inbox.folders import CAP, Folder
from tests.desk.inbox.test_views import LIST
from tests.support.client import Browser

ClientFor = Callable[..., Browser]


@pytest.mark.parametrize(
    ("key", "count", "figure"),
    [
        ("queue", CAP - 1, "99"),
        ("queue", CAP, "99+"),
        ("category-7", CAP, "99+"),
        ("mine", CAP, "100"),
        ("mine", 0, "0"),
        ("spam", 3, ""),
    ],
)
def test_the_figure_of_the_queue_is_counted_up_to_a_limit(key: str, count: int, figure: str) -> None:
    assert Folder(key, "", count=count).figure == figure


def test_what_is_done_in_a_list_leads_back_to_it(client_of_both: ClientFor) -> None:
    page = client_of_both("desk.access").get(LIST, {"folder": "queue"}).content.decode()

    assert f'name="back" value="{LIST}?folder=queue"' in page


def test_the_folders_stand_in_their_order(client_of_both: ClientFor) -> None:
    page = client_of_both("desk.access").get(LIST, {"folder": "waiting"})

    mine, every, further = [[folder.key for folder in group.folders] for group in page.context["groups"]]
    assert mine == ["mine", "resubmitted", "waiting", "passed-on", "inquiries", "forwards", "drafts", "failed", "sent"]
    assert every == ["queue", "spam"]
    assert further == ["contacts", "upcoming", "clearance", "notices", "figures"]
