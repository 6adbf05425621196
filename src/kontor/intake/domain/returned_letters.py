"""Letters of ours that came back and were scanned: they are marked as such, with their addresses."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.letters.domain.reprinting import PRINTED
from kontor.letters.domain.returns import mark_returned
from kontor.letters.domain.scans import scans_of_messages
from kontor.letters.enums import LetterState
from kontor.letters.models import Scan
from kontor.letters.scanning.returned import returned_because
from kontor.tickets.models import Message


def note_returned(messages: Iterable[Message]) -> list[Scan]:
    """Those that show our barcode and words of the post. Returns their scans. In the transaction that filed them."""
    found = [scan for scan in scans_of_messages(list(messages)).values() if _came_back(scan)]
    for scan in found:
        assert scan.letter
        mark_returned(scan.letter, reason=returned_because(scan.text, scan.letter.message.text), by=None)
    return found


def _came_back(scan: Scan) -> bool:
    """A letter that is not printed yet cannot have come back, whatever the scan shows."""
    letter = scan.letter
    if letter is None or letter.state not in PRINTED or letter.state == LetterState.RETURNED:
        return False
    return bool(returned_because(scan.text, letter.message.text))
