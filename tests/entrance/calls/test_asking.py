"""What a telephone system asks about a call."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse

from kontor.calls.models import BlockedNumber, PhoneSystem, Trunk
from kontor.tenants.models import Tenant
from tests.entrance.calls.conftest import CALL, Provider, kept_events, post_event
from tests.support.client import Browser
from tests.support.scoping import everywhere


def test_a_blocked_caller_is_rejected_by_the_tenant_that_blocks(
    anybody: Browser, provider: Provider, dialled: None, nordlicht: Tenant
) -> None:
    with everywhere():
        blocked = BlockedNumber.objects.create(tenant=nordlicht, number="030 55571600", normalized="+493055571600")

    rejected = post_event(anybody, provider, CALL)
    again = post_event(anybody, provider, CALL)
    other_tenant = post_event(anybody, provider, {**CALL, "to": "4343112345", "callId": "c-2"})
    other_caller = post_event(anybody, provider, {**CALL, "from": "493055571601", "callId": "c-3"})
    anonymous = post_event(anybody, provider, {**CALL, "from": "anonymous", "callId": "c-4"})
    ended = post_event(anybody, provider, {**CALL, "event": "hangup"})

    assert json.loads(rejected.content) == json.loads(again.content) == {"action": "reject", "reason": "busy"}
    assert [json.loads(each.content) for each in (other_tenant, other_caller, anonymous, ended)] == [{}] * 4
    assert [call for call, _kind in kept_events(provider[0])] == ["c-1", "c-2", "c-3", "c-4", "c-1"]
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

    told = [post_event(anybody, provider, {**CALL, "trunk": trunk, "callId": trunk}) for trunk in ("nord", "west")]

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
        json.loads(post_event(anybody, provider, {**out, "to": number, "callId": number}).content)
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

    response = post_event(anybody, provider, CALL)

    address = f"https://desk.example{reverse('calls', args=[provider[1]])}"
    assert response["Content-Type"] == "application/xml"
    assert f'<Response onAnswer="{address}" onHangup="{address}"/>' in response.content.decode()
