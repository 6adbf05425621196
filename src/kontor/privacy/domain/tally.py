"""What was erased, in counts and digests: enough to prove it, and nothing that could tell what it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.crypto import salted_hmac

SALT = "kontor.privacy.tally"


@dataclass
class Tally:
    """``counts`` has for each table how many rows there were, and a digest over all that stood in them.

    The digest is keyed with the installation's secret: an address is guessed quickly, and its plain hash would give it
    away. Row by row, by their ids, it is HMAC-SHA-256 (hex) of the digest before, the table's label and the row as JSON
    (keys sorted, not in ASCII, times as Python writes them), with the key SHA-256("kontor.privacy.tally" + secret).
    Whoever has the secret and a backup of before works it out anew.

    ``blobs`` are the kept bytes that the rows named, ``printed`` the letters that were written to a directory of the
    print service: what lies there is out of reach.
    """

    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: set[int] = field(default_factory=set)
    printed: set[int] = field(default_factory=set)

    def add(self, label: str, row: Mapping[str, Any]) -> None:
        known = self.counts.get(label, {"rows": 0, "digest": ""})
        said = json.dumps(row, sort_keys=True, default=str, ensure_ascii=False)
        digest = salted_hmac(SALT, f"{known['digest']}{label}{said}", algorithm="sha256").hexdigest()
        self.counts[label] = {"rows": known["rows"] + 1, "digest": digest}

    @property
    def rows(self) -> int:
        return sum(each["rows"] for each in self.counts.values())
