"""What can be wrong with a chain of the audit log."""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    NO_HEAD = "no_head"
    CHANGED = "changed"
    CONTENT_CHANGED = "content_changed"
    REMOVED = "removed"
    REMOVED_AT_THE_END = "removed_at_the_end"
    OUT_OF_PLACE = "out_of_place"
    BEYOND_THE_END = "beyond_the_end"
    END_DIFFERS = "end_differs"
    UNCHAINED = "unchained"
    ERASED_UNSEEN = "erased_unseen"
    ANCHOR_UNSEEN = "anchor_unseen"
    NOT_AS_NOTED = "not_as_noted"
