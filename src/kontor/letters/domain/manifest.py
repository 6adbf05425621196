"""What the print service is told about a letter or a batch: a small JSON file. The same letter, the same bytes."""

from __future__ import annotations

import json
from typing import Any

from kontor.letters.domain.enclosing import enclosures_of
from kontor.letters.domain.places import plain_number
from kontor.letters.models import OutgoingLetter

VERSION = 1


def letter_manifest(letter: OutgoingLetter) -> bytes:
    """The manifest beside a letter's PDF. That it lies there says that the letter is complete."""
    facts = {
        "kind": "letter",
        "version": VERSION,
        "tenant": letter.tenant.code,
        "created": letter.created_at.isoformat(timespec="seconds"),
        **letter_facts(letter),
    }
    return written(facts)


def letter_facts(letter: OutgoingLetter) -> dict[str, Any]:
    """What a manifest says of one letter."""
    return {
        "letter": letter.pk,
        "ticket": plain_number(letter.message.ticket),
        "file": letter.filename.rpartition("/")[2],
        "sha256": letter.sha256,
        "template": _named(letter.template_id, letter.template_version),
        "stylesheet": _named(letter.stylesheet_id, letter.stylesheet_version),
        "pages": letter.pages,
        "sheets": letter.sheets,
        "grams": letter.grams,
        "postage": letter.postage or None,
        "price": str(letter.price) if letter.price is not None else None,
        "currency": letter.currency if letter.price is not None else None,
        "paper": letter.paper or None,
        "tray": letter.tray or None,
        "duplex": letter.duplex,
        "page_size": letter.page_size,
        "pdf": letter.pdf_kind,
        "address": letter.address,
        "country": letter.country,
        "enclosures": enclosures_of(letter),
        "reprint_of": letter.reprint_of_id,
    }


def written(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


def _named(key: int | None, version: int | None) -> dict[str, int | None] | None:
    return {"id": key, "version": version} if key else None
