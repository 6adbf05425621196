"""Whether exported entries (JSON lines) are a whole chain: computed anew from the file alone, without a database.

What it computes is what the database computes (migration 0004); ``docs/operations.md`` says it in words, for others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

INSTALLATION = "-"
MOST = 100


@dataclass
class Checked:
    """One chain of the file. ``problems`` are sentences, at most a hundred."""

    rows: int = 0
    first: int = 0
    last: int = 0
    hash: str = ""
    problems: list[str] = field(default_factory=list)

    def say(self, problem: str) -> None:
        if len(self.problems) < MOST:
            self.problems.append(problem)


def checked_lines(lines: Iterable[str]) -> dict[str, Checked]:
    """By the tenant's code; ``-`` is the installation. Numbers and hashes are kept in memory, contents are not."""
    chains: dict[str, Checked] = {}
    links: dict[str, dict[int, tuple[str, str]]] = {}
    for line in lines:
        entry = json.loads(line)
        code = entry["tenant"] or INSTALLATION
        chain, number = chains.setdefault(code, Checked()), entry["number"]
        if number is None:
            chain.say(f"A row (id {entry['id']}) stands outside of the chain.")
            continue
        if number in links.setdefault(code, {}):
            chain.say(f"Entry {number} is there twice.")
        links[code][number] = entry["previous_hash"], entry["hash"]
        if entry["erased_at"] is None and entry["content_hash"] != content_hash(entry):
            chain.say(f"Entry {number} was changed: its name, values, reason or origin.")
        if entry["hash"] != row_hash(entry):
            chain.say(f"Entry {number} was changed: time, person, action, object or place.")
    for code, found in links.items():
        _follow(chains[code], found)
    return chains


def content_hash(entry: dict[str, Any]) -> str:
    return _hash(entry["salt"], entry["label"], entry["changes"], entry["reason"], entry["source"])


def row_hash(entry: dict[str, Any]) -> str:
    at = datetime.fromisoformat(entry["at"]).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return _hash(
        entry["tenant_id"] or 0,
        entry["number"],
        entry["previous_hash"],
        entry["id"],
        at,
        entry["actor_id"],
        entry["action"],
        entry["kind"],
        entry["object_id"],
        entry["content_hash"],
    )


def _follow(chain: Checked, links: dict[int, tuple[str, str]]) -> None:
    """Each entry names the hash of the one before, and none is missing between the first and the last."""
    numbers = sorted(links)
    chain.rows, chain.first, chain.last, chain.hash = len(numbers), numbers[0], numbers[-1], links[numbers[-1]][1]
    for before, number in pairwise(numbers):
        if number != before + 1:
            chain.say(f"Entries are missing: {before + 1} to {number - 1}.")
        elif links[number][0] != links[before][1]:
            chain.say(f"Entry {number} does not follow the entry before it.")


def _hash(*values: Any) -> str:
    return sha256(_jsonb(list(values)).encode()).hexdigest()


def _jsonb(value: Any) -> str:
    """As PostgreSQL writes ``jsonb``: a blank after comma and colon, shorter keys first, nothing escaped needlessly."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{_jsonb(key)}: {_jsonb(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_jsonb, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
