"""What is signed."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from kontor.calls.models import PhoneSystem, RefusedEvent
from kontor.channels.telephony.push.signing import sign
from kontor.kernel import clock
from tests.entrance.calls.conftest import CALL, Provider, kept_events, post_event, refused_events
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.server import ROOT


@pytest.fixture
def signed(provider: Provider) -> Provider:
    system, _token = provider
    system.signing_secret = "our secret"
    system.save(update_fields=["signing_secret"])
    return provider


def signature_of(fields: dict[str, Any], *, secret: str = "our secret", seconds: int = 0) -> dict[str, str]:
    told = str(int(clock.now().timestamp()) + seconds)
    content = f"{told}.{urlencode(fields, doseq=True)}".encode()
    return {"Kontor-Timestamp": told, "Kontor-Signature": f"sha256={sign(secret, content)}"}


def test_with_a_secret_only_what_is_signed_is_believed(anybody: Browser, signed: Provider) -> None:
    right = signature_of(CALL)
    forged = {**CALL, "from": "49301"}

    assert post_event(anybody, signed, CALL).status_code == 403
    assert post_event(anybody, signed, forged, **right).status_code == 403
    assert post_event(anybody, signed, CALL, **signature_of(CALL, secret="guessed")).status_code == 403
    assert kept_events(signed[0]) == []
    assert post_event(anybody, signed, CALL, **right).status_code == 200
    assert refused_events(signed[0]) == (["signature"] * 3, 3)
    with everywhere():
        assert "our secret" not in str(list(RefusedEvent.objects.values()))


def test_what_was_signed_is_no_good_later(anybody: Browser, signed: Provider, frozen: Any) -> None:
    headers = signature_of(CALL)
    first = post_event(anybody, signed, CALL, **headers)
    frozen.move(minutes=4)
    replayed = post_event(anybody, signed, CALL, **headers)
    frozen.move(minutes=2)
    late = post_event(anybody, signed, CALL, **headers)

    assert [response.status_code for response in (first, replayed, late)] == [200, 200, 422]
    assert "too old" in late.content.decode()
    assert (len(kept_events(signed[0])), refused_events(signed[0])) == (1, (["out_of_time"], 1))


def test_placetel_signs_in_its_own_way(anybody: Browser, signed: Provider) -> None:
    PhoneSystem.objects.filter(pk=signed[0].pk).update(push_format="placetel")
    fields = {"event": "IncomingCall", "from": "0301234567", "to": "043112345", "call_id": "f4"}
    signature = sign("our secret", urlencode(fields).encode())

    assert post_event(anybody, signed, fields).status_code == 403
    assert post_event(anybody, signed, fields, **{"X-Placetel-Signature": signature}).status_code == 200
    assert kept_events(signed[0]) == [("f4", "begun")]


def test_an_event_of_long_ago_is_refused(anybody: Browser, provider: Provider) -> None:
    """Where the telephone system tells the time. The others are taken to be of now."""
    at = clock.now() - timedelta(hours=1)

    assert post_event(anybody, provider, {**CALL, "timestamp": at.isoformat()}).status_code == 422
    assert refused_events(provider[0]) == (["out_of_time"], 1)


def test_the_signature_of_the_documentation_is_believed(anybody: Browser, signed: Provider, tmp_path: Path) -> None:
    """The lines of docs/call-interface.md, run as they stand there, but for curl."""
    text = (ROOT / "docs/call-interface.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ") and "curl" not in line]
    script = "\n".join([*lines, 'printf "%s\\n%s\\n%s" "$body" "$now" "$signature"'])
    told = subprocess.run(["sh", "-c", script], env={**environ, "secret": "our secret"}, capture_output=True, text=True)
    body, now, signature = told.stdout.split("\n")

    response = anybody.post(
        reverse("calls", args=[signed[1]]),
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"Kontor-Timestamp": now, "Kontor-Signature": f"sha256={signature}"},
    )

    assert (response.status_code, kept_events(signed[0])) == (200, [("7", "begun")])
