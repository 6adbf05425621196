"""A letter that came in: the file it came as, where its text comes from, its codes, and what could not be done."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kontor.channels.enums import Channel, Protocol
from kontor.intake.models import Arrival
from kontor.kernel.text import shorten, without_bidi
from kontor.letters.domain.scans import remarks_of, scans_of_arrivals
from kontor.letters.enums import ScanState, TextSource
from kontor.letters.models import Scan
from kontor.supervisor.arrivals.journey.stations import Fact, Mood, Station, fact

_MOODS = {ScanState.WAITING: Mood.WAITING, ScanState.READ: Mood.DONE, ScanState.UNREADABLE: Mood.TROUBLE}
_MOST, _LONGEST = 20, 200


def scanned(arrivals: Sequence[Arrival]) -> list[Station]:
    """A station for each scan; no statement where no letter came in."""
    scans = scans_of_arrivals([arrival.pk for arrival in arrivals if arrival.account.channel == Channel.LETTER])
    return [_station(scan) for scan in scans.values()]


def is_letter(arrivals: Sequence[Arrival]) -> bool:
    return any(arrival.account.channel == Channel.LETTER for arrival in arrivals)


def came_as_file(arrival: Arrival) -> bool:
    """It lay in a folder: what is stored as a mail is only its wrapping, of which nobody wants to read."""
    return str(arrival.account.protocol) == Protocol.FOLDER


def taken(arrival: Arrival) -> Station:
    """From the folder to the ledger."""
    sha256, _colon, name = arrival.key.partition(":")
    facts = [
        *fact(_("Incoming account"), arrival.account.name),
        *fact(_("File"), without_bidi(shorten(name, _LONGEST))),
        *fact(_("Written down"), arrival.stored_at),
        *fact("SHA-256", sha256, code=True),
        *fact(_("Fetched by"), (arrival.details.get("connection") or {}).get("worker", ""), code=True),
    ]
    text = _("It was written down with all its bytes before the file was moved.")
    return Station(_("Taken from the folder"), arrival.received_at, Mood.DONE, text, facts)


def _station(scan: Scan) -> Station:
    state = ScanState(scan.state)
    if state == ScanState.WAITING:
        return Station(_("Scan"), scan.created_at, _MOODS[state], state.label)
    facts = [
        *fact(_("Pages"), scan.pages or None),
        *fact(_("Text"), TextSource(scan.text_source).label),
        *_codes(scan),
    ]
    text = _("It shows the code of a letter of ours.") if scan.letter_id else ""
    return Station(_("Scan"), scan.read_at, _MOODS[state], text or state.label, facts, list(remarks_of(scan)))


def _codes(scan: Scan) -> list[Fact]:
    return [Fact(_("Code"), without_bidi(shorten(str(code), _LONGEST)), code=True) for code in scan.codes[:_MOST]]
