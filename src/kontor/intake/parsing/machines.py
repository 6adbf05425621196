"""Signs that a machine wrote the mail, that it went to many, or that it answers automatically."""

from __future__ import annotations

import re

from kontor.intake.parsing.mail import ParsedMail

_NO_REPLY = re.compile(
    r"(?:no|do[._-]?not|dont|nicht|keine)[._-]?(?:reply|antwort(?:en)?)|mailer-daemon|bounces?[+-]|"
    r"auto-?(?:reply|respon(?:d|der|se))\b|^(?:owner-|(?:listserv|majordomo|mailman)$)|-(?:owner|request|bounces?)$"
)
_BULK = {"bulk", "list", "junk", "auto_reply"}
_SUPPRESSED = {"all", "oof", "autoreply"}
_SUBJECT = re.compile(
    r"(?:automatische? (?:antwort|abwesenheits\w*|eingangsbestätigung|mitteilung)|autom?\. ?antwort|abwesend\b|"
    r"abwesenheits(?:notiz|nachricht|meldung|benachrichtigung|assistent)\w*|"
    r"(?:ich bin )?(?:derzeit |zur ?zeit )?nicht im (?:büro|haus)\b|"
    r"automatic(?:ally generated)? reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office|"
    r"ooo\b|auto: .{0,200}\b(?:out of|away|absent|abwesend|nicht (?:da|im))|"
    r"fuori (?:ufficio|sede)\s?:|fuera de la? oficina\s?:|absente? du bureau\s?:|niet aanwezig\s?:|"
    r"on vacation|vacation reply|away from (?:my|the) (?:office|desk|mail)|"
    r"réponse automatique|absence du bureau|risposta automatica|respuesta automática|automatisch antwoord|afwezigheid|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|autosvar|automatiskt? svar|automaattinen vastaus|"
    r"resposta automática|otomatik yanıt|автоответ|автоматический ответ|automatická odpověď|automatikus válasz|"
    r"răspuns automat|αυτόματη απάντηση|自動応答|自動返信|自动答复|自动回复|自動回覆|자동 회신)",
    re.IGNORECASE,
)
_READ = re.compile(r"(?:gelesen|read|lesebestätigung|read receipt|accusé de lecture|lu)\s*:", re.IGNORECASE)


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


def automatic_answer(mail: ParsedMail) -> str:
    """A short code of why this is a machine's answer to a mail of somebody; "" if it is none. Look for a delivery
    report first: those carry the same marks."""
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
