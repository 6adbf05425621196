"""Own words, quoted words, signature: blocks of a text for folding. Nothing is ever cut.

Joining the texts of all blocks with line feeds gives the text back, character for character. When in doubt a line
counts as own: a lost line weighs far more than a quoted line too many. Forwarded text is own: it is why the
mail was sent.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kontor.intake.parsing import limits
from kontor.intake.parsing import quote_words as words
from kontor.intake.parsing.quote_headers import LONGEST_MARK, end_of_headers, first_with_words


class BlockKind(enum.Enum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines of one kind."""

    kind: BlockKind
    text: str = field(repr=False)


def split_quotes(text: str, *, subject: str = "") -> tuple[Block, ...]:
    """The text as blocks in its order. Answers between quotes stay blocks of their own.

    The subject tells whether the mail passes another one on: what stands below is no quote then.
    """
    lines = text.split("\n")
    if len(lines) > limits.QUOTE_LINES:
        return (Block(BlockKind.OWN, text),)
    kinds = _kinds(lines, forwarded=words.is_forwarded(subject))
    blocks: list[Block] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or kinds[at] is not kinds[start]:
            blocks.append(Block(kinds[start], "\n".join(lines[start:at])))
            start = at
    return tuple(blocks)


_MANY_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def own_text(text: str, *, subject: str = "") -> str:
    """Only what the writer wrote now; everything, if nothing seems to be own."""
    return own_words(text, subject=subject) or text


def own_words(text: str, *, subject: str = "") -> str:
    """The same; nothing, if nothing seems to be own."""
    blocks = split_quotes(text, subject=subject)
    if all(block.kind is BlockKind.OWN for block in blocks):
        return text
    own = "\n".join(block.text for block in blocks if block.kind is BlockKind.OWN).strip()
    return _MANY_EMPTY_LINES.sub("\n\n", own)


def holds_another_mail(text: str, *, subject: str = "") -> bool:
    """Whether what counts as own passes on what somebody else wrote, or is too long to be looked at. Here doubt counts
    against it: nobody looks before the words go on."""
    lines = text.split("\n")
    if words.is_forwarded(subject) or len(lines) > limits.QUOTE_LINES:
        return True
    return any(_announces_forwarded(line) or end_of_headers(lines, at) for at, line in enumerate(lines))


def _kinds(lines: list[str], *, forwarded: bool) -> list[BlockKind]:
    lines = [line.lstrip(_UNSEEN) if line[:1] in _UNSEEN else line for line in lines]
    kinds = [BlockKind.QUOTED if _is_marked(line) else BlockKind.OWN for line in lines]
    for at in range(1, len(lines)):
        if kinds[at] is BlockKind.QUOTED and kinds[at - 1] is BlockKind.OWN and _is_open(lines[at - 1]):
            kinds[at] = BlockKind.OWN
    _find_originals(lines, kinds, forwarded=forwarded)
    _join_blank_lines(lines, kinds)
    for first, last in _signatures(lines, kinds):
        kinds[first:last] = [BlockKind.SIGNATURE] * (last - first)
    return kinds


# Marks of writing direction and of byte order, which some programs put before a quote.
_UNSEEN = "\ufeff\u200b\u200e\u200f\u202a\u202b"
_OPEN_ADDRESS = re.compile(r"<(?:https?|mailto):[^\s<>]*$")


def _is_open(line: str) -> bool:
    """Whether an address in brackets goes on in the next line, which may begin with its ``>``."""
    return bool(_OPEN_ADDRESS.search(line[-500:]))


def _is_marked(line: str) -> bool:
    """Quoted by a sign: ``> words``, ``| words``; not an arrow ``>>> here <<<``, not a table."""
    bare = line.lstrip()
    return bare.startswith((">", "|>", "| >")) and not bare.startswith(">From ") and not bare.rstrip().endswith("<<")


# -- announcements: of a quote, of a whole mail below ("top posting"), of a forwarded mail -----


def _find_originals(lines: list[str], kinds: list[BlockKind], *, forwarded: bool) -> None:
    """Goes down the text; ends where a forwarded mail or a mail without marks fills the rest."""
    own_seen = quote_seen = False
    possible = _where_announcements_may_begin(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        if not possible[at]:
            own_seen = True
            at += 1
            continue
        if _announces_forwarded(line) and (kinds[at] is BlockKind.OWN or not quote_seen):
            kinds[at:] = [BlockKind.OWN] * (len(lines) - at)
            return
        if kinds[at] is BlockKind.QUOTED:
            quote_seen = True
            at += 1
            continue
        end = _end_of_announcement(lines, kinds, at)
        below = _next_kind(lines, kinds, end) if end is not None else None
        if end is not None and (below is BlockKind.QUOTED or (own_seen and not forwarded)):
            quoted = end if below is BlockKind.QUOTED else len(lines)
            kinds[at:quoted] = [BlockKind.QUOTED] * (quoted - at)
            quote_seen = True
            at = quoted
            continue
        own_seen = True
        at += 1


# A label, an address or a mark of quoting; a rule; what introductions end with.
_SIGN = re.compile(r"[:：<>]|[-_=*]{2}|-\s*$")
_MOST_INTRODUCTION_LINES = 4


def _where_announcements_may_begin(lines: list[str]) -> list[bool]:
    """For each line, whether it or one of the next three has a sign that no announcement is without: most lines of most
    mails have none, and need no closer look."""
    if words.may_ask_to_write_above("\n".join(lines)):
        return [True] * len(lines)
    signs = [_SIGN.search(line) is not None for line in lines]
    return [True in signs[at : at + _MOST_INTRODUCTION_LINES] for at in range(len(lines))]


def _announces_forwarded(line: str) -> bool:
    return bool(words.FORWARDED.match(line[:LONGEST_MARK]))


def _end_of_announcement(lines: list[str], kinds: list[BlockKind], at: int) -> int | None:
    """Where what announces a quoted mail ends, if it begins here."""
    line = lines[at]
    if len(line) < LONGEST_MARK and (words.ORIGINAL.fullmatch(line) or words.ABOVE_THIS_LINE.fullmatch(line)):
        below = first_with_words(lines, at + 1)
        return end_of_headers(lines, below) or _end_of_introduction(lines, kinds, below) or at + 1
    return end_of_headers(lines, at) or _end_of_introduction(lines, kinds, at)


_ENDS_OF_INTRODUCTIONS = (":", "：", "-", ">")


def _end_of_introduction(lines: list[str], kinds: list[BlockKind], at: int) -> int | None:
    """The end of "On …, somebody wrote:" over one to four lines.

    Directly above marked lines the verb is enough; above words without marks a date, and a time or an address, must
    show that a program wrote it.
    """
    if at >= len(lines):
        return None
    is_opened = words.OPENER.match(lines[at]) and words.DATE.search(lines[at])
    for last in range(at, min(at + _MOST_INTRODUCTION_LINES, len(lines))):
        if not lines[last].strip() or kinds[last] is BlockKind.QUOTED or (last > at and not is_opened):
            return _with_name_above(lines, kinds, at) if last == at + 1 else None
        said = " ".join(line.strip() for line in lines[at : last + 1])
        if len(said) > 400 or (last > at and lines[last - 1].rstrip().endswith((".", "!", "?"))):
            return None
        if not said.endswith(_ENDS_OF_INTRODUCTIONS):
            continue
        if _is_introduction(said, marked=_next_kind(lines, kinds, last + 1) is BlockKind.QUOTED):
            return last + 1
    return None


def _is_introduction(said: str, *, marked: bool) -> bool:
    if words.BETWEEN_PERSONS.search(said):
        return False
    has_verb = any(stem in said.lower() for stem in words.STEMS)
    if marked:
        if _begins_with_own_words(said):
            return False
        is_dated = words.DATE.search(said) and words.ENDS_WITH_ADDRESS.search(said)
        if is_dated or words.DATE_AND_ADDRESS.match(said):
            return True
        return bool((has_verb and words.WROTE.search(said)) or words.QUOTING.match(said))
    if not words.DATE.search(said):
        return False
    has_address = "@" in said
    is_said = has_verb and words.WROTE.search(said) and (words.OPENER.match(said) or has_address)
    return bool((is_said and (has_address or words.TIME.search(said))) or words.ENDS_WITH_ADDRESS.search(said))


def _begins_with_own_words(said: str) -> bool:
    """Whether the writer's own words stand before the announcement in its line, or are all there is of it."""
    inner = words.INNER_OPENER.search(said)
    if inner and said[: inner.start()].strip(" \t-_*>|"):
        return True
    return bool(words.OF_ONESELF.match(said) and not words.DATE.search(said))


def _with_name_above(lines: list[str], kinds: list[BlockKind], at: int) -> int | None:
    """A name on one line, ``<address> wrote:`` on the next, above marked lines."""
    below = at + 1
    if below >= len(lines) or not lines[below].lstrip().startswith("<") or len(lines[at]) > LONGEST_MARK:
        return None
    is_one = words.WROTE.search(lines[below][:400]) and _next_kind(lines, kinds, below + 1) is BlockKind.QUOTED
    return below + 1 if is_one else None


def _next_kind(lines: list[str], kinds: list[BlockKind], at: int) -> BlockKind | None:
    """The kind of the next line with words, if it is not far."""
    return next((kinds[below] for below in range(at, min(at + 8, len(lines))) if lines[below].strip()), None)


def _join_blank_lines(lines: list[str], kinds: list[BlockKind]) -> None:
    """Empty lines between two quoted ones are quoted."""
    previous: int | None = None
    for at, line in enumerate(lines):
        if not line.strip() and kinds[at] is BlockKind.OWN:
            continue
        if kinds[at] is BlockKind.QUOTED and previous is not None and at - previous <= 4:
            kinds[previous:at] = [BlockKind.QUOTED] * (at - previous)
        previous = at if kinds[at] is BlockKind.QUOTED else None


# -- signatures -------------------------------------------------------------------------------

_LONGEST_SIGNATURE = 20


def _signatures(lines: list[str], kinds: list[BlockKind]) -> Iterator[tuple[int, int]]:
    """Lines from the mark ``-- `` to the end or to the next quote, if they are as few as a signature has."""
    for at, line in enumerate(lines):
        if kinds[at] is not BlockKind.OWN:
            continue
        marked = line.rstrip() == "--" and at > 0
        is_last = line.strip() and len(line) < 120 and _ends_text(lines, kinds, at)
        if not marked and not (is_last and words.SENT_FROM.match(line)):
            continue
        end = _end_of_signature(lines, kinds, at)
        if end is not None:
            yield at, end
            return


def _end_of_signature(lines: list[str], kinds: list[BlockKind], at: int) -> int | None:
    """The next quote, a postscript or the end of the text; None when more stands between than a signature has."""
    count = 0
    for below in range(at + 1, len(lines)):
        if kinds[below] is not BlockKind.OWN:
            return below
        if words.POSTSCRIPT.match(lines[below]):
            return below
        count += bool(lines[below].strip())
        if count > _LONGEST_SIGNATURE:
            return None
    return len(lines)


def _ends_text(lines: list[str], kinds: list[BlockKind], at: int) -> bool:
    for below in range(at + 1, len(lines)):
        if lines[below].strip():
            return kinds[below] is BlockKind.QUOTED
    return True
