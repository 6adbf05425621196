"""What telephone systems are answered, and what is signed."""

from __future__ import annotations

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from kontor.channels.telephony.push import (
    Answer,
    Directive,
    Unusable,
    answer,
    require_signature,
)
from kontor.channels.telephony.push.signing import sign
from tests.channels.telephony.push.conftest import AT

WINDOW = timedelta(minutes=5)

REJECTED = Directive(reject=True, follow_up="https://desk.example/calls/t/")

SHOWN = Directive(caller_id="+4943112345", number="+493055571600", follow_up="https://desk.example/calls/t/?a=1&b=2")

NOTHING = Directive()


def test_answers_to_the_generic_format_are_json() -> None:
    told = [json.loads(answer("generic", each).body) for each in (REJECTED, SHOWN, NOTHING)]

    assert told == [
        {"action": "reject", "reason": "busy"},
        {"action": "dial", "callerId": "4943112345", "number": "493055571600"},
        {},
    ]
    assert answer("generic", NOTHING).content_type == "application/json"


def test_answers_to_sipgate_ask_for_what_follows() -> None:
    rejected, shown, nothing = (
        ElementTree.fromstring(answer("sipgate", each).body) for each in (REJECTED, SHOWN, NOTHING)
    )

    assert ([each.tag for each in rejected], rejected.attrib) == (["Reject"], {"onHangup": REJECTED.follow_up})
    assert rejected[0].attrib == {"reason": "busy"}
    assert shown.attrib == {"onAnswer": SHOWN.follow_up, "onHangup": SHOWN.follow_up}
    assert (shown[0].tag, shown[0].attrib, shown[0][0].text) == ("Dial", {"callerId": "4943112345"}, "493055571600")
    assert (nothing.tag, len(nothing), nothing.attrib) == ("Response", 0, {})


def test_placetel_is_only_told_to_reject() -> None:
    assert ElementTree.fromstring(answer("placetel", REJECTED).body)[0].attrib == {"reason": "busy"}
    assert answer("placetel", SHOWN) == answer("placetel", NOTHING) == Answer("", "application/xml")


def test_the_signature_of_placetels_documentation_is_right() -> None:
    body = (
        b"call_id=4a4cbb39578170aed9a2761a7bec8c7e704a541f52291ef603d6f5f152980c3c"
        b"&event=CallAccepted&from=0123456789&to=0987654321"
    )
    signature = "c4f823c5b8806432fe2b83b1fc2ee714422e0cdfb4b5129152a7d0bbcd7792d0"

    require_signature("placetel", "12345", body, {"X-Placetel-Signature": signature}, now=AT, window=WINDOW)
    with pytest.raises(Unusable, match="signature"):
        require_signature("placetel", "12345", body + b"0", {"X-Placetel-Signature": signature}, now=AT, window=WINDOW)


@pytest.mark.parametrize(
    ("seconds", "kind"), [(0, ""), (-299, ""), (299, ""), (-301, "out_of_time"), (301, "out_of_time")]
)
def test_what_is_signed_counts_for_five_minutes(seconds: int, kind: str) -> None:
    told = str(int(AT.timestamp()) + seconds)
    headers = {"Kontor-Timestamp": told, "Kontor-Signature": "sha256=" + sign("s", told.encode() + b".body")}

    if not kind:
        require_signature("generic", "s", b"body", headers, now=AT, window=WINDOW)
    else:
        with pytest.raises(Unusable, match=kind):
            require_signature("generic", "s", b"body", headers, now=AT, window=WINDOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Kontor-Timestamp": "1795856400"},
        {"Kontor-Timestamp": "1795856400", "Kontor-Signature": "sha256="},
        {"Kontor-Timestamp": "1795856401", "Kontor-Signature": sign("s", b"1795856400.body")},
        {"Kontor-Timestamp": "1795856400", "Kontor-Signature": sign("other", b"1795856400.body")},
        {"Kontor-Timestamp": "", "Kontor-Signature": sign("s", b".body")},
        {"Kontor-Timestamp": "ü", "Kontor-Signature": "ü"},
    ],
)
def test_what_is_forged_is_not_believed(headers: dict[str, str]) -> None:
    with pytest.raises(Unusable, match="signature"):
        require_signature("generic", "s", b"body", headers, now=AT, window=WINDOW)
