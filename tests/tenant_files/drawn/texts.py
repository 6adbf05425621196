"""The library, greetings, templates and text modules, and what is answered without anybody."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from tests.tenant_files.drawn.words import (
    HTML,
    INTERNAL,
    LINES,
    NAME,
    PICTURE,
    PLAIN_WORD,
    WORD,
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

LANGUAGE = st.sampled_from(["de", "en", "pt-BR"])


def library(said: Said) -> Drawn:
    content = st.binary(min_size=1, max_size=300).map(lambda raw: b64encode(raw).decode())
    file = entry({"name": NAME, "filename": PLAIN_WORD.map(lambda stem: f"{stem}.txt"), "content": content})
    picture = st.fixed_dictionaries(
        {"name": NAME, "filename": st.just("p.png"), "content": st.just(PICTURE), "purpose": st.just("picture")}
    )
    return entries(file | picture, "name", most=3)


def greetings(said: Said) -> Drawn:
    words = PLAIN_WORD.map(lambda word: f"{word} ${{customer.last_name}},") | PLAIN_WORD
    forms = st.fixed_dictionaries({"unknown": PLAIN_WORD}, optional={"ms": words, "mr": words, "named": words})
    return entries(st.tuples(LANGUAGE, forms).map(lambda both: {"language": both[0], **both[1]}), "language")


@st.composite
def _templates(draw: Callable[[Drawn], Any], said: Said) -> list[Any]:
    parts = [draw(_part(part, said)) for part in draw(some(["layout", "letterhead", "footer", "style", "signature"]))]
    snippets = [draw(_part("snippet", said)) for _number in range(draw(st.integers(0, 1)))]
    replies = [draw(_reply(said, parts, snippets, number)) for number in range(draw(st.integers(1, 2)))]
    return [*replies, *parts, *snippets]


def _part(part: str, said: Said) -> Drawn:
    html = _html(said).map(lambda html: f"<div>{html}${{content}}</div>") if part == "layout" else _html(said)
    content = {"text": st.just("p { color: black }")} if part == "style" else {"html": html, "text": LINES}
    if part != "style":
        content["text"] = PLAIN_WORD if part != "layout" else st.just("${content}")
    fixed = {"kind": st.just("include"), "part": st.just(part), "internal_name": st.just(f"part-{part}")}
    contents = st.dictionaries(LANGUAGE, st.fixed_dictionaries(content), min_size=1, max_size=2)
    default = {} if part == "snippet" else {"is_default": YES_OR_NO}
    return entry({**fixed, "name": NAME, "contents": contents}, description=LINES, **default)


def _reply(said: Said, parts: list[Any], snippets: list[Any], number: int) -> Drawn:
    """The first is an answer that is suggested somewhere: others need one."""
    categories = names(said, "categories", "internal_name")
    account = one_of_them(names(said, "accounts", "address"))
    includes = "".join(f" ${{include.{each['internal_name']}}}" for each in snippets)
    content = entry({"html": _html(said).map(lambda html: html + includes)}, subject=WORD, text=LINES.filter(_is_plain))
    kind = st.just("reply") if number == 0 else st.sampled_from(["forward", "inquiry", "new", "acknowledgement"])
    first = {categories[0]: "suggested"}
    assignments = (
        st.just(first) if number == 0 else some(categories).map(lambda chosen: dict.fromkeys(chosen, "offered"))
    )
    named = {each["part"]: st.just(each["internal_name"]) for each in parts}
    files = [each["name"] for each in said["library"] if "purpose" not in each]
    return entry(
        {
            "internal_name": INTERNAL.map(lambda word: f"{word}-{number}"),
            "name": NAME.map(lambda name: f"{name} {number}"),
            "kind": kind,
            "contents": st.dictionaries(LANGUAGE, content, min_size=1, max_size=2),
            "assignments": assignments,
        },
        description=LINES,
        sender=account,
        reply_account=account,
        from_no_reply=YES_OR_NO,
        files=some([" ".join(name.split()) for name in files]),
        **named,
    )


def _is_plain(text: str) -> bool:
    return "$" not in text


def _html(said: Said) -> Drawn:
    """A text with or without a picture of the library."""
    pictures = [each["name"] for each in said["library"] if "purpose" in each]
    shown = [f'<p><img src="picture:{quote(" ".join(name.split()))}" alt="x"></p>' for name in pictures]
    return st.tuples(HTML, st.sampled_from(["", *shown])).map("".join)


def text_modules(said: Said) -> Drawn:
    module = entry(
        {"name": NAME, "html": _html(said)},
        language=st.sampled_from(["", "de", "en"]),
        group=NAME,
        shortcut=PLAIN_WORD,
        top=YES_OR_NO,
        categories=some(names(said, "categories", "internal_name")),
    )
    return entries(module, "name", lambda each: each.get("shortcut", each["name"]), most=3)


def automatic_replies(said: Said) -> Drawn:
    """With the answer that is suggested in the first category."""
    answer = said["templates"][0]
    [category] = answer["assignments"]
    action = st.sampled_from(["answer", "answer_close"])
    fixed = {"category": st.just(category), "template": st.just(answer["internal_name"]), "action": action}
    recipient = entry({"address": addresses("elsewhere.example")}, name=WORD)
    return entries(entry(fixed, forward_to=st.lists(recipient, max_size=2), active=YES_OR_NO), "category")


def review_rules(said: Said) -> Drawn:
    category = st.sampled_from(["", *names(said, "categories", "internal_name")])
    agent = st.sampled_from(["", *names(said, "people", "person")])
    rule = st.fixed_dictionaries(
        {
            "purpose": st.sampled_from(["release", "sample"]),
            "category": category,
            "agent": agent,
            "finding": st.sampled_from(["", "attachment"]),
            "percent": st.integers(1, 100),
        }
    )
    return entries(rule, lambda each: (each["purpose"], each["category"], each["agent"], each["finding"]), most=3)


def words(said: Said) -> Drawn:
    both = st.lists(PLAIN_WORD, min_size=2, max_size=4, unique=True)
    halves = both.map(lambda found: {"accepted": found[:1], "refused": found[1:]})
    language = st.sampled_from(["", "de", "en"])
    return entries(st.tuples(language, halves).map(lambda pair: {"language": pair[0], **pair[1]}), "language")


DRAW = {
    "library": library,
    "greetings": greetings,
    "templates": _templates,
    "text_modules": text_modules,
    "automatic_replies": automatic_replies,
    "review_rules": review_rules,
    "words": words,
}
