"""How much speaks for a ticket: the table of weights, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from kontor.intake.domain.clues import KnownTicket, bare_subject, signals_of
from kontor.intake.domain.evidence import THRESHOLD, WEIGHTS, as_plain, attaches, best, score
from kontor.intake.domain.verdicts import Candidate, TicketRef
from kontor.intake.enums import Signal
from kontor.intake.parsing import Address, AutoMarkers, ParsedMail

PARTY, COLLEAGUE, NUMBER = Signal.PARTY, Signal.COLLEAGUE, Signal.NUMBER
PEOPLE = frozenset({PARTY, COLLEAGUE})
THREADS = frozenset({Signal.TOKEN, Signal.IN_REPLY_TO, Signal.REFERENCES})
TICKET = KnownTicket(
    TicketRef(17, 1),
    2647109358,
    "Abrechnung",
    account_id=5,
    parties=frozenset({"kaethe@firma.example", "kaethe@gmx.de"}),
    copied=frozenset({"service@nordlicht.example", "berater@kanzlei.example"}),
)
OWN = frozenset({"service@nordlicht.example"})
MAIL = ParsedMail(raw=b"", sender=Address("", "kaethe@firma.example"), subject="Etwas anderes")


def _candidate(*signals: Signal, ticket_id: int = 17) -> Candidate:
    return Candidate(TicketRef(ticket_id, 1), 2647109358, frozenset(signals))


def _all() -> Iterator[Candidate]:
    """Every combination of signals that a mail can have."""
    of_mail = [signal for signal in Signal if signal != Signal.LETTER_CODE]
    for count in range(len(of_mail) + 1):
        yield from (_candidate(*signals) for signals in combinations(of_mail, count))


# The table


def test_every_signal_has_a_weight() -> None:
    assert set(WEIGHTS) == set(Signal)


def test_on_paper_our_barcode_is_enough_and_a_number_never() -> None:
    assert attaches(_candidate(Signal.LETTER_CODE))
    assert not attaches(_candidate(NUMBER, Signal.SUBJECT, Signal.ACCOUNT))


def test_whatever_an_outsider_holds_of_a_conversation_never_attaches_a_mail() -> None:
    outside = [candidate for candidate in _all() if not candidate.signals & PEOPLE]

    assert len(outside) == 128
    assert [candidate for candidate in outside if attaches(candidate)] == []


def test_whoever_takes_part_is_not_attached_without_a_thread() -> None:
    without = [candidate for candidate in _all() if not candidate.signals & (THREADS | {NUMBER})]

    assert [candidate for candidate in without if attaches(candidate)] == []


def test_any_thread_attaches_the_mail_of_whoever_takes_part() -> None:
    parties = [one for one in _all() if PARTY in one.signals]
    with_thread = [one for one in parties if one.signals & (THREADS | {NUMBER}) and Signal.DOUBTFUL not in one.signals]

    assert [candidate for candidate in with_thread if not attaches(candidate)] == []


def test_whoever_perhaps_only_says_so_needs_a_thread_that_cannot_be_guessed() -> None:
    doubtful = [one for one in _all() if {PARTY, Signal.DOUBTFUL} <= one.signals]

    assert all(attaches(one) == bool(one.signals & THREADS) for one in doubtful)


def test_a_colleague_needs_a_thread_that_cannot_be_guessed() -> None:
    others = [one for one in _all() if not one.signals & {PARTY, Signal.DOUBTFUL}]
    colleagues = [one for one in others if COLLEAGUE in one.signals]

    assert all(attaches(one) == bool(one.signals & THREADS) for one in colleagues)


def test_more_that_speaks_for_a_ticket_never_makes_it_less() -> None:
    for candidate in _all():
        for signal in Signal:
            if signal is not Signal.DOUBTFUL and (signal is not COLLEAGUE or PARTY not in candidate.signals):
                assert score(replace(candidate, signals=candidate.signals | {signal})) >= score(candidate)


def test_the_best_counts_and_of_equals_the_first() -> None:
    weak, strong = _candidate(NUMBER, ticket_id=1), _candidate(NUMBER, PARTY, ticket_id=2)
    equal = _candidate(NUMBER, PARTY, ticket_id=3)

    assert best([weak, strong, equal]) == strong
    assert best([]) is None


def test_what_is_kept_are_codes_and_numbers() -> None:
    assert as_plain(_candidate(NUMBER, PARTY, COLLEAGUE)) == {
        "ticket": 2647109358,
        "score": 102,
        "needed": THRESHOLD,
        "signals": {"party": 90, "number": 12},
    }


# What speaks for it


def _people(mail: ParsedMail, ticket: KnownTicket = TICKET) -> frozenset[Signal]:
    return signals_of(mail, ticket, frozenset(), account_id=9, own=OWN) & PEOPLE


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("kaethe@firma.example", {PARTY}),
        ("KAETHE@Firma.Example", {PARTY}),
        ("berater@kanzlei.example", {PARTY}),
        ("kollege@firma.example", {COLLEAGUE}),
        ("kollege@sub.firma.example", set()),
        ("kaethe.privat@elsewhere.example", set()),
        ("somebody@gmx.de", set()),
        ("service@nordlicht.example", set()),
        ("mitarbeiter@nordlicht.example", set()),
    ],
)
def test_who_takes_part(sender: str, expected: set[Signal]) -> None:
    assert _people(replace(MAIL, sender=Address("", sender))) == expected


def test_a_mail_without_sender_is_an_outsiders() -> None:
    assert _people(replace(MAIL, sender=None)) == set()


def test_a_mailing_list_that_was_copied_in_takes_no_part_for_its_members() -> None:
    ticket = replace(TICKET, copied=frozenset({"verteiler@verein.example"}))
    through_list = replace(
        MAIL, sender=Address("Max über Verteiler", "verteiler@verein.example"), auto=AutoMarkers(list_mail=True)
    )

    assert _people(through_list, ticket) == set()
    assert _people(replace(through_list, auto=AutoMarkers()), ticket) == {PARTY}
    assert _people(replace(MAIL, auto=AutoMarkers(list_mail=True)), ticket) == {PARTY}


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Re: Abrechnung", "abrechnung"),
        ("AW: RE[2]: Abrechnung", "abrechnung"),
        ("WG:  Fwd: [Verteiler] Abrechnung", "abrechnung"),
        ("Antw: [#2647 109 358] Abrechnung", "abrechnung"),
        ("Reparatur", "reparatur"),
        ("Restbetrag: offen", "restbetrag: offen"),
        ("Re:", ""),
    ],
)
def test_the_bare_subject(written: str, bare: str) -> None:
    assert bare_subject(written) == bare


def test_subject_and_account_speak_for_a_ticket() -> None:
    mail = replace(MAIL, sender=None, subject="AW: abrechnung")

    assert signals_of(mail, TICKET, frozenset(), account_id=5, own=OWN) == {Signal.SUBJECT, Signal.ACCOUNT}
    assert signals_of(mail, replace(TICKET, subject=""), frozenset(), account_id=9, own=OWN) == set()
    nameless = replace(mail, subject="Re:")
    assert signals_of(nameless, replace(TICKET, subject=""), frozenset(), account_id=9, own=OWN) == set()
