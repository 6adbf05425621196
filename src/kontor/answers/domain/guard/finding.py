"""What the send guard says of an answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kontor.answers.enums import GuardGrade


@dataclass(frozen=True)
class Remark:
    """What one check has found. ``about`` is what somebody confirms when they confirm it: a change asks anew.

    ``place`` names the field of the editor, ``words`` what stands there.
    """

    sentence: str
    advice: str
    about: str
    place: str = "text"
    words: str = ""


@dataclass(frozen=True)
class Finding:
    """A remark with the grade that the tenant gives to its kind."""

    code: str
    grade: GuardGrade
    remark: Remark
    confirmed: bool = False

    @property
    def key(self) -> str:
        """Says what was confirmed without repeating it."""
        return f"{self.code}:{hashlib.sha256(self.remark.about.encode()).hexdigest()[:20]}"

    @property
    def stops(self) -> bool:
        """Nothing is sent while it stands."""
        return self.grade == GuardGrade.STOP or (self.grade == GuardGrade.CONFIRM and not self.confirmed)

    def as_kept(self) -> dict[str, object]:
        """For whoever asks later: never what was written."""
        return {"code": self.code, "grade": str(self.grade), "confirmed": self.confirmed, "key": self.key}
