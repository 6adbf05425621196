"""Rules that find the category, and the words they look for."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.tenant_files.drawn.words import (
    NAME,
    PLAIN_WORD,
    YES_OR_NO,
    Drawn,
    Said,
    addresses,
    entries,
    entry,
    names,
    one_of_them,
    some,
)


def keyword_sets(said: Said) -> Drawn:
    lines = st.lists(PLAIN_WORD, min_size=1, max_size=3)
    return entries(entry({"name": NAME, "lines": lines}, stems=YES_OR_NO), "name")


def rules(said: Said) -> Drawn:
    """With points and a threshold that they reach, or without either."""
    account = st.just("") | one_of_them(names(said, "accounts", "address"))
    plain: dict[str, Any] = {
        "category": one_of_them(names(said, "categories", "internal_name")),
        "conditions": st.lists(_condition(said), min_size=1, max_size=3),
    }
    rule = entry(plain, name=NAME, account=account, active=YES_OR_NO)
    counting = st.tuples(rule, st.integers(1, 100)).map(lambda both: _with_points(*both))
    return st.lists(rule | counting, min_size=1, max_size=3)


def _condition(said: Said) -> Drawn:
    sets = some(names(said, "keyword_sets"), least=1)
    words = st.lists(PLAIN_WORD, min_size=1, max_size=2)
    number = st.integers(0, 900)
    return st.one_of(
        entry(
            {"part": st.sampled_from(["subject", "text", "whole_text"]), "values": words}, stems=YES_OR_NO, sets=sets
        ),
        entry({"part": st.just("subject"), "sets": sets}, negated=YES_OR_NO),
        entry({"part": st.just("header"), "values": words, "name": st.just("X-Priority:")}, negated=YES_OR_NO),
        entry(
            {"part": st.sampled_from(["sender", "recipient"]), "values": st.lists(addresses("wer.example"), min_size=1)}
        ),
        entry({"part": st.just("language"), "values": some(["de", "en", "fr-CH"], least=1)}),
        entry({"part": st.just("kind"), "values": some(["automatic", "list"], least=1)}),
        entry({"part": st.just("authentication"), "values": some(["spf=fail", "dkim=pass"], least=1)}),
        entry({"part": st.sampled_from(["size", "attachment_count", "spam_score"]), "least": number}),
        entry({"part": st.just("spam_score"), "most": st.sampled_from([0.5, 2.25, 7])}),
        entry({"part": st.sampled_from(["known_customer", "spam"])}, negated=YES_OR_NO),
    )


def _with_points(rule: Any, points: int) -> Any:
    conditions = [each | {"points": points} for each in rule["conditions"]]
    return rule | {"conditions": conditions, "threshold": points}


DRAW = {"keyword_sets": keyword_sets, "rules": rules}
