"""Why a mail got its category, in the reader's language.

A decision is kept as codes and values (``evidence``); sentences are made of them when somebody reads. They name what
the rules say, and of the mail only the words that a learned classifier went by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontor.routing.domain.categorize import Decision
from kontor.routing.domain.conditions import Condition
from kontor.routing.domain.matching import Finding, Match
from kontor.routing.domain.opinions import Opinion
from kontor.routing.enums import ChosenBy, Part


def evidence(decision: Decision) -> dict[str, Any]:
    """The decision as it is kept in the ticket's history."""
    found: dict[str, Any] = {
        "category": decision.category.name if decision.category else "",
        "chosen_by": str(decision.by),
    }
    if decision.rule and decision.match:
        found |= {"rule": decision.rule.id, "name": decision.rule.name, "version": decision.rule.version}
        found |= {"hits": [{**hit.condition.to_json(), "hit": hit.value} for hit in decision.match.hits]}
        if decision.match.threshold:
            found |= {"score": decision.match.score, "threshold": decision.match.threshold}
    if decision.opinion:
        found |= learned_evidence(decision.opinion)
    return found


def learned_evidence(opinion: Opinion) -> dict[str, Any]:
    """What was learned, as it is kept."""
    words = list(opinion.words)
    return {"chosen_by": str(ChosenBy.LEARNED), "confidence": round(opinion.confidence, 4), "words": words}


def explain(found: Mapping[str, Any]) -> str:
    """The sentence to ``evidence``."""
    by = found.get("chosen_by")
    if by == ChosenBy.RULE:
        return _explain_rule(found)
    if by == ChosenBy.LEARNED:
        return _explain_learned(found)
    if by == ChosenBy.NOBODY:
        return _("No rule matches, and the account has no fallback category.")
    return _("No rule matches; this is the account's fallback category.")


def explain_decision(decision: Decision) -> str:
    return explain(evidence(decision))


def explain_match(match: Match) -> str:
    """Why the rule fits, or what keeps it from fitting."""
    if match.missed:
        missed = next(each for each in match.findings if each.condition is match.missed)
        return fact(missed)
    reasons = _joined(match.hits)
    if not match.fits:
        short = _("It reaches %(score)s of %(threshold)s points.") % _points(match.score, match.threshold)
        return f"{short} {reasons}".strip()
    return reasons or _("It has no condition besides the account.")


def fact(finding: Finding) -> str:
    """What a condition found, as part of a sentence."""
    condition = finding.condition
    fits = finding.holds != condition.negated
    table = FITS if fits else MISSES
    said = str(table[condition.part]) % {"value": shown(condition, finding.value), "name": condition.name}
    if condition.negated and fits:
        said = _("%(fact)s, which the rule excludes") % {"fact": said.rstrip(".")}
    if condition.points is None:
        return said
    counted = ngettext("%(points)s point", "%(points)s points", abs(condition.points)) % {"points": condition.points}
    return f"{said.rstrip('.')} ({counted})"


def shown(condition: Condition, value: str) -> str:
    """The value of a condition as people read it."""
    if condition.part is Part.KIND:
        return str(KINDS.get(value, value))
    if condition.part is Part.SIZE:
        return ", ".join(_limits(condition, _("%(number)s kB")))
    if condition.part in (Part.ATTACHMENT_COUNT, Part.SPAM_SCORE):
        return ", ".join(_limits(condition, "%(number)s"))
    return value


def _joined(findings: Iterable[Finding]) -> str:
    return "; ".join(fact(finding).rstrip(".") for finding in findings)


def _limits(condition: Condition, unit: str) -> Iterable[str]:
    if condition.least is not None:
        yield _("at least %(limit)s") % {"limit": unit % {"number": limit_in_words(condition.least)}}
    if condition.most is not None:
        yield _("at most %(limit)s") % {"limit": unit % {"number": limit_in_words(condition.most)}}


def limit_in_words(limit: float) -> str:
    """With all its digits, and the comma of the language."""
    return number_format(int(limit) if limit == int(limit) else limit)


def _explain_rule(found: Mapping[str, Any]) -> str:
    hits = (Finding(Condition.from_json(hit), holds=True, value=str(hit.get("hit", ""))) for hit in found["hits"])
    reasons = _joined(hits) or _("It holds for every mail of the account")
    if found.get("threshold"):
        reached = _("%(score)s of %(threshold)s points") % _points(found["score"], found["threshold"])
        reasons = f"{reasons}; {reached}"
    if not found["version"]:
        return reasons
    name = found["name"] or _("Rule for %(category)s") % {"category": found["category"]}
    return _("%(reasons)s (rule “%(name)s”, version %(version)s)") % {
        "reasons": reasons,
        "name": name,
        "version": found["version"],
    }


def _explain_learned(found: Mapping[str, Any]) -> str:
    sure = {"sure": f"{found['confidence'] * 100:.0f} %", "words": ", ".join(found["words"])}
    if not found["words"]:
        return _("Learned from closed tickets, %(sure)s sure") % sure
    return _("Learned from closed tickets, %(sure)s sure, because of: %(words)s") % sure


def _points(score: int, threshold: int) -> dict[str, int]:
    return {"score": score, "threshold": threshold}


KINDS: dict[str, Promise] = {
    "automatic": gettext_lazy("automatic mail"),
    "list": gettext_lazy("mail of a mailing list"),
}
FITS: dict[Part, Promise] = {
    Part.LANGUAGE: gettext_lazy("The language is “%(value)s”"),
    Part.KIND: gettext_lazy("It is %(value)s"),
    Part.KNOWN_CUSTOMER: gettext_lazy("The sender is a customer already"),
    Part.SPAM: gettext_lazy("The receiving server takes it for spam"),
    Part.SPAM_SCORE: gettext_lazy("The spam score is %(value)s"),
    Part.AUTHENTICATION: gettext_lazy("The check of the sender says “%(value)s”"),
    Part.SIZE: gettext_lazy("The size is %(value)s"),
    Part.ATTACHMENT_COUNT: gettext_lazy("The number of files is %(value)s"),
    Part.ATTACHMENT_TYPE: gettext_lazy("A file is of the type “%(value)s”"),
    Part.SENDER: gettext_lazy("The sender matches “%(value)s”"),
    Part.RECIPIENT: gettext_lazy("A recipient matches “%(value)s”"),
    Part.ATTACHMENT_NAME: gettext_lazy("A file is called “%(value)s”"),
    Part.SUBJECT: gettext_lazy("The subject contains “%(value)s”"),
    Part.HEADER: gettext_lazy("The header “%(name)s” contains “%(value)s”"),
    Part.TEXT: gettext_lazy("The text contains “%(value)s”"),
    Part.WHOLE_TEXT: gettext_lazy("The text or its quotes contain “%(value)s”"),
}
MISSES: dict[Part, Promise] = {
    Part.LANGUAGE: gettext_lazy("The language is another one."),
    Part.KIND: gettext_lazy("It is no such mail."),
    Part.KNOWN_CUSTOMER: gettext_lazy("The sender is not a customer yet."),
    Part.SPAM: gettext_lazy("The receiving server does not take it for spam."),
    Part.SPAM_SCORE: gettext_lazy("The spam score is another one."),
    Part.AUTHENTICATION: gettext_lazy("The check of the sender has none of these results."),
    Part.SIZE: gettext_lazy("The size is another one."),
    Part.ATTACHMENT_COUNT: gettext_lazy("The number of files is another one."),
    Part.ATTACHMENT_TYPE: gettext_lazy("No file is of these types."),
    Part.SENDER: gettext_lazy("The sender is none of those named."),
    Part.RECIPIENT: gettext_lazy("No recipient is one of those named."),
    Part.ATTACHMENT_NAME: gettext_lazy("No file has such a name."),
    Part.SUBJECT: gettext_lazy("None of the words is in the subject."),
    Part.HEADER: gettext_lazy("None of the words is in the header “%(name)s”."),
    Part.TEXT: gettext_lazy("None of the words is in the text."),
    Part.WHOLE_TEXT: gettext_lazy("None of the words is in the text or its quotes."),
}
