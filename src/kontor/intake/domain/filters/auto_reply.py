"""Automatic answers to mails of ours: out of office, read receipts, acknowledgements of other desks."""

from __future__ import annotations

import re

from kontor.intake.domain.filters.follow_up import ticket_of
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.mail import ParsedMail

_SUBJECT = re.compile(
    r"(?:automatische? (?:antwort|abwesenheits\w*|eingangsbestätigung|mitteilung)|autom?\. ?antwort|abwesend\b|"
    r"abwesenheits(?:notiz|nachricht|meldung|benachrichtigung|assistent)\w*|"
    r"(?:ich bin )?(?:derzeit |zur ?zeit )?nicht im (?:büro|haus)\b|"
    r"automatic(?:ally generated)? reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office|"
    r"ooo\b|on vacation|vacation reply|away from (?:my|the) (?:office|desk|mail)|"
    r"réponse automatique|absence du bureau|risposta automatica|respuesta automática|automatisch antwoord|afwezigheid|"
    r"odpowiedź automatyczna|autosvar|automaattinen vastaus|resposta automática|otomatik yanıt|автоответ)",
    re.IGNORECASE,
)
_READ = re.compile(r"(?:gelesen|read|lesebestätigung|read receipt|accusé de lecture|lu)\s*:", re.IGNORECASE)


def auto_reply(mail: ParsedMail, context: FilterContext) -> Verdict | None:
    """A machine's answer. It goes to its ticket if it names one; it neither opens one again nor is it answered."""
    reason = _reason(mail)
    if not reason:
        return None
    return Verdict(VerdictKind.AUTO_REPLY, reason, ticket_of(mail, context), may_auto_answer=False)


def _reason(mail: ParsedMail) -> str:
    auto = mail.auto
    if mail.report("disposition-notification"):
        return "read_receipt"
    if auto.auto_submitted == "no":
        return ""
    if auto.auto_submitted in ("auto-replied", "auto-reply", "auto-replied-vacation"):
        return "auto_replied"
    if auto.precedence == "auto_reply" or auto.responder:
        return "responder"
    if "all" in auto.suppress and auto.inbox_rules_loop:
        return "exchange_absence"
    if _SUBJECT.match(mail.subject.lstrip("[( ")):
        return "subject"
    if _READ.match(mail.subject) and not mail.text.strip() and mail.in_reply_to:
        return "read_receipt"
    return ""
