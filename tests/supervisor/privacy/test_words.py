"""Erasures and certificates in words, on the page and in the PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils.formats import date_format

from kontor.kernel import clock
from kontor.privacy.enums import ErasureKind
from kontor.privacy.models import Erasure
from kontor.supervisor.privacy.pdf import document_of
from kontor.supervisor.privacy.words import lengths_in_words, not_reached_in_words, waits_in_words
from kontor.tenants.models import Tenant

DIGEST = "0123456789abcdef" * 4


def certificate(**more: Any) -> dict[str, Any]:
    return {
        "tenant": "Nordlicht Energie",
        "reason": "Article 17",
        "asked_by": "Ada Ahrens",
        "asked_at": "2026-01-05T11:00:00+00:00",
        "ended_at": "2026-07-06T11:00:00+00:00",
        "files": {"count": 2},
        "erased": [{"table": "tickets.Message", "rows": 3, "digest": DIGEST}],
        "not_reached": [{"code": "backups"}],
        **more,
    }


def erasure(tenant: Tenant | None = None, **more: Any) -> Erasure:
    return Erasure(tenant=tenant, contact=4711, kind=ErasureKind.CONTACT, sha256="f" * 64, asked_at=clock.now(), **more)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"code": "open", "tickets": [12, 34]}, "These tickets are not done yet, or something of them is on its way: "),
        ({"code": "held_tickets", "tickets": [12]}, "These tickets are on legal hold: "),
        (
            {"code": "elsewhere", "tickets": [12]},
            "Messages of the contact lie on tickets of others that are not done: ",
        ),
        ({"code": "held"}, "The contact is on legal hold."),
        ({"code": "call"}, "The contact is on the phone."),
        ({"code": "bytes"}, "Somebody is about to store the same file; it is looked at again."),
    ],
)
def test_what_an_erasure_waits_for_is_a_sentence_each(entry: dict[str, Any], sentence: str) -> None:
    (said,) = waits_in_words(Erasure(waits_for=[{"code": "of a later version"}, entry, {}]))

    assert said.startswith(sentence)
    assert said.count(",") == sentence.count(",") + max(len(entry.get("tickets", [])) - 1, 0)


def test_what_is_out_of_reach_is_said_in_the_order_of_the_certificate() -> None:
    entries = [
        {"code": "printed", "files": ["a.pdf", "b.pdf"]},
        {"code": "scans"},
        {"code": "of a later version"},
        {"code": "mailboxes"},
        {"code": "backups"},
    ]

    assert not_reached_in_words(entries) == [
        "Letters that were handed to print as files: a.pdf, b.pdf.",
        "Letters that came in and lie as files in the folder of a scanner: they are deleted there.",
        "Mails that lie in a mailbox on a mail server: they are deleted there.",
        "Backups that were made before: the content goes when they are deleted.",
    ]


def test_lengths_name_categories_and_what_hangs_on_no_ticket() -> None:
    lengths = [
        {"category": "Abrechnung", "months": 12},
        {"table": "calls.Call", "months": 6},
        {"table": "of.Another", "months": 3},
    ]

    assert lengths_in_words([{"since": "2026-01-01", "lengths": lengths}]) == [
        (
            "2026-01-01",
            [("Closed tickets in Abrechnung", 12), ("Calls without a ticket", 6), ("of.Another", 3)],
        )
    ]


def test_the_document_names_tenant_reason_and_who_asked(nordlicht: Tenant) -> None:
    made = document_of(erasure(nordlicht), certificate(), language="en")

    assert (made.title, made.author) == ("Certificate of erasure: Contact 4711", "Nordlicht Energie")
    assert made.running_head == "Nordlicht Energie · Certificate of erasure: Contact 4711"
    for fact in (
        "<td>Tenant</td><td>Nordlicht Energie</td>",
        "<td>Reason</td><td>Article 17</td>",
        "<td>Asked for by</td><td>Ada Ahrens</td>",
        "<td>Files</td><td>2</td>",
        "(tickets.Message)</td><td>3</td>",
        f"{DIGEST[:32]}<br>{DIGEST[32:]}",
        "<li>Backups that were made before: the content goes when they are deleted.</li>",
    ):
        assert fact in made.body_html


def test_moments_are_those_of_the_tenants_clock(nordlicht: Tenant) -> None:
    body = document_of(erasure(nordlicht), certificate(), language="en").body_html

    winter, summer = datetime(2026, 1, 5, 12), datetime(2026, 7, 6, 13)
    assert [f"<td>{date_format(at, 'DATETIME_FORMAT')}</td>" in body for at in (winter, summer)] == [True, True]


def test_what_is_not_known_has_no_line(nordlicht: Tenant) -> None:
    body = document_of(erasure(nordlicht), certificate(asked_by="", ended_at=""), language="en").body_html

    assert ["<td>Asked for by</td>" in body, "<td>Ended</td>" in body, "<td>Asked for</td>" in body] == [
        False,
        False,
        True,
    ]


def test_without_files_there_are_none(nordlicht: Tenant) -> None:
    assert "<td>Files</td><td>0</td>" in document_of(erasure(nordlicht), certificate(files={}), language="en").body_html


def test_what_belongs_to_no_tenant_says_where() -> None:
    made = document_of(erasure(), certificate(tenant=""), language="en")

    assert "<td>Where</td><td>The whole installation</td>" in made.body_html
    assert made.author == "The whole installation"


def test_the_document_was_made_when_the_erasure_ended_or_was_asked_for() -> None:
    ended = clock.now()
    done, waiting = erasure(ended_at=ended), erasure()

    made = [document_of(each, certificate(), language="en").made_at for each in (done, waiting)]

    assert made == [ended, waiting.asked_at]


def test_lengths_that_changed_meanwhile_stand_below_each_other_with_their_day() -> None:
    lengths = [
        {"since": "2026-01-01T00:00:00+00:00", "lengths": [{"category": "Abrechnung", "months": 12}]},
        {"since": "2026-02-01T12:00:00+00:00", "lengths": [{"category": "Abrechnung", "months": 24}]},
    ]

    body = document_of(erasure(), certificate(lengths=lengths), language="en").body_html

    assert body.index("<h2>Kept for how long</h2>") < body.index("<td>12</td>") < body.index("<td>24</td>")
    assert "<h2>Kept for how long, from " in body


def test_words_of_people_are_no_markup() -> None:
    body = document_of(erasure(), certificate(reason="<b>&"), language="en").body_html

    assert ("<b>" in body, "&lt;b&gt;&amp;" in body) == (False, True)
