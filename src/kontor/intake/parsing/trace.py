"""What the servers on the way wrote into the headers: hops, authentication results, opinions about spam.

Anybody can write such a header. Each value says how many Received lines stand above it in the mail: what the receiving
server wrote itself stands above the line of the server that handed the mail over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kontor.intake.parsing import limits
from kontor.intake.parsing.dates import moment_of, without_comments
from kontor.intake.parsing.headers import Headers, header_ascii
from kontor.intake.parsing.mail import AuthenticationResult, ReceivedHop, SpamHints

# -- hops -------------------------------------------------------------------------------------

_TLS = re.compile(r"\b(TLS ?v?1[._]?[0-3]?|SSLv3)\b", re.IGNORECASE)
_PROTOCOL_WITH_TLS = re.compile(r"(?:UTF8)?(?:ESMTPS|LMTPS|SMTPS)A?", re.IGNORECASE)


def read_hops(headers: Headers) -> tuple[ReceivedHop, ...]:
    """The Received lines (RFC 5321 4.4), the nearest server first."""
    return tuple(_hop(header_ascii(value[:2_000])) for value in headers.all("received", limits.HOPS))


def _hop(text: str) -> ReceivedHop:
    clauses, _, stamp = text.rpartition(";")
    clauses = clauses or text
    said = f" {without_comments(clauses)} "
    protocol = _after(" with ", said)
    version = _TLS.search(clauses) if "TLS" in clauses or "SSL" in clauses else None
    tls = version[1].replace("_", ".") if version else "TLS" if _PROTOCOL_WITH_TLS.fullmatch(protocol) else ""
    sender = _after(" from ", said) if said.startswith(" from ") else ""
    return ReceivedHop(sender, _after(" by ", said), protocol, tls, moment_of(stamp))


def _after(word: str, said: str) -> str:
    return next(iter(said.partition(word)[2].split(None, 1)), "")[: limits.HOST_CHARACTERS]


# -- authentication ---------------------------------------------------------------------------

_TELLING = {
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mail", "smtp.helo"),
    "dmarc": ("header.from",),
    "arc": ("header.oldest-pass",),
    "iprev": ("policy.iprev", "smtp.remote-ip"),
    "auth": ("smtp.auth", "smtp.mailfrom"),
}
_METHOD = re.compile(r"\s*([A-Za-z][\w-]{0,40})\s*(?:/\s*\d+\s*)?=\s*([A-Za-z]{1,20})")
_PROPERTY = re.compile(r'(?<![\w.-])([a-z]{1,20}\.[A-Za-z][\w-]{0,40})\s*=\s*("[^"]{0,250}"|[^\s;"]{1,250})')


def read_authentication(headers: Headers) -> tuple[AuthenticationResult, ...]:
    """Every result of every Authentication-Results header (RFC 8601) in the order of the mail.

    Microsoft's servers leave the name of the server out; it is "" then.
    """
    found: list[AuthenticationResult] = []
    for value, above in headers.placed("authentication-results", limits.AUTHENTICATION_HEADERS):
        found += _results(without_comments(header_ascii(value[:4_000])), above)
    return tuple(found[: limits.AUTHENTICATION_RESULTS])


def _results(text: str, above: int) -> Iterator[AuthenticationResult]:
    pieces = text.split(";")
    server = "" if _METHOD.match(pieces[0]) else " ".join(pieces.pop(0).split()[:1])[: limits.HOST_CHARACTERS]
    for piece in pieces:
        method = _METHOD.match(piece)
        if method:
            name = method[1].lower()
            tested, value = _tested(name, piece)
            yield AuthenticationResult(server.lower(), name, method[2].lower(), tested, value, above)


def _tested(method: str, piece: str) -> tuple[str, str]:
    properties = {name.lower(): value.strip('"') for name, value in _PROPERTY.findall(piece)}
    for name in (*_TELLING.get(method, ()), *properties):
        if name in properties:
            return name, properties[name]
    return "", ""


# -- spam -------------------------------------------------------------------------------------

_NUMBER = r"(-?\d{1,4}(?:\.\d{1,6})?)"
_FLAGS = {
    "x-spam-flag": re.compile(r"(yes|true|no|false)\b", re.IGNORECASE),
    "x-spam-status": re.compile(r"(yes|no)\b", re.IGNORECASE),
    "x-spam": re.compile(r"(yes|true|spam|no|false)\b", re.IGNORECASE),
    "x-rspamd-action": re.compile(r"(reject|add header|rewrite subject|no action|greylist)", re.IGNORECASE),
    "x-spamd-result": re.compile(r"[^:]{1,40}:\s*(true|false)\b", re.IGNORECASE),
    "x-proofpoint-spam-details": re.compile(r"rule=(\w+)", re.IGNORECASE),
    "x-forefront-antispam-report": re.compile(r"(?:.*;)?\s*SFV:(\w+)", re.IGNORECASE),
}
_SCORES = {
    "x-spam-score": re.compile(_NUMBER),
    "x-spam-status": re.compile(r".*?\bscore\s*=\s*" + _NUMBER, re.IGNORECASE),
    "x-spamd-result": re.compile(r"[^\[]{0,60}\[\s*" + _NUMBER),
    "x-rspamd-score": re.compile(_NUMBER),
    "x-spam-level": re.compile(r"(\*{1,100})"),
    "x-ms-exchange-organization-scl": re.compile(_NUMBER),
    "x-forefront-antispam-report": re.compile(r"(?:.*;)?\s*SCL:" + _NUMBER, re.IGNORECASE),
    "x-proofpoint-spam-details": re.compile(r".*?\bspamscore=" + _NUMBER, re.IGNORECASE),
}
_SPAM = {"yes", "true", "spam", "reject", "add header", "rewrite subject", "spm", "sks", "skb"}
_SPAM_NAMES = dict.fromkeys((*_FLAGS, *_SCORES))


def read_spam_hints(headers: Headers) -> SpamHints:
    """What the topmost headers about spam say; one that a server farther away wrote never mixes with nearer ones."""
    found = [(above, name, value) for name in _SPAM_NAMES for value, above in headers.placed(name, 1)]
    if not found:
        return SpamHints()
    nearest = min(above for above, _, _ in found)
    values = {name: header_ascii(value[:2_000]) for above, name, value in found if above == nearest}
    flag, flag_source = _first_flag(values)
    score, score_source = _first_score(values)
    return SpamHints(flag, score, flag_source or score_source, nearest if flag_source or score_source else 0)


def _first_flag(values: dict[str, str]) -> tuple[bool | None, str]:
    for name, pattern in _FLAGS.items():
        if name in values and (said := pattern.match(values[name])):
            return said[1].lower() in _SPAM, name
    return None, ""


def _first_score(values: dict[str, str]) -> tuple[float | None, str]:
    for name, pattern in _SCORES.items():
        if name in values and (said := pattern.match(values[name])):
            return float(len(said[1])) if said[1][0] == "*" else float(said[1]), name
    return None, ""
