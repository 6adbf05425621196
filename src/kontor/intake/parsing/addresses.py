"""Lists of addresses as mail programs really write them. One pass from left to right, whatever the input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kontor.intake.enums import ProblemKind
from kontor.intake.parsing import limits
from kontor.intake.parsing.dates import without_comments
from kontor.intake.parsing.headers import decode_words, unfolded
from kontor.intake.parsing.mail import Address
from kontor.intake.parsing.notes import Notes
from kontor.kernel.text import one_line, without_bidi

_PLAIN_RUN = re.compile(r'[^"(<,;:=]+|=(?!\?)')
_BLANKS_OUTSIDE_QUOTES = re.compile(r'("(?:[^"\\]|\\.)*+"@)|\s+', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_BLANK_IN_DOMAIN = re.compile(r"(@\s?[\w-]{1,63})\s{1,3}\.\s{0,3}(?=\w)")
_BLANKS_AROUND_AT = re.compile(r"\A\s*([^\s@<>]{1,64})\s*@\s*([\w-]{1,63}\.[\w.-]{1,200})\s*\Z")
_LONGEST_APART = 350
_COMMENT_MARK = re.compile(r"\\.|[()]")
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,60}\?\s*[A-Za-z]\s*\?")
_SIMPLE = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_HIDDEN = re.compile(r"(?:undisclosed|unlisted|hidden|suppressed|no)[-_. ]?(?:recipients?|list)", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_ADDRESS = re.compile(
    r'(?:"(?:[^"\\]|\\.){1,64}"|[^\s@<>()\[\]",;:\\]+)@(?:[^\s@<>()\[\]",;:\\]+|\[[0-9A-Fa-f:.IPv]+\])'
)


@dataclass(slots=True)
class _Mailbox:
    """The pieces of one entry of the list."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    words_before: int = 0
    """How many of the words stand before the address."""

    def __bool__(self) -> bool:
        return bool(self.angle is not None or any(word.strip() for word in self.words) or self.comments)


def read_addresses(
    values: list[bytes], notes: Notes, *, charset: str = "", where: str = "address", as_written: bool = False
) -> list[Address]:
    """The addresses of all these headers in order, without repeats, up to the limit.

    ``as_written`` keeps the case of domains and gives names without a domain as well (``MAILER-DAEMON``), which nobody
    can write to.
    """
    found: dict[tuple[str, str], Address] = {}
    for value in values:
        for address in _addresses(
            unfolded(value, notes, charset=charset, where=where), notes, where, as_written=as_written
        ):
            if len(found) >= limits.RECIPIENTS:
                notes.problem(ProblemKind.TOO_MANY_RECIPIENTS, where)
                return list(found.values())
            found.setdefault((address.name, address.email), address)
    return list(found.values())


def bare_address(value: bytes) -> str:
    """The first address in a header of the envelope (Return-Path, Delivered-To); "" if there is none."""
    found = _ADDRESS.search(value[:2_000].decode("utf-8", "ignore"))
    return found[0][: limits.ADDRESS_CHARACTERS] if found else ""


def _addresses(text: str, notes: Notes, where: str, *, as_written: bool) -> Iterator[Address]:
    if _SIMPLE.fullmatch(text.strip()):
        yield from _made("", text.strip().rstrip("."), as_written=as_written)
        return
    lost_name = bare = ""
    for box in _Scanner(text).mailboxes():
        if bare and box.angle is None and not box.comments:
            yield Address("", bare)
        bare = ""
        if box.angle is None and len(emails := _only_addresses("".join(box.words))) > 1:
            for email in emails:
                yield from _made("", email, as_written=as_written)
            continue
        name, email = _name_and_email(box, notes, where)
        if email:
            name = "" if name.lower() == email.lower() and not (as_written and box.angle) else name
            # "Doe, Jane <jane@...>" without quotes: the name was cut at its comma
            joins = lost_name and box.angle is not None
            yield from _made(
                f"{lost_name}, {name}" if joins and name else lost_name if joins else name, email, as_written=as_written
            )
            lost_name = ""
        elif as_written and (alone := _local(box)):
            yield Address(
                _name(" ".join(box.comments) or ("".join(box.words) if box.angle else ""), notes, where), alone
            )
        else:
            lost_name = f"{lost_name}, {name}" if lost_name and name else name or lost_name
            lost_name = lost_name[: limits.NAME_CHARACTERS]
            bare = _bare(box) if as_written else ""
    if bare:
        yield Address("", bare)


def _only_addresses(words: str) -> list[str]:
    """The addresses of an entry in which somebody forgot the commas; none where other words stand beside them."""
    pieces = words.split() if words.count("@") > 1 and len(words) < 10_000 else []
    return pieces if all(_ADDRESS.fullmatch(piece) for piece in pieces) else []


def _local(box: _Mailbox) -> str:
    """The name of a mailbox without a domain: alone in brackets, or with nothing but a comment beside it."""
    written = box.angle.strip() if box.angle is not None else "".join(box.words).strip()
    is_alone = box.angle is not None or bool(box.comments)
    return written if is_alone and _LOCAL.fullmatch(written) else ""


def _bare(box: _Mailbox) -> str:
    """A single word that may be a mailbox of the sender's own domain: ``root``; or the first half of a name."""
    written = "".join(box.words).strip()
    return written if box.angle is None and _LOCAL.fullmatch(written) and not _HIDDEN.match(written) else ""


def _made(name: str, email: str, *, as_written: bool) -> Iterator[Address]:
    if len(email) <= limits.ADDRESS_CHARACTERS:
        local, _, domain = email.rpartition("@")
        yield Address(name, email if as_written else f"{local}@{domain.lower()}")


class _Scanner:
    """Entries of a list: quotes, comments, brackets and groups understood, unclosed ones taken as letters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.box = _Mailbox()
        self.quotes_close = self.comments_close = self.angles_close = True
        self.last_group_end = text.rfind(";")

    def mailboxes(self) -> Iterator[_Mailbox]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "<" and self._begins_another():
                behind = self.box.words[self.box.words_before :] if self.box.words_before else []
                del self.box.words[len(self.box.words) - len(behind) :]
                yield self.box
                self.box = _Mailbox(behind)
            if char in ",;" or (char == ":" and self._names_group()):
                if self.box and char != ":":
                    yield self.box
                self.box = _Mailbox()
                self.at += 1
            else:
                self._piece(char)
        if self.box:
            yield self.box

    def _begins_another(self) -> bool:
        """Whether a second address in brackets follows without a comma."""
        if self.box.angle is None or "@" not in self.box.angle:
            return False
        end = self.text.find(">", self.at)
        content = self.text[self.at + 1 : end] if end >= 0 else ""
        return "@" in content and content.strip() != self.box.angle.strip()

    def _names_group(self) -> bool:
        return self.at < self.last_group_end and self.box.angle is None and not any("@" in w for w in self.box.words)

    def _piece(self, char: str) -> None:
        if char == '"' and self.quotes_close and self._quoted():
            return
        if char == "(" and self.comments_close and self._comment():
            return
        if char == "<" and self.angles_close and self._angle():
            return
        if char == "=" and self._encoded_word():
            return
        run = _PLAIN_RUN.match(self.text, self.at)
        end = run.end() if run else self.at + 1
        self.box.words.append(self.text[self.at : end])
        self.at = end

    def _quoted(self) -> bool:
        found = _QUOTED.match(self.text, self.at)
        if not found:
            self.quotes_close = False
            return False
        is_local_part = self.text[found.end() : found.end() + 1] == "@"
        self.box.words.append(found[0] if is_local_part else re.sub(r"\\(.)", r"\1", found[1]))
        self.at = found.end()
        return True

    def _comment(self) -> bool:
        depth = 0
        for mark in _COMMENT_MARK.finditer(self.text, self.at):
            depth += {"(": 1, ")": -1}.get(mark[0], 0)
            if depth == 0:
                self.box.comments.append(self.text[self.at + 1 : mark.start()])
                self.at = mark.end()
                return True
        self.comments_close = False
        return False

    def _angle(self) -> bool:
        end = self.text.find(">", self.at)
        if end < 0:
            self.angles_close = False
            return False
        content = self.text[self.at + 1 : end]
        if self.box.angle is None or "@" not in self.box.angle:
            self.box.angle, self.box.words_before = content, len(self.box.words)
        self.at = end + 1
        return True

    def _encoded_word(self) -> bool:
        """An encoded word is one piece even when commas stand in it unencoded."""
        opening = _ENCODED_WORD.match(self.text, self.at)
        end = self.text.find("?=", opening.end()) if opening else -1
        if opening and end == opening.end() - 1:
            end = self.text.find("?=", opening.end() + 1)
        if end < 0 or end - self.at > 2_000:
            return False
        self.box.words.append(self.text[self.at : end + 2])
        self.at = end + 2
        return True


def _name_and_email(box: _Mailbox, notes: Notes, where: str) -> tuple[str, str]:
    """Name and address of an entry; the address is looked for in brackets, then in the words, then in a comment."""
    words, comment = _BLANK_IN_DOMAIN.sub(r"\1.", "".join(box.words)), " ".join(box.comments)
    email = _in_angle(box.angle) if box.angle is not None else ""
    if not email:
        words = _BLANKS_AROUND_AT.sub(r"\1@\2", words) if len(words) < _LONGEST_APART else words
        found = _ADDRESS.search(words[:4_000])
        if found:
            email, words = found[0], words[: found.start()].removesuffix("mailto:") + words[found.end() :]
            words = words.replace("[]", "").replace("<>", "")
        elif found := _ADDRESS.search(comment[:4_000]):
            email, comment = found[0], ""
        elif "=?" in words and (found := _ADDRESS.search(whole := decode_words(words[:4_000], notes, where=where))):
            email, words = found[0], whole[: found.start()].rstrip("< ")  # name and address encoded as one
    name = _name(words, notes, where) or _name(comment, notes, where)
    if box.angle is None and name.endswith(":"):  # the name of a group that nobody closed
        name = ""
    return name, email.rstrip(".")


def _in_angle(content: str) -> str:
    content = _BLANKS_OUTSIDE_QUOTES.sub(lambda found: found[1] or "", without_comments(content[:2_000]))
    if content.startswith("@"):  # a route: <@one,@two:user@host>
        content = content.rpartition(":")[2]
    found = _ADDRESS.search(content.removeprefix("mailto:")[:1_000])
    return found[0] if found else ""


def _name(text: str, notes: Notes, where: str) -> str:
    name = without_bidi(one_line(decode_words(text[:4_000], notes, where=where)))
    if name[:1] in "\"'" and len(name) > 1 and name[0] == name[-1]:
        name = name[1:-1]
    if name.count('"') == 1:  # it never closed
        name = name.strip('"')
    name = name.strip(" ,;")
    is_whole = name.count("<") == name.count(">") and not name.startswith("<")
    return (name if is_whole else name.strip(" ,;<>"))[: limits.NAME_CHARACTERS]
