"""A new process gets another recipient while it is written: its text greets and names who gets it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import transaction

from kontor.answers.domain.own_drafts import locked_draft
from kontor.answers.domain.reply_language import language_for
from kontor.answers.domain.starting_text import StartingText, bare_text, text_of_template
from kontor.answers.domain.switching import BY_HAND, about_draft, begun_with, is_as_begun
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.customers.domain.queries import one_by_address
from kontor.kernel.html import clean_own, plain_text_from_html
from kontor.kernel.text import normalize_email
from kontor.people.models import User
from kontor.texts.domain.syntax import TAGS

_NEVER_ENDED = ("<br", "<hr", "<img", "<col>", "<col ", "<wbr")


@dataclass(frozen=True)
class Readdressed:
    """``html`` is what the editor shall hold. ``left``: the writer has changed what named the former recipient."""

    html: str
    text: StartingText
    left: bool = False


def note_recipients(draft: Draft, to: list[list[str]]) -> None:
    """Whom the draft goes to. If the first address is another than before, whoever is known by it is its customer."""
    first = _first(to)
    if first != _first(draft.to):
        draft.customer = one_by_address(first, draft.tenant_id) if first else None
    draft.to = to


@transaction.atomic(savepoint=False)
def readdress(draft: Draft, to: list[list[str]], html: str, *, by: User) -> Readdressed | None:
    """Fill in anew, for these recipients, what the draft began with, and put it into ``html``, which the editor holds.

    Paragraphs that stand as they were filled in change; what was typed stays. Where nothing was typed, the text comes
    in the language of who is written to now. What stands in the draft is left to the editor, so that it can be undone
    there. None where nothing changes, and without a valid address.
    """
    row = locked_draft(draft, "category__tenant", "customer", "template", by=by, kind=DraftKind.NEW)
    assert row.category is not None
    if not _first(to):
        return None
    note_recipients(row, to)
    html = clean_own(html)
    untouched = is_as_begun(row, plain_text_from_html(html))
    before, text = row.baseline, _filled_anew(row, by, untouched=untouched)
    row.baseline, row.language = text.html, text.language
    row.options = {**row.options, **begun_with(row.category, text)}
    row.save(update_fields=["baseline", "language", "options"])
    if text.html == before:
        return None
    return Readdressed(text.html, text) if untouched else _put_into(html, before, text)


def _first(to: list[list[str]]) -> str:
    return normalize_email(to[0][1]) if to else ""


def _filled_anew(draft: Draft, author: User, *, untouched: bool) -> StartingText:
    about = about_draft(draft, author=author)
    language = draft.language
    if untouched and not draft.options.get(BY_HAND):
        language = language_for(draft.customer, about.tenant).code
    if draft.template:
        return text_of_template(about, draft.template, language=language)
    return bare_text(about, language=language)


def _put_into(html: str, before: str, text: StartingText) -> Readdressed:
    """What reads as it was filled in before gives way to what is filled in now."""
    exchanged = _exchanged(before, text.html)
    pieces = [(piece, _said(piece)) for piece in _pieces(html)]
    left = exchanged.keys() - {said for _piece, said in pieces}
    return Readdressed("".join(exchanged.get(said, piece) for piece, said in pieces), text, left=bool(left))


def _exchanged(before: str, after: str) -> dict[str, str]:
    """By what a paragraph of the one said: what stands in its place in the other."""
    old, new = list(_pieces(before)), list(_pieces(after))
    steps = SequenceMatcher(None, [*map(_said, old)], [*map(_said, new)], autojunk=False).get_opcodes()
    found: dict[str, str] = {}
    for step, start, end, start_now, end_now in steps:
        if step == "replace":
            now = new[start_now:end_now]
            now[end - start - 1 :] = ["".join(now[end - start - 1 :])]
            found |= zip(map(_said, old[start:end]), [*now, *[""] * (end - start - len(now))], strict=True)
    return {said: piece for said, piece in found.items() if said}


def _pieces(html: str) -> Iterator[str]:
    """The outermost elements of cleaned HTML and the texts between them, in order."""
    piece, depth = "", 0
    for part in TAGS.split(html):
        piece += part
        if part.startswith("</"):
            depth -= 1
        elif part.startswith("<") and not part.startswith(_NEVER_ENDED):
            depth += 1
        if depth <= 0 and piece:
            yield piece
            piece = ""
    if piece:
        yield piece


def _said(piece: str) -> str:
    return " ".join(plain_text_from_html(piece).split())
