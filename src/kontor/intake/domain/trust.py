"""What the receiving mail server found out about a mail, as far as it can be believed (RFC 8601, section 5).

Everybody can write ``Authentication-Results`` or ``X-Spam-Flag`` into a mail. Believed is what bears the name of a
server that the account trusts and stands where only that server, or one behind it, can have written it: above all
lines ``Received``, or below such lines of trusted and internal servers only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from kontor.channels.models import MailAccount
from kontor.intake.parsing.mail import AuthenticationResult, ParsedMail, ReceivedHop

_BLANKS = re.compile(r"[\s,;]+")
_LITERAL = re.compile(r"\[?[0-9a-f:.]+\]?")
_BAD = {"fail", "softfail", "permerror"}


@dataclass(frozen=True, slots=True)
class TrustedResults:
    """What is believed. ``spf``, ``dkim`` and ``dmarc`` are results in the words of RFC 8601, "" where none is given.

    ``verified``: the sender's domain stands behind the mail. ``failed``: it was checked, and does not.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    spam_flag: bool | None = None
    spam_score: float | None = None
    server: str = ""
    aligned: bool = False

    @property
    def verified(self) -> bool:
        return self.dmarc == "pass" or (self.dmarc in ("", "none") and self.aligned)

    @property
    def failed(self) -> bool:
        if self.verified:
            return False
        return (
            self.dmarc == "fail" or (self.spf in _BAD and self.dkim != "pass") or (self.dkim == "fail" and not self.spf)
        )

    @property
    def checked(self) -> bool:
        return bool(self.spf or self.dkim or self.dmarc)

    def __bool__(self) -> bool:
        return self != TrustedResults()

    def as_plain(self) -> dict[str, object]:
        """What was found, for the message: codes and numbers."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> TrustedResults:
        """As it stands on a message; what is not known any more is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in plain.items() if name in known})


def trusted_results(mail: ParsedMail, account: MailAccount) -> TrustedResults:
    """What the servers that the account trusts say about the mail. Nothing when it trusts none."""
    names = frozenset(name.lower() for name in _BLANKS.split(account.trusted_authserv) if name)
    if not names:
        return TrustedResults()
    trusted = trusted_lines(mail, names)
    results = [one for one in mail.authentication if _is_believed(one, names, trusted)]
    spam = mail.spam if mail.spam and mail.spam.received_above <= trusted else None
    return TrustedResults(
        spf=_result(results, "spf"),
        dkim=_best(results, "dkim"),
        dmarc=_result(results, "dmarc"),
        spam_flag=spam.flag if spam else None,
        spam_score=spam.score if spam else None,
        server=next((one.authserv_id for one in results if one.authserv_id), ""),
        aligned=_is_aligned(mail, results),
    )


def trusted_lines(mail: ParsedMail, names: frozenset[str]) -> int:
    """How many lines ``Received``, from the top, were written by trusted servers and those inside of them.

    Lines of internal servers count only if a trusted one follows: who gave the mail to them is not known otherwise.
    """
    trusted = 0
    for place, hop in enumerate(mail.received, start=1):
        if _is_named(hop, names):
            trusted = place
        elif not _is_internal(hop):
            break
    return trusted


def _is_named(hop: ReceivedHop, names: frozenset[str]) -> bool:
    by = hop.by.lower().rstrip(".")
    return any(by == name or by.endswith(f".{name}") for name in names)


def _is_internal(hop: ReceivedHop) -> bool:
    return "." not in hop.by or bool(_LITERAL.fullmatch(hop.by.lower()))


def _is_believed(one: AuthenticationResult, names: frozenset[str], trusted: int) -> bool:
    """A header without a name (as Microsoft writes it) is believed only below the line of a trusted server."""
    if not one.authserv_id:
        return 0 < one.received_above <= trusted
    return one.authserv_id.lower() in names and one.received_above <= trusted


def _result(results: list[AuthenticationResult], method: str) -> str:
    """The first result of the method: what stands above was written later, by the server itself."""
    return next((one.result.lower() for one in results if one.method.lower() == method), "")


def _best(results: list[AuthenticationResult], method: str) -> str:
    """ "pass" if one of several signatures passes, else the first result."""
    found = [one.result.lower() for one in results if one.method.lower() == method]
    return "pass" if "pass" in found else next(iter(found), "")


def _is_aligned(mail: ParsedMail, results: list[AuthenticationResult]) -> bool:
    """SPF or DKIM passed for the domain of the sender, or one above or below it.

    Nothing else speaks for a domain: ``auth`` says that somebody signed in, who may write any sender (RFC 8601, 2.7.4).
    """
    sender = mail.sender.normalized.rpartition("@")[2] if mail.sender else ""
    passed = {one.domain for one in results if one.method.lower() in ("spf", "dkim") and one.result.lower() == "pass"}
    return bool(sender) and any(
        sender == domain or sender.endswith(f".{domain}") or domain.endswith(f".{sender}")
        for domain in passed
        if "." in domain
    )
