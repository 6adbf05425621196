"""A delivery in the words of the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.outbox.domain.queries import Delivery
from kontor.outbox.enums import DeliveryState

KAETHE, KURT = "kaethe@post.example", "kurt@post.example"
WAITS = Delivery(1, DeliveryState.QUEUED, [KAETHE, KURT], {}, {}, {}, "", None, None, 0, [], "")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "queued"),
        ({"attempts": 1}, "delayed"),
        ({"last_error": "The account waits."}, "delayed"),
        ({"state": DeliveryState.SENDING, "attempts": 1}, "sending"),
        ({"state": DeliveryState.SENT}, "sent"),
        ({"state": DeliveryState.SENT, "delayed": {KURT: "later"}}, "delayed"),
        ({"state": DeliveryState.SENT, "delayed": {KURT: "later"}, "refused": {KAETHE: "550"}}, "failed"),
        ({"state": DeliveryState.FAILED, "last_error": "550"}, "failed"),
        ({"state": DeliveryState.BOUNCED}, "bounced"),
        ({"state": DeliveryState.UNCLEAR}, "unclear"),
    ],
)
def test_how_it_went(changes: dict[str, object], kind: str) -> None:
    delivery = replace(WAITS, **changes)  # type: ignore[arg-type]

    assert (delivery.kind, delivery.needs_a_person) == (kind, kind in ("failed", "bounced", "unclear"))


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.BOUNCED])
def test_whom_it_did_not_reach(state: DeliveryState) -> None:
    failed = replace(WAITS, state=state, last_error="The server is gone.", refused={KURT: "550 unknown"})

    assert failed.failed == {KAETHE: "The server is gone.", KURT: "550 unknown"}


def test_whom_it_may_still_reach_has_not_failed() -> None:
    assert replace(WAITS, last_error="later", refused={KURT: "550 unknown"}).failed == {KURT: "550 unknown"}


@pytest.mark.parametrize(
    "changes", [{"state": DeliveryState.SENT}, {"attempts": 1}, {"refused": {KURT: "550"}}, {"delayed": {KURT: "450"}}]
)
def test_its_stamp_changes_with_what_is_shown(changes: dict[str, object]) -> None:
    assert replace(WAITS, **changes).stamp != WAITS.stamp  # type: ignore[arg-type]
