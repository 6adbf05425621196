"""What a mail is to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kontor.channels.trial_mark import CANARY, make_mark, new_nonce
from kontor.intake.domain.clues import KnownTicket, names_number, signals_of
from kontor.intake.domain.filters import verdict_on
from kontor.intake.domain.filters.follow_up import claims_of, names_of
from kontor.intake.domain.verdicts import Candidate, FailedRecipient, FilterContext, TicketRef
from kontor.intake.enums import Signal, VerdictKind
from kontor.intake.parsing import Address, AutoMarkers, ParsedMail
from kontor.intake.parsing.mail import ReportPart
from kontor.tickets.domain.numbers import format_number, number_for
from kontor.tickets.domain.tokens import TokenClaim, make_message_id, make_token
from tests.mails import all_names, parsed

IGNORE, BOUNCE, AUTO_REPLY = VerdictKind.IGNORE, VerdictKind.BOUNCE, VerdictKind.AUTO_REPLY
FOLLOW_UP, NEW = VerdictKind.FOLLOW_UP, VerdictKind.NEW
TICKET = TicketRef(17, 1)
NUMBER = number_for(3, key=b"tests")


def find_by_token(claim: TokenClaim) -> TicketRef | None:
    return TICKET if claim == TokenClaim(17, 4) else None


def find_by_message_ids(names: Sequence[str]) -> TicketRef | None:
    return TICKET if "<own@north.example>" in names else None


KNOWN = KnownTicket(TICKET, NUMBER, "Frage", account_id=5, parties=frozenset({"anna@customer.example"}))


def candidates(mail: ParsedMail) -> list[Candidate]:
    """The one ticket, if the mail names it."""
    threads = {Signal.TOKEN} if any(find_by_token(claim) for claim in claims_of(mail)) else set()
    threads |= {Signal.REFERENCES} if find_by_message_ids(names_of(mail)) else set()
    threads |= {Signal.NUMBER} if NUMBER in names_number(mail) else set()
    if not threads:
        return []
    signals = signals_of(mail, KNOWN, frozenset(threads), account_id=5, own=frozenset({"service@north.example"}))
    return [Candidate(TICKET, NUMBER, signals)]


CONTEXT = FilterContext(
    own_addresses=frozenset({"service@north.example"}),
    find_by_token=find_by_token,
    find_by_message_ids=find_by_message_ids,
    candidates=candidates,
)
ANNA = Address("Anna", "anna@customer.example")
SERVICE = Address("Service", "Service@North.example")
MAIL = ParsedMail(raw=b"", sender=ANNA, subject="Frage")


@pytest.mark.parametrize(
    ("name", "kind", "reason", "may_auto_answer"),
    [
        ("text-after-picture", NEW, "new", True),
        ("auto-replied", AUTO_REPLY, "auto_replied", False),
        ("auto-generated", NEW, "auto_submitted", False),
        ("auto-no", NEW, "new", True),
        ("precedence-bulk", NEW, "bulk", False),
        ("precedence-auto-reply", AUTO_REPLY, "responder", False),
        ("suppress-oof", NEW, "suppressed", False),
        ("exchange-absence", AUTO_REPLY, "exchange_absence", False),
        ("exchange-rule-forward", NEW, "new", True),
        ("x-autoreply", AUTO_REPLY, "responder", False),
        ("absence-subject-de", AUTO_REPLY, "subject", False),
        ("absence-subject-en", AUTO_REPLY, "subject", False),
        ("list-mail", NEW, "list", False),
        ("null-sender-person", NEW, "empty_return_path", False),
        ("read-receipt", AUTO_REPLY, "read_receipt", False),
        ("complaint", NEW, "complaint", False),
        ("bounce-dsn", BOUNCE, "failed", False),
        ("bounce-delay", BOUNCE, "delayed", False),
        ("bounce-delivered", BOUNCE, "delivered", False),
        ("bounce-no-report-type", BOUNCE, "failed", False),
        ("bounce-in-mixed", BOUNCE, "failed", False),
        ("bounce-headers-only", BOUNCE, "failed", False),
        ("bounce-exim", BOUNCE, "failed", False),
        ("bounce-qmail", BOUNCE, "failed", False),
        ("bounce-german", BOUNCE, "failed", False),
        ("bounce-german-delay", BOUNCE, "delayed", False),
        ("bounce-groupless", NEW, "new", True),
        ("postmaster-person", NEW, "new", True),
        ("person-about-bounce", NEW, "new", True),
        ("head-empty", NEW, "new", False),
    ],
)
def test_kinds_of_mail(name: str, kind: VerdictKind, reason: str, may_auto_answer: bool) -> None:
    verdict = verdict_on(parsed(name), FilterContext())

    assert (verdict.kind, verdict.reason, verdict.may_auto_answer) == (kind, reason, may_auto_answer)


@pytest.mark.parametrize("name", all_names())
def test_every_mail_gets_a_verdict(name: str) -> None:
    assert verdict_on(parsed(name), CONTEXT).kind in VerdictKind


@pytest.mark.parametrize(
    ("name", "recipient", "found"),
    [
        (
            "bounce-dsn",
            FailedRecipient("weg@customer.example", "failed", "5.1.1", "smtp; 550 5.1.1 user unknown"),
            True,
        ),
        ("bounce-exim", FailedRecipient("weg@customer.example", "failed", "5.1.1", "550 5.1.1 User unknown"), True),
        (
            "bounce-qmail",
            FailedRecipient("weg@customer.example", "failed", "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"),
            True,
        ),
        (
            "bounce-german",
            FailedRecipient("weg@customer.example", "failed", "", "Ihre Nachricht konnte nicht zugestellt werden."),
            False,
        ),
        (
            "bounce-delay",
            FailedRecipient("weg@customer.example", "delayed", "4.4.1", "smtp; connection timed out"),
            True,
        ),
    ],
)
def test_a_bounce_names_recipient_and_ticket(name: str, recipient: FailedRecipient, found: bool) -> None:
    verdict = verdict_on(parsed(name), CONTEXT)

    assert verdict.bounce is not None
    assert verdict.bounce.recipients == (recipient,)
    assert verdict.bounce.failed is recipient.failed
    assert verdict.ticket == (TICKET if found else None)


def test_a_bounce_finds_its_ticket_by_our_header_when_a_relay_changed_the_message_id() -> None:
    mail = parsed("bounce-headers-only", token=make_token(17, 4))

    verdict = verdict_on(mail, CONTEXT)

    assert verdict.bounce is not None
    assert verdict.bounce.claim == TokenClaim(17, 4)
    assert verdict.bounce.original_message_ids == ("<changed@relay.example>",)
    assert verdict.ticket == TICKET


def test_an_automatic_answer_names_its_ticket() -> None:
    assert verdict_on(parsed("auto-replied"), CONTEXT).ticket == TICKET
    assert verdict_on(parsed("read-receipt"), CONTEXT).ticket == TICKET


# -- own mail ---------------------------------------------------------------------------------


def test_our_own_mail_that_comes_back_is_ignored() -> None:
    by_header = replace(
        MAIL, sender=SERVICE, message_id="<new@relay.example>", auto=AutoMarkers(own_token=make_token(17, 4))
    )
    by_id = replace(MAIL, sender=SERVICE, message_id=make_message_id(17, 4, "north.example"))

    assert [verdict_on(mail, CONTEXT).kind for mail in (by_header, by_id)] == [IGNORE, IGNORE]


def test_the_mail_of_a_connection_test_is_ignored() -> None:
    verdict = verdict_on(replace(MAIL, sender=SERVICE, message_id="<1.connection-test@north.example>"), CONTEXT)

    assert (verdict.kind, verdict.reason) == (IGNORE, "connection_test")


def test_a_person_with_our_address_is_not_ignored() -> None:
    forged = replace(MAIL, sender=SERVICE, auto=AutoMarkers(own_token="kontor.ce.aq.aaaaaaaaaaaaaaaa"))

    assert verdict_on(replace(MAIL, sender=SERVICE), CONTEXT).kind == NEW
    assert verdict_on(forged, CONTEXT).kind == NEW


def test_a_signed_mail_from_another_desk_is_not_ignored() -> None:
    other = replace(
        MAIL, sender=Address("", "service@south.example"), message_id=make_message_id(99, 1, "south.example")
    )

    assert verdict_on(other, CONTEXT).kind == NEW


# -- follow-up --------------------------------------------------------------------------------


def _with_token(mail: ParsedMail) -> list[ParsedMail]:
    """The mail with our token in each place where one can stand."""
    name = make_message_id(17, 4, "north.example")
    return [
        replace(mail, in_reply_to=name),
        replace(mail, references=("<a@b.example>", name)),
        replace(mail, auto=AutoMarkers(own_token=make_token(17, 4))),
    ]


@pytest.mark.parametrize("sender", ["anna@customer.example", "kollege@customer.example"])
def test_follow_up_by_our_token_from_the_customers_house(sender: str) -> None:
    for mail in _with_token(replace(MAIL, sender=Address("", sender))):
        verdict = verdict_on(mail, CONTEXT)
        assert (verdict.kind, verdict.reason, verdict.ticket) == (FOLLOW_UP, "token", TICKET)


def test_a_token_from_an_outsider_opens_a_new_ticket_and_names_the_other() -> None:
    for mail in _with_token(replace(MAIL, sender=Address("", "fremd@elsewhere.example"))):
        verdict = verdict_on(mail, CONTEXT)
        assert (verdict.kind, verdict.ticket) == (NEW, None)
        assert verdict.candidate
        assert verdict.candidate.ticket == TICKET


def test_an_absence_note_goes_to_the_mail_that_it_answers_from_whatever_address() -> None:
    absent = replace(
        MAIL, sender=Address("", "private@elsewhere.example"), auto=AutoMarkers(auto_submitted="auto-replied")
    )
    numbered = replace(absent, subject=f"Re: {format_number(NUMBER)}")

    answer = verdict_on(replace(absent, in_reply_to=make_message_id(17, 4, "north.example")), CONTEXT)
    assert (answer.kind, answer.ticket) == (AUTO_REPLY, TICKET)
    assert (verdict_on(numbered, CONTEXT).kind, verdict_on(numbered, CONTEXT).ticket) == (AUTO_REPLY, None)


def test_a_token_of_a_ticket_that_is_not_to_be_seen_opens_a_new_one() -> None:
    assert verdict_on(replace(MAIL, in_reply_to=make_message_id(18, 4, "north.example")), CONTEXT).kind == NEW


def test_follow_up_by_references() -> None:
    verdict = verdict_on(replace(MAIL, references=("<x@y.example>", "<own@north.example>")), CONTEXT)

    assert (verdict.kind, verdict.reason, verdict.ticket) == (FOLLOW_UP, "references", TICKET)


def test_follow_up_by_number_only_for_a_party() -> None:
    numbered = replace(MAIL, subject=f"AW: [#{format_number(NUMBER)}] Frage")
    stranger = replace(numbered, sender=Address("", "fremd@elsewhere.example"))

    assert (verdict_on(numbered, CONTEXT).kind, verdict_on(numbered, CONTEXT).reason) == (FOLLOW_UP, "number")
    assert verdict_on(stranger, CONTEXT).kind == NEW


def test_an_automatic_follow_up_is_never_answered_automatically() -> None:
    verdict = verdict_on(
        replace(MAIL, references=("<own@north.example>",), auto=AutoMarkers(auto_submitted="auto-generated")), CONTEXT
    )

    assert (verdict.kind, verdict.may_auto_answer) == (FOLLOW_UP, False)


# -- what comes from programs -----------------------------------------------------------------


@pytest.mark.parametrize(("mailbox", "kind", "may_auto_answer"), [((1, 5), IGNORE, False), ((1, 6), NEW, True)])
def test_a_trial_mail_is_ignored_in_the_mailbox_that_it_was_written_to(
    mailbox: tuple[int, int], kind: VerdictKind, may_auto_answer: bool
) -> None:
    mark = make_mark(CANARY, owner=1, account_id=5, nonce=new_nonce())

    verdict = verdict_on(replace(MAIL, auto=AutoMarkers(own_trial=mark)), replace(CONTEXT, mailbox=mailbox))

    assert (verdict.kind, verdict.may_auto_answer) == (kind, may_auto_answer)


def test_a_report_whose_status_is_empty_is_known_by_its_looks() -> None:
    empty = replace(parsed("bounce-german"), reports=(ReportPart("delivery-status", ()),))

    assert verdict_on(empty, CONTEXT).kind == BOUNCE


def test_a_bounce_names_its_mail_in_its_status_too() -> None:
    status = ({"x-original-message-id": "<own@north.example>"}, {"final-recipient": "rfc822; weg@customer.example"})

    verdict = verdict_on(replace(MAIL, reports=(ReportPart("delivery-status", status),)), CONTEXT)

    assert verdict.bounce is not None
    assert verdict.bounce.original_message_ids == ("<own@north.example>",)
    assert verdict.ticket == TICKET
