"""The ways a verb can fail on purpose."""

from __future__ import annotations


class Refused(Exception):
    """A verb that may not be done now. Carries one whole translated sentence for the person who asked.

    ``about`` is the name of the value that is at fault, where it is one: a form says the sentence at its field.
    """

    def __init__(self, sentence: object, *, about: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.about = about

    def __str__(self) -> str:
        return str(self.sentence)


class ReasonNeeded(Refused):
    """Refused as long as nobody says why. Whoever is asked for the reason may come again with it."""


class Failed(Exception):
    """Something outside did not work. The message is for the log and holds no content of mails."""
