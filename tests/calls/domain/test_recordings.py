"""Links to recordings: kept as long as the tenant says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.domain.recordings import forget_recordings, is_web_address, link_kept, open_recording
from kontor.calls.models import Call, ReceivedEvent
from kontor.calls.preferences import KEEP_RECORDINGS
from kontor.channels.telephony.events import EventKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.call_records import make_record, tell
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db

WHERE = "https://pbx.example/recordings/1.wav"
DAY = timedelta(days=1)


def with_recording(tenant: Tenant, age: timedelta) -> Call:
    begun = clock.now() - age
    call = make_record(tenant, started_at=begun, recording_url=WHERE, recording_until=begun + 90 * DAY)
    tell(call, EventKind.RECORDED, recording=WHERE)
    tell(call, EventKind.ENDED, seconds=45)
    return call


def kept(call: Call) -> tuple[str, list[str]]:
    with in_scope(call.tenant_id):
        kinds = ReceivedEvent.objects.filter(call_key=call.key).order_by("at", "id").values_list("kind", flat=True)
        return Call.objects.get(pk=call.pk).recording_url, list(kinds)


@pytest.mark.parametrize(
    ("told", "is_one"),
    [
        (WHERE, True),
        ("http://10.0.0.5:8088/rec?id=1", True),
        ("", False),
        ("/var/spool/asterisk/monitor/1.wav", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("https:///no-server", False),
        ("https://pbx.example/\r\nSet-Cookie: a=b", False),
        ("https://pbx.example/a b", False),
        ("https://[::1", False),
        ("https://pbx.example/" + "a" * 500, False),
    ],
)
def test_only_web_addresses_are_links(told: str, is_one: bool) -> None:
    assert is_web_address(told) is is_one


def test_a_link_is_kept_from_the_beginning_of_the_call_on(frozen: Frozen) -> None:
    now = clock.now()

    assert link_kept(WHERE, now - DAY, days=3) == (WHERE, now + 2 * DAY)
    assert link_kept(WHERE, now - 3 * DAY, days=3) == ("", None), "A late event brings nothing back."
    assert link_kept(WHERE, now, days=0) == ("", None)
    assert link_kept("ftp://pbx.example/1.wav", now, days=3) == ("", None)


def test_links_go_when_their_time_is_up_and_out_of_the_ledger_too(nordlicht: Tenant, frozen: Frozen) -> None:
    old, young = with_recording(nordlicht, 91 * DAY), with_recording(nordlicht, 89 * DAY)

    with in_scope(nordlicht):
        assert forget_recordings(nordlicht.pk) == 1
        assert forget_recordings(nordlicht.pk) == 0

    assert kept(old) == ("", ["ended"])
    assert kept(young) == (WHERE, ["recorded", "ended"])


def test_what_the_setting_says_today_counts(nordlicht: Tenant, alpina: Tenant, frozen: Frozen) -> None:
    ours, theirs = with_recording(nordlicht, DAY), with_recording(alpina, DAY)
    prefer(nordlicht, KEEP_RECORDINGS, 0)

    with everywhere():
        assert forget_recordings(nordlicht.pk) == 1

    assert kept(ours) == ("", ["ended"])
    assert kept(theirs) == (WHERE, ["recorded", "ended"])


def test_whoever_opens_a_recording_is_named(nordlicht: Tenant, ada: User, frozen: Frozen) -> None:
    call = with_recording(nordlicht, DAY)

    with in_scope(nordlicht):
        assert open_recording(call, by=ada) == WHERE
        entry = AuditEntry.objects.get(action="recording opened")

    assert (entry.kind, entry.object_id, entry.actor_id, entry.tenant_id) == (
        "calls.call",
        call.pk,
        ada.pk,
        nordlicht.pk,
    )
    assert call.remote not in entry.label
