"""What telephone systems post is written down, or answered with what is wrong."""

from __future__ import annotations

import hashlib
import json
import logging
from io import StringIO
from typing import Any, cast

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from kontor.calls.domain import posted
from kontor.calls.domain.forgetting import forget_events
from kontor.calls.domain.phone_systems import delete_systems
from kontor.calls.models import BlockedNumber, PhoneLink, PhoneSystem
from kontor.config.log_filter import WithoutTokens
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.tenants.models import Tenant
from tests.entrance.calls.conftest import CALL, Provider, kept_events, post_event, refused_events
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements


def test_what_is_posted_is_written_down(anybody: Browser, provider: Provider) -> None:
    response = post_event(anybody, provider, {**CALL, "user[]": ["12", "13"]})

    assert (response.status_code, response["Content-Type"], json.loads(response.content)) == (
        200,
        "application/json",
        {},
    )
    assert sorted(kept_events(provider[0])) == [("c-1", "begun"), ("c-1", "ringing"), ("c-1", "ringing")]
    with everywhere():
        assert PhoneLink.objects.get(system=provider[0]).event_at is not None


def test_json_is_taken_too(anybody: Browser, provider: Provider) -> None:
    anybody.post(reverse("calls", args=[provider[1]]), json.dumps(CALL), content_type="application/json")

    assert kept_events(provider[0]) == [("c-1", "begun")]


def test_what_comes_again_changes_nothing(anybody: Browser, provider: Provider) -> None:
    responses = [post_event(anybody, provider, CALL) for _time in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert kept_events(provider[0]) == [("c-1", "begun")]


def test_without_the_feature_there_is_no_such_address(anybody: Browser, provider: Provider) -> None:
    values = SystemValues.get()
    values.preferences = {}
    values.save(update_fields=["preferences"])

    assert post_event(anybody, provider, CALL).status_code == 404
    assert kept_events(provider[0]) == []


def test_another_token_leads_nowhere(anybody: Browser, provider: Provider) -> None:
    system, token = provider
    known = hashlib.sha256(token.encode()).hexdigest()

    for wrong in ("x", token[:-1], token + "a", known):
        assert post_event(anybody, (system, wrong), CALL).status_code == 404
    assert (kept_events(system), refused_events(system)) == ([], ([], 0))


def test_a_telephone_system_that_is_not_used_takes_nothing(anybody: Browser, provider: Provider) -> None:
    system, _token = provider
    PhoneSystem.objects.filter(pk=system.pk).update(active=False)
    inactive = post_event(anybody, provider, CALL).status_code
    PhoneSystem.objects.filter(pk=system.pk).update(active=True)
    with everywhere():
        delete_systems([system], by=None)

    assert (inactive, post_event(anybody, provider, CALL).status_code) == (404, 404)
    assert kept_events(system) == []


def test_only_posting_is_possible(anybody: Browser, provider: Provider) -> None:
    assert anybody.get(reverse("calls", args=[provider[1]])).status_code == 405


def test_somebody_who_is_signed_in_is_no_telephone_system(provider: Provider, ada: User, client_for: Any) -> None:
    assert post_event(client_for(ada), provider, CALL).status_code == 404


def test_what_is_not_understood_is_answered_with_a_sentence_counted_and_kept(
    anybody: Browser, provider: Provider
) -> None:
    system, _token = provider
    letters = post_event(anybody, provider, {**CALL, "from": "0800 FLOWERS"})
    header = post_event(anybody, provider, {**CALL, "to": "0431\r\nAction: Originate"})
    missing = post_event(anybody, provider, {"event": "newCall"}, Accept_Language="de")
    large = post_event(anybody, provider, {**CALL, "user": "a" * 70_000})

    assert [response.status_code for response in (letters, header, missing, large)] == [422, 422, 422, 413]
    assert letters.content.decode() == "“from” is to be a number, but contains letters.\n"
    assert missing.content.decode() == "“callId” is missing.\n"
    assert refused_events(system) == (["letters", "signs", "missing", "too_large"], 4)
    assert kept_events(system) == []
    with everywhere():
        newest, *_others, first = posted.refused_events(system)
    assert (first.values, first.address, first.tenant_id) == ({"field": "from"}, "127.0.0.1", None)
    assert "FLOWERS" in first.body and len(newest.body) == posted.LONGEST_BODY
    assert posted.sentence(first.kind, first.values) + "\n" == letters.content.decode()


def test_the_token_is_not_written_to_the_log(
    anybody: Browser, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="django.request")
    handler = settings_handler()
    logging.getLogger("django.request").addHandler(handler)
    try:
        assert post_event(anybody, provider, {}).status_code == 422
        assert post_event(anybody, (provider[0], "elsewhere"), CALL).status_code == 404
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

    assert (response.status_code, refused_events(system)) == (422, (["unreadable"], 1))


def test_refused_events_do_not_fill_the_disk(
    anybody: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posted, "KEPT", 2)
    for number in range(5):
        post_event(anybody, provider, {"event": str(number)})

    assert refused_events(provider[0]) == (["missing", "missing"], 5)


def test_every_sentence_is_there() -> None:
    for kind in posted.SENTENCES:
        text = posted.sentence(kind, {"field": "from"})
        assert text.endswith(".") and "%" not in text


def test_an_event_costs_as_many_statements_with_many_tenants_and_numbers(
    anybody: Browser, provider: Provider, dialled: None, nordlicht: Tenant
) -> None:
    with statements() as one:
        post_event(anybody, provider, {**CALL, "callId": "c-1"})
    with everywhere():
        for number in range(3):
            normal = f"+493055571{number}00"
            BlockedNumber.objects.create(tenant=nordlicht, number=normal, normalized=normal)
    with statements() as more:
        post_event(anybody, provider, {**CALL, "callId": "c-2"})

    assert len(more) == len(one)


def test_refused_events_are_kept_as_long_as_all_events(anybody: Browser, provider: Provider, frozen: Any) -> None:
    post_event(anybody, provider, {"event": "old"})
    frozen.move(days=20)
    post_event(anybody, provider, {"event": "new"})
    frozen.move(days=11)
    forget_events()

    with everywhere():
        assert [row.body for row in posted.refused_events(provider[0])] == ["event=new"]
    assert refused_events(provider[0])[1] == 2
