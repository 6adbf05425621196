"""Small treatments of text that know no domain: cleaning, shortening, quoting, sorting, addresses of mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

import idna
from django.utils.translation import gettext as _

# C0 and C1 controls without tab and line feed, the surrogates, and the non-characters that break XML and terminals.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HIDDEN = re.compile(f"(?![\t\n\x0b\x0c\r\x85])(?:{_CONTROLS.pattern}|{_BIDI_CONTROLS.pattern})")
_BLANKS = re.compile(r"\s+")
_BLANKS_IN_LINE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f]+")
MOST_DIGITS = 18
_MANY_LINES = re.compile(r"\n{3,}")


def strip_controls(text: str) -> str:
    """The text without control characters, NULs and lone surrogates; line ends become ``\\n``, tabs stay.

    What leaves here can be stored in PostgreSQL and encoded as UTF-8.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    if "\r" in text or "\u2028" in text or "\u2029" in text or "\x85" in text:
        text = _LINE_ENDS.sub("\n", text)
    return _CONTROLS.sub("", text)


def one_line(text: str) -> str:
    """The text on a single line: controls out, every run of blanks and line ends is one blank."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", strip_controls(text)).strip()


def without_bidi(text: str) -> str:
    """Without the characters that turn the direction of writing, so that a name cannot pretend to end otherwise."""
    return _BIDI_CONTROLS.sub("", text)


def hidden_sign(text: str) -> str:
    """The first sign that nobody sees: a control character, or one that turns the direction. As ``U+202E``; else ""."""
    found = None if text.isprintable() else _HIDDEN.search(text)
    return _code_point(found[0]) if found else ""


def with_hidden_shown(text: str) -> str:
    """For a terminal or a sentence: what nobody would see stands there as ``<U+202E>``."""
    return text if text.isprintable() else _HIDDEN.sub(lambda found: f"<{_code_point(found[0])}>", text)


def _code_point(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def normalize_whitespace(text: str) -> str:
    """Blanks within lines single, lines without blanks at the end, at most one empty line in a row."""
    lines = [_BLANKS_IN_LINE.sub(" ", line).rstrip() for line in strip_controls(text).split("\n")]
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def whole_number(text: str) -> int | None:
    """The number that is entered, or None: also for one with more digits than anything here has (18).

    ``int`` raises for thousands of digits, and PostgreSQL for more than its ``bigint`` holds.
    """
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def shorten(text: str, length: int) -> str:
    """One line of at most ``length`` characters, cut at a word where that loses little, with an ellipsis."""
    line = one_line(text)
    if len(line) <= length:
        return line
    head = line[: max(length - 1, 0)]
    at_word = head.rfind(" ")
    if at_word > length * 2 // 3:
        head = head[:at_word]
    return head.rstrip(" ,;:.-") + "…"


def quote(text: str) -> str:
    """The text as quoted in a reply: every line begins with ``>``, already quoted lines get one more."""
    lines = strip_controls(text).rstrip("\n").split("\n")
    return "\n".join(_quoted_line(line) for line in lines)


def _quoted_line(line: str) -> str:
    line = line.rstrip()
    if not line:
        return ">"
    return f">{line}" if line.startswith(">") else f"> {line}"


def sort_key_german(text: str) -> str:
    """The key by which lists are sorted, after DIN 5007-1 (words): ä like a, ß like ss, upper like lower case.

    Equal keys are common (Müller, Muller); sort by the key and then by the text itself.
    Figures keep their place before letters; punctuation counts as a blank.
    """
    folded = unicodedata.normalize("NFKD", one_line(text).casefold())
    letters = "".join(_sorted_as(char) for char in folded if not unicodedata.combining(char))
    return _BLANKS.sub(" ", letters).strip()


_SORTED_AS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}


def _sorted_as(char: str) -> str:
    if char in _SORTED_AS:
        return _SORTED_AS[char]
    return char if char.isalnum() else " "


def numbered(name: str, number: str = "-{}", *, longest: int) -> Iterator[str]:
    """For whoever looks for a free name: it, then with a number from 2 on, none with more than ``longest`` signs."""
    yield name[:longest]
    for each in count(2):
        end = number.format(each)
        yield f"{name[: longest - len(end)].rstrip(' -')}{end}"


def names_of_copies(name: str, *, longest: int) -> Iterator[str]:
    """What copies of the thing may be called, for whoever looks for a free name."""
    name = name[: longest - 20]
    yield _("%(name)s (copy)") % {"name": name}
    yield from (_("%(name)s (copy %(number)s)") % {"name": name, "number": each} for each in count(2))


@lru_cache(maxsize=512)
def normalize_email(address: str) -> str:
    """The form in which addresses are compared and stored for look-up; "" for what is no address.

    Blanks and brackets around it go, the domain is lower case and in its ASCII form (IDNA 2008), the local part is
    lower case too: RFC 5321 would allow two people to differ in case alone, no provider does.
    """
    bare = strip_controls(address).strip().strip("<>").strip().rstrip(".")
    local, at, domain = bare.rpartition("@")
    if not at or not local or not domain or _BLANKS.search(bare) or len(bare) > 320:
        return ""
    domain = ascii_domain(domain)
    return f"{unicodedata.normalize('NFC', local).casefold()}@{domain}" if domain else ""


# RFC 5321, 4.1.2 and RFC 6531: a dot-string or a quoted one; names of hosts, or an IP in brackets.
_LOCAL = re.compile(r'[^\s()<>\[\]:;@\\,".]+(?:\.[^\s()<>\[\]:;@\\,".]+)*|"[^\s"\\]+"')
_HOST = re.compile(r"(?![-_])[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*|\[[0-9a-fv:.]{2,50}\]", re.IGNORECASE)


def can_be_written_to(address: str) -> bool:
    """Whether a mail can travel to it. Stricter than ``normalize_email``, which also compares what others wrote.

    False for addresses that a mail's header would say otherwise than its envelope: a comment, a second @, a comma.
    """
    local, _at, domain = normalize_email(address).rpartition("@")
    readable = all(unicodedata.category(sign) not in ("Cf", "Zl", "Zp") for sign in local)
    return bool(readable and _LOCAL.fullmatch(local) and _HOST.fullmatch(domain))


def ascii_domain(domain: str) -> str:
    """The domain in lower case ASCII, as DNS knows it; "" when it cannot be one."""
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
