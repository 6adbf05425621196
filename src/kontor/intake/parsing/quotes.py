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


class BlockKind(enum.Enum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines of one kind."""

    kind: BlockKind
    text: str = field(repr=False)


def split_quotes(text: str) -> tuple[Block, ...]:
    """The text as blocks in its order. Answers between quotes stay blocks of their own."""
    lines = text.split("\n")
    if len(lines) > limits.QUOTE_LINES:
        return (Block(BlockKind.OWN, text),)
    kinds = _kinds(lines)
    blocks: list[Block] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or kinds[at] is not kinds[start]:
            blocks.append(Block(kinds[start], "\n".join(lines[start:at])))
            start = at
    return tuple(blocks)


def own_text(text: str) -> str:
    """Only what the writer wrote now; everything, if nothing seems to be own."""
    own = "\n".join(block.text for block in split_quotes(text) if block.kind is BlockKind.OWN).strip()
    return own or text


def _kinds(lines: list[str]) -> list[BlockKind]:
    kinds = [BlockKind.QUOTED if _is_marked(line) else BlockKind.OWN for line in lines]
    original = _original_below(lines)
    if original is not None:
        kinds[original:] = [BlockKind.QUOTED] * (len(lines) - original)
    for first, last in _introductions(lines, kinds):
        kinds[first : last + 1] = [BlockKind.QUOTED] * (last - first + 1)
    _join_blank_lines(lines, kinds)
    for first, last in _signatures(lines, kinds):
        kinds[first:last] = [BlockKind.SIGNATURE] * (last - first)
    return kinds


def _is_marked(line: str) -> bool:
    """Quoted by a sign: ``> words``, ``| words``; not an arrow ``>>>`` alone, not a table."""
    bare = line.lstrip()
    return bare.startswith((">", "|>", "| >")) and not bare.startswith(">From ")


# -- a whole original mail below ("top posting") ----------------------------------------------

_LABELS = {
    "from": "from von de da van od från fra lähettäjä gönderen kimden от від feladó expéditeur mittente remitente",
    "sent": "sent date gesendet datum envoyé inviato enviado verzonden wysłano data fecha skickat sendt dato tarih "
    "lähetetty дата odesláno küldve",
    "to": "to an à a aan do para till til vastaanottaja kime кому komu címzett",
    "subject": "subject betreff objet oggetto asunto onderwerp temat assunto ämne emne aihe konu тема předmět tárgy",
}
_LABEL_OF = {word: kind for kind, words in _LABELS.items() for word in words.split()}
_LABEL_LINE = re.compile(r"[*_>\s]{0,6}([^\W\d_]{1,15})[*_]{0,2}\s{0,3}:[*_]{0,2}\s")
_ORIGINAL = re.compile(
    r"\s*[-_=]{3,}\s*(?:original(?:\s?message| e-?mail)?|urspr(?:ü|ue?)ngliche (?:nachricht|e-?mail|mail)|"
    r"message d'origine|messaggio originale|mensaje original|mensagem original|oorspronkelijk bericht|"
    r"wiadomość oryginalna|oryginalna wiadomość|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|"
    r"исходное сообщение|orijinal mesaj|původní zpráva)\s*[-_=]{3,}\s*",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"\s*[-_=]{2,}.{0,10}(?:forwarded message|weitergeleitete (?:nachricht|e-?mail)|message transféré|"
    r"messaggio inoltrato|mensaje reenviado|doorgestuurd bericht|wiadomość przekazana|begin forwarded)|"
    r"\s*(?:anfang der weitergeleiteten nachricht|begin forwarded message)\s*:",
    re.IGNORECASE,
)
_LONGEST_MARK = 200
_RULE = re.compile(r"\s*[_-]{20,}\s*")
_RULED = frozenset("-_=")


def _original_below(lines: list[str]) -> int | None:
    """The first line of an original mail that fills the rest, when something own stands above it."""
    own_seen = False
    for at, line in enumerate(lines):
        if _FORWARDED.match(line[:_LONGEST_MARK]):
            return None
        if own_seen and (_is_rule_of_original(line) or _starts_header_block(lines, at)):
            return at
        own_seen = own_seen or bool(line.strip() and not _is_marked(line))
    return None


def _is_rule_of_original(line: str) -> bool:
    return len(line) < _LONGEST_MARK and line.lstrip()[:1] in _RULED and bool(_ORIGINAL.fullmatch(line))


def _starts_header_block(lines: list[str], at: int) -> bool:
    """``From: … Sent: … To: … Subject: …`` as Outlook writes it, with or without a rule above."""
    ruled = lines[at].lstrip()[:1] in _RULED and _RULE.fullmatch(lines[at])
    first = at + 1 if ruled and at + 1 < len(lines) else at
    if _label(lines[first]) != "from":
        return False
    found = {_label(line) for line in lines[first : first + 8]}
    return {"from", "sent", "subject"} <= found or {"from", "sent", "to"} <= found


def _label(line: str) -> str:
    found = _LABEL_LINE.match(line[:60] + " ") if ":" in line[:60] else None
    return _LABEL_OF.get(found[1].lower(), "") if found else ""


# -- "On …, somebody wrote:" ------------------------------------------------------------------

_WROTE = re.compile(
    r"(?:wrote|writes|schrieb(?:en)?|schreibt|a écrit|ha scritto|escribió|escreveu|schreef|napisał\S*|"
    r"skrev|kirjoitti|yazdı|написал\w*|пише|píše|napsal\w*|ezt írta|geschreven)\b.{0,120}:\s*$",
    re.IGNORECASE,
)
_WROTE_FIRST = re.compile(r"(?:op|am|on|le|il|el|em|dnia|w dniu|den|pe)\b.{4,200}:\s*$", re.IGNORECASE)


def _introductions(lines: list[str], kinds: list[BlockKind]) -> Iterator[tuple[int, int]]:
    """The one to three lines that announce the quote beginning right below them."""
    for at, line in enumerate(lines):
        if not line.rstrip().endswith(":") or kinds[at] is not BlockKind.OWN:
            continue
        if _next_kind(lines, kinds, at) is not BlockKind.QUOTED:
            continue
        for first in range(_first_of_paragraph(lines, kinds, at), at + 1):
            announced = " ".join(part.strip() for part in lines[first : at + 1])
            if len(announced) < 400 and _WROTE.search(announced) and (first == at or _WROTE_FIRST.match(announced)):
                yield first, at
                break


def _first_of_paragraph(lines: list[str], kinds: list[BlockKind], at: int) -> int:
    """Up to two lines above that may belong to the announcement."""
    first = at
    while first > max(at - 2, 0) and lines[first - 1].strip() and kinds[first - 1] is BlockKind.OWN:
        first -= 1
    return first


def _next_kind(lines: list[str], kinds: list[BlockKind], at: int) -> BlockKind | None:
    for below in range(at + 1, min(at + 4, len(lines))):
        if lines[below].strip():
            return kinds[below]
    return None


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
_SENT_FROM = re.compile(
    r"\s*(?:sent from my|get outlook for|sent with|von meinem .{1,30} gesendet|gesendet (?:von|mit) |"
    r"diese nachricht wurde von meinem|envoyé de mon|inviato da|enviado desde|verzonden vanaf|"
    r"hol(?:en)? sie sich outlook)",
    re.IGNORECASE,
)


def _signatures(lines: list[str], kinds: list[BlockKind]) -> Iterator[tuple[int, int]]:
    """Lines from the mark ``-- `` to the end or to the next quote, if they are as few as a signature has."""
    for at, line in enumerate(lines):
        if kinds[at] is not BlockKind.OWN:
            continue
        marked = line.rstrip() == "--" and at > 0
        if not marked and not (_SENT_FROM.match(line) and len(line) < 120 and _ends_text(lines, kinds, at)):
            continue
        end = next((below for below in range(at + 1, len(lines)) if kinds[below] is not BlockKind.OWN), len(lines))
        if sum(1 for below in range(at + 1, end) if lines[below].strip()) <= _LONGEST_SIGNATURE:
            yield at, end
            return


def _ends_text(lines: list[str], kinds: list[BlockKind], at: int) -> bool:
    below = (number for number in range(at + 1, len(lines)) if lines[number].strip())
    following = next(below, None)
    return following is None or kinds[following] is BlockKind.QUOTED
