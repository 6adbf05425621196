"""The signs beside notices."""

from __future__ import annotations

import pytest

from kontor.desk.notices.signs import SIGNS, sign_of
from kontor.tickets.domain.notices import SENTENCES
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice


@pytest.mark.parametrize(
    ("kind", "sentence", "sign"),
    [
        (NoticeKind.ACCOUNT_FAILING, "", "warning"),
        (NoticeKind.ACCOUNT_FAILING, "sending_fails", "warning"),
        (NoticeKind.ACCOUNT_WORKS, "", "done"),
        (NoticeKind.BACKLOG_ALARM, "alarm_open", "warning"),
        (NoticeKind.BACKLOG_ALARM, "alarm_over", "done"),
    ],
)
def test_what_is_well_again_bears_no_warning(kind: NoticeKind, sentence: str, sign: str) -> None:
    assert sign_of(Notice(kind=kind, details={"sentence": sentence} if sentence else {})) == sign


def test_a_missed_call_and_a_failed_delivery_are_no_mail() -> None:
    kinds = (NoticeKind.NEW_MESSAGE, NoticeKind.CALL_MISSED, NoticeKind.DELIVERY_FAILED)

    assert [sign_of(Notice(kind=kind, ticket_id=1)) for kind in kinds] == ["mail", "phone", "mail-failed"]


def test_whatever_became_of_a_mail_bears_the_same_sign() -> None:
    said = [sentence for sentence in SENTENCES if sentence.startswith("delivery_")]

    assert len(said) > 4
    assert {sign_of(Notice(kind=NoticeKind.DELIVERY_FAILED, details={"sentence": each})) for each in said} == {
        "mail-failed"
    }


def test_each_sign_is_of_a_sentence() -> None:
    assert set(SIGNS) - set(SENTENCES) == set()
