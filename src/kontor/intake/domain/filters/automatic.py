"""Signs that a machine wrote the mail or that it went to many. Such mail is never answered automatically."""

from __future__ import annotations

import re

from kontor.intake.parsing.mail import ParsedMail

_NO_REPLY = re.compile(r"(?:no|do-?not|dont|nicht|keine)[._-]?(?:reply|antwort(?:en)?)|mailer-daemon|bounces?[+-]")
_BULK = {"bulk", "list", "junk", "auto_reply"}
_SUPPRESSED = {"all", "oof", "autoreply"}


def written_by_machine(mail: ParsedMail) -> str:
    """A short code of the first sign that is found; "" for a mail by a person to us."""
    auto = mail.auto
    signs = {
        "complaint": mail.report("feedback-report") is not None,
        "auto_submitted": auto.auto_submitted not in ("", "no"),
        "responder": auto.responder,
        "suppressed": bool(auto.suppress & _SUPPRESSED),
        "list": auto.list_mail,
        "bulk": auto.precedence in _BULK,
        "empty_return_path": auto.empty_return_path,
        "no_reply": bool(mail.sender and _NO_REPLY.search(mail.sender.normalized.partition("@")[0])),
    }
    if auto.auto_submitted == "no":
        signs["suppressed"] = signs["responder"] = False
    return next((code for code, found in signs.items() if found), "")
