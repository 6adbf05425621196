"""Telephone systems post their events: believed or not, kept, answered."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
from datetime import timedelta
from io import StringIO
from os import environ
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string

from kontor.calls.domain import posted
from kontor.calls.domain.forgetting import forget_events
from kontor.calls.domain.phone_systems import create_system, delete_systems, renew_token
from kontor.calls.enums import Connector
from kontor.calls.models import BlockedNumber, DialledNumber, PhoneLink, PhoneSystem, ReceivedEvent, RefusedEvent, Trunk
from kontor.channels.telephony.push.signing import sign
from kontor.config.log_filter import WithoutTokens
from kontor.kernel import clock
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

CALL = {"event": "newCall", "from": "493055571600", "to": "4943112345", "direction": "in", "callId": "c-1"}


@pytest.fixture
def provider(nordlicht: Tenant, alpina: Tenant) -> tuple[PhoneSystem, str]:
    """A telephone system that posts, and its token."""
    connect_calls()
    with everywhere():
        system = create_system(name="Provider", connector=Connector.PUSH, by=None)
        return system, renew_token(system, by=None)


Provider = tuple[PhoneSystem, str]


def _post(browser: Browser, provider: Provider, fields: dict[str, Any], **headers: str) -> HttpResponse:
    body = urlencode(fields, doseq=True)
    return browser.post(
        reverse("calls", args=[provider[1]]), body, content_type="application/x-www-form-urlencoded", headers=headers
    )


def _kept(system: PhoneSystem) -> list[tuple[str, str]]:
    with everywhere():
        rows = ReceivedEvent.objects.filter(system=system).order_by("id")
        return [(row.call_key, row.kind) for row in rows]


def _refused(system: PhoneSystem) -> tuple[list[str], int]:
    with everywhere():
        rows = RefusedEvent.objects.filter(system=system).order_by("id")
        return [row.kind for row in rows], PhoneLink.objects.get(system=system).refused


def test_what_is_posted_is_written_down(anybody: Browser, provider: Provider) -> None:
    response = _post(anybody, provider, {**CALL, "user[]": ["12", "13"]})

    assert (response.status_code, response["Content-Type"], json.loads(response.content)) == (
        200,
        "application/json",
        {},
    )
    assert sorted(_kept(provider[0])) == [("c-1", "begun"), ("c-1", "ringing"), ("c-1", "ringing")]
    with everywhere():
        assert PhoneLink.objects.get(system=provider[0]).event_at is not None


def test_json_is_taken_too(anybody: Browser, provider: Provider) -> None:
    anybody.post(reverse("calls", args=[provider[1]]), json.dumps(CALL), content_type="application/json")

    assert _kept(provider[0]) == [("c-1", "begun")]


def test_what_comes_again_changes_nothing(anybody: Browser, provider: Provider) -> None:
    responses = [_post(anybody, provider, CALL) for _time in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert _kept(provider[0]) == [("c-1", "begun")]


def test_without_the_feature_there_is_no_such_address(anybody: Browser, provider: Provider) -> None:
    values = SystemValues.get()
    values.preferences = {}
    values.save(update_fields=["preferences"])

    assert _post(anybody, provider, CALL).status_code == 404
    assert _kept(provider[0]) == []


def test_another_token_leads_nowhere(anybody: Browser, provider: Provider) -> None:
    system, token = provider
    known = hashlib.sha256(token.encode()).hexdigest()

    for wrong in ("x", token[:-1], token + "a", known):
        assert _post(anybody, (system, wrong), CALL).status_code == 404
    assert (_kept(system), _refused(system)) == ([], ([], 0))


def test_a_telephone_system_that_is_not_used_takes_nothing(anybody: Browser, provider: Provider) -> None:
    system, _token = provider
    PhoneSystem.objects.filter(pk=system.pk).update(active=False)
    inactive = _post(anybody, provider, CALL).status_code
    PhoneSystem.objects.filter(pk=system.pk).update(active=True)
    with everywhere():
        delete_systems([system], by=None)

    assert (inactive, _post(anybody, provider, CALL).status_code) == (404, 404)
    assert _kept(system) == []


def test_only_posting_is_possible(anybody: Browser, provider: Provider) -> None:
    assert anybody.get(reverse("calls", args=[provider[1]])).status_code == 405


def test_somebody_who_is_signed_in_is_no_telephone_system(provider: Provider, ada: User, client_for: Any) -> None:
    assert _post(client_for(ada), provider, CALL).status_code == 404


def test_what_is_not_understood_is_answered_with_a_sentence_counted_and_kept(
    anybody: Browser, provider: Provider
) -> None:
    system, _token = provider
    letters = _post(anybody, provider, {**CALL, "from": "0800 FLOWERS"})
    header = _post(anybody, provider, {**CALL, "to": "0431\r\nAction: Originate"})
    missing = _post(anybody, provider, {"event": "newCall"})
    large = _post(anybody, provider, {**CALL, "user": "a" * 70_000})

    assert [response.status_code for response in (letters, header, missing, large)] == [422, 422, 422, 413]
    assert letters.content.decode() == "“from” is to be a number, but contains letters.\n"
    assert missing.content.decode() == "“callId” is missing.\n"
    assert _refused(system) == (["letters", "signs", "missing", "too_large"], 4)
    assert _kept(system) == []
    with everywhere():
        newest, *_others, first = posted.refused_events(system)
    assert (first.values, first.address, first.tenant_id) == ({"field": "from"}, "127.0.0.1", None)
    assert "FLOWERS" in first.body and len(newest.body) == posted.LONGEST_BODY
    assert posted.sentence(first.kind, first.values) + "\n" == letters.content.decode()


def test_the_token_is_not_written_to_the_log(anybody: Browser, provider: Provider) -> None:
    handler = settings_handler()
    logging.getLogger("django.request").addHandler(handler)
    try:
        assert _post(anybody, provider, {}).status_code == 422
        assert _post(anybody, (provider[0], "elsewhere"), CALL).status_code == 404
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    written = cast(StringIO, handler.stream).getvalue()
    assert "Unprocessable Entity: /calls/…" in written
    assert "Not Found: /calls/…" in written
    assert provider[1] not in written


def settings_handler() -> logging.StreamHandler[Any]:
    """A handler with the filters of the one that the settings name."""
    named = settings.LOGGING["handlers"]["console"]["filters"]
    handler = logging.StreamHandler(StringIO())
    for name in named:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    return handler


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/supervisor/calls/11/", "/supervisor/calls/11/"),
        ("/sign-in/password/", "/sign-in/password/"),
        ("/sign-in/password/MQ-c1-a2/", "/sign-in/password/…"),
    ],
)
def test_other_addresses_in_the_log(path: str, written: str) -> None:
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": (path,)})

    assert WithoutTokens().filter(record)
    assert record.getMessage() == f"Not Found: {written}"


def test_bytes_that_no_database_takes_are_kept_without_them(anybody: Browser, provider: Provider) -> None:
    system, token = provider

    response = anybody.post(reverse("calls", args=[token]), b"event=\x00\xff\xd8", content_type="text/plain")

    assert (response.status_code, _refused(system)) == (422, (["unreadable"], 1))


def test_refused_events_do_not_fill_the_disk(
    anybody: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posted, "KEPT", 2)
    for number in range(5):
        _post(anybody, provider, {"event": str(number)})

    assert _refused(provider[0]) == (["missing", "missing"], 5)


def test_every_sentence_is_there() -> None:
    for kind in posted.SENTENCES:
        text = posted.sentence(kind, {"field": "from"})
        assert text.endswith(".") and "%" not in text


@pytest.fixture
def signed(provider: Provider) -> Provider:
    system, _token = provider
    system.signing_secret = "our secret"
    system.save(update_fields=["signing_secret"])
    return provider


def _signature(fields: dict[str, Any], *, secret: str = "our secret", seconds: int = 0) -> dict[str, str]:
    told = str(int(clock.now().timestamp()) + seconds)
    content = f"{told}.{urlencode(fields, doseq=True)}".encode()
    return {"Kontor-Timestamp": told, "Kontor-Signature": f"sha256={sign(secret, content)}"}


def test_with_a_secret_only_what_is_signed_is_believed(anybody: Browser, signed: Provider) -> None:
    right = _signature(CALL)
    forged = {**CALL, "from": "49301"}

    assert _post(anybody, signed, CALL).status_code == 403
    assert _post(anybody, signed, forged, **right).status_code == 403
    assert _post(anybody, signed, CALL, **_signature(CALL, secret="guessed")).status_code == 403
    assert _kept(signed[0]) == []
    assert _post(anybody, signed, CALL, **right).status_code == 200
    assert _refused(signed[0]) == (["signature"] * 3, 3)
    with everywhere():
        assert "our secret" not in str(list(RefusedEvent.objects.values()))


def test_what_was_signed_is_no_good_later(anybody: Browser, signed: Provider, frozen: Any) -> None:
    headers = _signature(CALL)
    first = _post(anybody, signed, CALL, **headers)
    frozen.move(minutes=4)
    replayed = _post(anybody, signed, CALL, **headers)
    frozen.move(minutes=2)
    late = _post(anybody, signed, CALL, **headers)

    assert [response.status_code for response in (first, replayed, late)] == [200, 200, 422]
    assert "too old" in late.content.decode()
    assert (len(_kept(signed[0])), _refused(signed[0])) == (1, (["out_of_time"], 1))


def test_placetel_signs_in_its_own_way(anybody: Browser, signed: Provider) -> None:
    PhoneSystem.objects.filter(pk=signed[0].pk).update(push_format="placetel")
    fields = {"event": "IncomingCall", "from": "0301234567", "to": "043112345", "call_id": "f4"}
    signature = sign("our secret", urlencode(fields).encode())

    assert _post(anybody, signed, fields).status_code == 403
    assert _post(anybody, signed, fields, **{"X-Placetel-Signature": signature}).status_code == 200
    assert _kept(signed[0]) == [("f4", "begun")]


def test_an_event_of_long_ago_is_refused(anybody: Browser, provider: Provider) -> None:
    """Where the telephone system tells the time. The others are taken to be of now."""
    at = clock.now() - timedelta(hours=1)

    assert _post(anybody, provider, {**CALL, "timestamp": at.isoformat()}).status_code == 422
    assert _refused(provider[0]) == (["out_of_time"], 1)


@pytest.fixture
def dialled(provider: Provider, nordlicht: Tenant, alpina: Tenant) -> None:
    with everywhere():
        for tenant, number in ((nordlicht, "+4943112345"), (alpina, "+4343112345")):
            DialledNumber.objects.create(tenant=tenant, system=provider[0], number=number, normalized=number)


def test_a_blocked_caller_is_rejected_by_the_tenant_that_blocks(
    anybody: Browser, provider: Provider, dialled: None, nordlicht: Tenant
) -> None:
    with everywhere():
        blocked = BlockedNumber.objects.create(tenant=nordlicht, number="030 55571600", normalized="+493055571600")

    rejected = _post(anybody, provider, CALL)
    again = _post(anybody, provider, CALL)
    other_tenant = _post(anybody, provider, {**CALL, "to": "4343112345", "callId": "c-2"})
    other_caller = _post(anybody, provider, {**CALL, "from": "493055571601", "callId": "c-3"})
    anonymous = _post(anybody, provider, {**CALL, "from": "anonymous", "callId": "c-4"})
    ended = _post(anybody, provider, {**CALL, "event": "hangup"})

    assert json.loads(rejected.content) == json.loads(again.content) == {"action": "reject", "reason": "busy"}
    assert [json.loads(each.content) for each in (other_tenant, other_caller, anonymous, ended)] == [{}] * 4
    assert [call for call, _kind in _kept(provider[0])] == ["c-1", "c-2", "c-3", "c-4", "c-1"]
    with everywhere():
        blocked.refresh_from_db()
    assert blocked.called_at is not None


def test_a_caller_is_blocked_for_the_tenant_of_the_trunk_too(
    anybody: Browser, provider: Provider, nordlicht: Tenant
) -> None:
    """Where the number does not say whose call it is."""
    with everywhere():
        Trunk.objects.create(tenant=nordlicht, system=provider[0], name="Nord", sort_key="nord", pbx_name="nord")
        BlockedNumber.objects.create(tenant=nordlicht, number="030 55571600", normalized="+493055571600")

    told = [_post(anybody, provider, {**CALL, "trunk": trunk, "callId": trunk}) for trunk in ("nord", "west")]

    assert [json.loads(each.content).get("action") for each in told] == ["reject", None]


def test_the_far_end_sees_the_number_of_the_tenant_whose_prefix_was_dialled(
    anybody: Browser, provider: Provider, nordlicht: Tenant, alpina: Tenant
) -> None:
    with everywhere():
        for tenant, prefix, number in ((nordlicht, "81", "0431 12345"), (alpina, "812", "+43 1 5331234")):
            Trunk.objects.create(
                tenant=tenant,
                system=provider[0],
                name=tenant.name,
                sort_key=tenant.name,
                pbx_name=tenant.name,
                prefix=prefix,
                signalled_number=number,
            )
    out = {**CALL, "direction": "out", "from": "12"}

    told = [
        json.loads(_post(anybody, provider, {**out, "to": number, "callId": number}).content)
        for number in ("810301234567", "8120301234567", "0301234567", "99030")
    ]

    assert told == [
        {"action": "dial", "callerId": "4943112345", "number": "49301234567"},
        {"action": "dial", "callerId": "4315331234", "number": "49301234567"},
        {},
        {},
    ]


def test_sipgate_is_asked_to_tell_what_follows(anybody: Browser, provider: Provider, settings: Any) -> None:
    settings.PUBLIC_URL = "https://desk.example"
    PhoneSystem.objects.filter(pk=provider[0].pk).update(push_format="sipgate")

    response = _post(anybody, provider, CALL)

    address = f"https://desk.example{reverse('calls', args=[provider[1]])}"
    assert response["Content-Type"] == "application/xml"
    assert f'<Response onAnswer="{address}" onHangup="{address}"/>' in response.content.decode()


def test_an_event_costs_as_many_statements_with_many_tenants_and_numbers(
    anybody: Browser, provider: Provider, dialled: None, nordlicht: Tenant
) -> None:
    with statements() as one:
        _post(anybody, provider, {**CALL, "callId": "c-1"})
    with everywhere():
        for number in range(3):
            normal = f"+493055571{number}00"
            BlockedNumber.objects.create(tenant=nordlicht, number=normal, normalized=normal)
    with statements() as more:
        _post(anybody, provider, {**CALL, "callId": "c-2"})

    assert len(more) == len(one)


def test_the_signature_of_the_documentation_is_believed(anybody: Browser, signed: Provider, tmp_path: Path) -> None:
    """The lines of docs/call-interface.md, run as they stand there, but for curl."""
    text = (Path(__file__).parents[2] / "docs/call-interface.md").read_text(encoding="utf-8")
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

    assert (response.status_code, _kept(signed[0])) == (200, [("7", "begun")])


def test_refused_events_are_kept_as_long_as_all_events(anybody: Browser, provider: Provider, frozen: Any) -> None:
    _post(anybody, provider, {"event": "old"})
    frozen.move(days=20)
    _post(anybody, provider, {"event": "new"})
    frozen.move(days=11)
    forget_events()

    with everywhere():
        assert [row.body for row in posted.refused_events(provider[0])] == ["event=new"]
    assert _refused(provider[0])[1] == 2
