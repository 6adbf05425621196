"""What a ticket's page shows of the letters that left: their state, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kontor.desk.letter.access import rows_of
from kontor.letters.domain.recalling import is_recallable
from kontor.letters.domain.retrying import may_be_tried
from kontor.letters.domain.sending_anew import Present, present_address
from kontor.letters.domain.troubles import trouble_in_words
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.letters.models.letter import LOST
from kontor.tickets.enums import Direction, MessageChannel
from kontor.tickets.models import Message

DONE = (LetterState.HANDED_OVER, LetterState.CONFIRMED)


@dataclass(frozen=True)
class LetterLine:
    """The latest letter of a message: a reprint takes the place of what was printed before."""

    letter: OutgoingLetter

    @property
    def state(self) -> str:
        return str(LetterState(self.letter.state).label)

    @property
    def is_lost(self) -> bool:
        return self.letter.state in LOST

    @property
    def is_done(self) -> bool:
        return self.letter.state in DONE

    @property
    def trouble(self) -> str:
        """Why it is not on its way, or why it came back."""
        if self.letter.state == LetterState.RETURNED:
            return self.letter.returned_reason
        return trouble_in_words(self._in_trouble.error_kind, self._in_trouble.error_values)

    @property
    def _in_trouble(self) -> OutgoingLetter | PrintBatch:
        """What goes by batch has the trouble of its batch."""
        letter = self.letter
        return letter.batch if letter.batch and letter.state == LetterState.WRITING else letter

    @property
    def can_be_tried(self) -> bool:
        return may_be_tried(self.letter)

    @cached_property
    def present(self) -> Present | None:
        """Where a letter that did not arrive can be sent anew. Asks the database for those alone."""
        return present_address(self.letter) if self.is_lost else None

    @property
    def can_be_recalled(self) -> bool:
        return is_recallable(self.letter)

    @property
    def stamp(self) -> str:
        """Changes when anything of it changes that is shown."""
        letter = self.letter
        return f"letter-{letter.pk}-{letter.state}-{letter.attempts}-{self._in_trouble.error_kind}"


def letters_of(messages: Sequence[Message]) -> dict[int, LetterLine]:
    """By message. One statement where something left by letter, none elsewhere."""
    left = [
        message.pk
        for message in messages
        if message.channel == MessageChannel.LETTER and message.direction == Direction.OUT
    ]
    if not left:
        return {}
    return {row.message_id: LetterLine(row) for row in rows_of(left)}
