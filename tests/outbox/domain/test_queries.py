"""A delivery in the words of the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.outbox.domain.queries import Delivery, delivery_of, with_delivery
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tickets.models import Message
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.support.scoping import in_scope

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


def test_of_several_deliveries_one_that_needs_a_person_is_shown_else_the_latest(queue: Queue) -> None:
    first = queue()
    with in_scope(first.tenant_id):
        second, third = (queue_mail(first.message, account=first.account) for _each in range(2))
        OutgoingMail.objects.filter(pk__in=[first.pk, third.pk]).update(state=DeliveryState.SENT)
        shown = []
        for state in (DeliveryState.SENT, DeliveryState.FAILED):
            OutgoingMail.objects.filter(pk=second.pk).update(state=state)
            [message] = with_delivery(Message.objects.filter(pk=first.message_id))
            shown.append(delivery_of(message))

    assert [(each.id, each.state) for each in shown if each] == [
        (third.pk, DeliveryState.SENT),
        (second.pk, DeliveryState.FAILED),
    ]


def test_when_it_was_sent_and_when_it_is_tried_again_is_read(queue: Queue, frozen: Frozen) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        [message] = with_delivery(Message.objects.filter(pk=mail.message_id))
        delivery = delivery_of(message)

    assert delivery is not None
    assert (delivery.next_attempt_at, delivery.sent_at) == (frozen.at, None)


def test_a_message_that_was_not_sent_has_none(queue: Queue) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        OutgoingMail.objects.all().delete()
        [message] = with_delivery(Message.objects.filter(pk=mail.message_id))

    assert delivery_of(message) is None
