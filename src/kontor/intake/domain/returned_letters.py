"""Letters of ours that came back and were scanned: they are marked as such, with their addresses."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.letters.domain.making import sheet_of
from kontor.letters.domain.reprinting import PRINTED
from kontor.letters.domain.returns import mark_returned
from kontor.letters.domain.scans import scans_of_messages
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter, Scan
from kontor.letters.scanning.returned import is_nothing_else, returned_because
from kontor.tickets.models import Message


def note_returned(messages: Iterable[Message]) -> list[Scan]:
    """Those that show our letter, words of the post, and nothing else; of others a person says it by a click. Returns
    their scans. In the transaction that filed them."""
    found = [scan for scan in scans_of_messages(list(messages)).values() if _came_back(scan)]
    for scan in found:
        assert scan.letter
        mark_returned(scan.letter, reason=returned_because(scan.text, scan.letter.message.text), by=None)
    return found


def _came_back(scan: Scan) -> bool:
    """A letter that is not printed yet cannot have come back, whatever the scan shows; and where something could not be
    read, a customer may have written there."""
    letter = scan.letter
    if letter is None or scan.remarks or letter.state not in PRINTED or letter.state == LetterState.RETURNED:
        return False
    return bool(returned_because(scan.text, letter.message.text)) and is_nothing_else(scan.text, _printed(letter))


def _printed(letter: OutgoingLetter) -> list[str]:
    """Everything that stands on our letter, block by block."""
    sheet = sheet_of(letter)
    information = [f"{label} {value}" for label, value in sheet.information]
    corner = [sheet.sender, sheet.contact, sheet.bank, sheet.legal, *sheet.footer, *information]
    files = [f"{sheet.enclosures_word} {' '.join(sheet.enclosures)}"]
    return [
        " ".join(sheet.address),
        sheet.return_line,
        f"{sheet.subject} {letter.message.text}",
        sheet.date,
        " ".join(sheet.page_words),
        sheet.code,
        *corner,
        *files,
    ]
