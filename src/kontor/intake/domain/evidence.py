"""Where does a mail belong? Signals with weights, a sum, a threshold. Pure: facts in, a decision out.

Whoever only holds something of a conversation (a token, a Message-ID, a number) stays below the threshold, and so does
whoever only takes part in a ticket: it needs the one and the other. Thus a token that leaked opens nothing to an
outsider, and a customer's new question does not end in their old ticket. Where the receiving server doubts the sender,
a number, which can be guessed, is not enough.

On paper nobody can be told to be a sender. There our barcode counts alone: whoever has it in hand has our letter, and
nobody can print one for another ticket. A number in the text of a letter is a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kontor.intake.domain.verdicts import Candidate
from kontor.intake.enums import Signal

WEIGHTS: Mapping[Signal, int] = {
    Signal.LETTER_CODE: 110,
    Signal.PARTY: 90,
    Signal.COLLEAGUE: 80,
    Signal.TOKEN: 30,
    Signal.IN_REPLY_TO: 25,
    Signal.REFERENCES: 20,
    Signal.NUMBER: 12,
    Signal.SUBJECT: 3,
    Signal.ACCOUNT: 3,
    Signal.DOUBTFUL: -10,
}
THRESHOLD = 100
_LEDGER = {
    Signal.LETTER_CODE: "letter_code",
    Signal.TOKEN: "token",
    Signal.IN_REPLY_TO: "references",
    Signal.REFERENCES: "references",
}


def score(candidate: Candidate) -> int:
    """The sum of the weights of what speaks for it."""
    return sum(WEIGHTS[signal] for signal in _counted(candidate))


def attaches(candidate: Candidate) -> bool:
    """Enough speaks for it."""
    return score(candidate) >= THRESHOLD


def best(candidates: Iterable[Candidate]) -> Candidate | None:
    """The one with the highest score; of equals the first."""
    return max(candidates, key=score, default=None)


def reason(candidate: Candidate) -> str:
    """The strongest thread to the ticket, as the ledger calls it."""
    return next((code for signal, code in _LEDGER.items() if signal in candidate.signals), "number")


def answers_us(candidate: Candidate) -> bool:
    """The mail answers one of the ticket, whoever writes."""
    return bool(candidate.signals & {Signal.TOKEN, Signal.IN_REPLY_TO})


def as_plain(candidate: Candidate) -> dict[str, object]:
    """For the message: codes and numbers, the heaviest first."""
    signals = {signal.value: WEIGHTS[signal] for signal in _counted(candidate)}
    return {"ticket": candidate.number, "score": score(candidate), "needed": THRESHOLD, "signals": signals}


def _counted(candidate: Candidate) -> list[Signal]:
    """What speaks for it, each once: a party is no colleague besides."""
    party = Signal.PARTY in candidate.signals
    return [signal for signal in WEIGHTS if signal in candidate.signals and not (party and signal is Signal.COLLEAGUE)]
