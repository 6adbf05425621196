"""What happens when too much waits, alarms, the telephone, lending."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.tenant_files.drawn.words import (
    NAME,
    PLAIN_WORD,
    WORD,
    YES_OR_NO,
    Drawn,
    Said,
    entries,
    entry,
    names,
    one_of_them,
    some,
)


def escalation_rules(said: Said) -> Drawn:
    categories = names(said, "categories", "internal_name")
    condition = st.one_of(
        entry({"kind": st.sampled_from(["share", "late_share"]), "number": st.integers(1, 100)}),
        entry({"kind": st.sampled_from(["due_in", "waiting", "overdue"]), "number": st.integers(0, 10_000)}),
        entry({"kind": st.just("category"), "values": some(categories, least=1)}),
        entry({"kind": st.just("channel"), "values": st.just(["mail"])}),
        entry({"kind": st.just("tag"), "values": st.lists(PLAIN_WORD, min_size=1, max_size=2)}),
    )
    told = ["supervisors", "owner", *names(said, "people", "person")]
    action = st.one_of(
        entry({"kind": st.sampled_from(["notify", "mail"]), "values": some(told, least=1)}),
        entry({"kind": st.just("priority"), "number": st.integers(1, 3)}),
        entry({"kind": st.just("recategorize"), "values": one_of_them(categories).map(lambda name: [name])}),
        entry({"kind": st.just("assign"), "values": one_of_them(names(said, "agent_groups")).map(lambda name: [name])}),
        entry({"kind": st.just("tag"), "values": PLAIN_WORD.map(lambda word: [word])}),
    )
    rule = entry(
        {
            "name": NAME,
            "conditions": st.lists(condition, min_size=1, max_size=2),
            "actions": st.lists(action, min_size=1, max_size=2),
        },
        active=YES_OR_NO,
        again=st.none() | st.integers(1, 1000),
    )
    return entries(rule, "name")


def alarms(said: Said) -> Drawn:
    alarm = entry(
        {
            "name": NAME,
            "measure": st.sampled_from(["open", "waiting", "oldest", "late_share"]),
            "threshold": st.integers(1, 100),
        },
        categories=some(names(said, "categories", "internal_name")),
        by_mail=YES_OR_NO,
        active=YES_OR_NO,
    )
    return entries(alarm, "name")


def telephony(said: Said) -> Drawn:
    dialled = st.text("0123456789*#", max_size=4)
    return entry({"system": st.just("Anlage"), "prefix": dialled, "postfix": dialled})


def blocked_numbers(said: Said) -> Drawn:
    number = st.integers(100_000, 999_999).map(lambda digits: f"+49 431 {digits}")
    return entries(entry({"number": number}, reason=WORD), "number")


def overflow_agreements(said: Said) -> Drawn:
    sources = [each for each in said["categories"] if each.get("recategorization_source", True)]
    agreement = entry(
        {
            "name": NAME,
            "borrower": st.just("ALPI"),
            "category": st.just("Schaden"),
            "measure": st.sampled_from(["open", "oldest", "late_share"]),
            "threshold": st.integers(5, 100),
        },
        source_categories=some([each["internal_name"] for each in sources]),
        back_below=st.integers(1, 5),
        after=st.integers(0, 1000),
        quota=st.integers(1, 50),
        accepts=st.just("Alpina Büro"),
        sees_notes=YES_OR_NO,
        sees_history=YES_OR_NO,
        signs=st.sampled_from(["lender", "borrower"]),
    )
    return entries(agreement, "name")


DRAW = {
    "escalation_rules": escalation_rules,
    "alarms": alarms,
    "telephony": telephony,
    "blocked_numbers": blocked_numbers,
    "overflow_agreements": overflow_agreements,
}
