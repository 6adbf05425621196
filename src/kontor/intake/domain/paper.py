"""Letters on paper: a mail that only brought a scan becomes what was read of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kontor.channels.enums import Channel
from kontor.intake.enums import ProblemKind
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import AutoMarkers, EnvelopeHints, Paper, ParsedMail, SpamHints
from kontor.intake.parsing.reading import parse_mail
from kontor.kernel.text import one_line, shorten
from kontor.letters.domain.scans import scans_of_arrivals
from kontor.letters.models import Scan

_SUBJECT = re.compile(
    r"^\s*(?:betreff|betrifft|betr|bezug|subject|re|your ref)\s*[.:]+\s*(\S.{2,})$", re.IGNORECASE | re.MULTILINE
)
_LONGEST_SUBJECT = 200
_FIRST_PAGE = 4_000


def scans_of(arrivals: Iterable[Arrival]) -> dict[int, Scan]:
    """What was read of those that came in on accounts for letters, by arrival; no statement where there are none."""
    rows = list(arrivals)
    accounts = {arrival.account_id: arrival for arrival in rows}
    letters = {account_id for account_id, arrival in accounts.items() if arrival.account.channel == Channel.LETTER}
    return scans_of_arrivals([arrival.pk for arrival in rows if arrival.account_id in letters])


def mail_of(arrival: Arrival, scans: Mapping[int, Scan]) -> ParsedMail:
    """The mail as it is filed: a letter, where it brought a scan."""
    assert arrival.raw is not None
    mail = parse_mail(arrival.raw.content, received_at=arrival.received_at)
    scan = scans.get(arrival.pk)
    return as_letter(mail, scan) if scan and scan.has_file else mail


def as_letter(mail: ParsedMail, scan: Scan) -> ParsedMail:
    """Whoever sent the mail has not written the letter, and what programs wrote at its head says nothing about it."""
    return replace(
        mail,
        subject=subject_of(scan.text) or mail.subject,
        sender=None,
        reply_to=(),
        in_reply_to="",
        references=(),
        text=scan.text,
        html="",
        reports=(),
        auto=AutoMarkers(),
        envelope=EnvelopeHints(),
        authentication=(),
        spam=SpamHints(),
        has_invitation=False,
        language_hint="",
        problems=tuple(problem for problem in mail.problems if problem.kind == ProblemKind.UNREADABLE),
        charset_problems=(),
        paper=Paper(scan.letter.message.ticket_id if scan.letter else None),
    )


def subject_of(text: str) -> str:
    """What the writer calls it: the line that says so, near the beginning."""
    found = _SUBJECT.search(text[:_FIRST_PAGE])
    return shorten(one_line(found[1]), _LONGEST_SUBJECT) if found else ""
