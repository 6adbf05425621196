"""What letters look like and what they cost."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.tenant_files.drawn.words import (
    FEW_LINES,
    INTERNAL,
    NAME,
    PICTURE,
    WORD,
    YES_OR_NO,
    Drawn,
    Said,
    entries,
    entry,
    names,
    one_of_them,
)

CSS = st.sampled_from(["", "p { color: black }", "p {\n  color: black;\n}\n"])


def letter_pictures(said: Said) -> Drawn:
    picture = {"name": INTERNAL, "filename": st.just("logo.png"), "content": st.just(PICTURE)}
    return entries(entry(picture), lambda each: each["name"])


def stylesheets(said: Said) -> Drawn:
    """One of several is the default: the last, or none is named."""
    sheets = entries(entry({"name": NAME}, css=CSS, supplied=st.just("classic")), "name")
    return st.tuples(sheets, YES_OR_NO).map(lambda both: [*both[0][:-1], both[0][-1] | {"is_default": both[1]}])


def letterhead(said: Said) -> Drawn:
    return entry(
        {"sender": FEW_LINES, "logo": one_of_them(names(said, "letter_pictures"))},
        return_line=WORD,
        contact=FEW_LINES,
        footer=st.lists(FEW_LINES, max_size=3),
        bank=FEW_LINES,
        legal=FEW_LINES,
    )


def letter_templates(said: Said) -> Drawn:
    replies = [each["internal_name"] for each in said["templates"] if each["kind"] != "include"]
    own: dict[str, Any] = {
        "output_directory": st.just("druck/extra"),
        "information": YES_OR_NO,
        "enclosures": FEW_LINES,
    }
    sheet = one_of_them(names(said, "stylesheets"))
    return entries(entry({"template": one_of_them(replies), "stylesheet": sheet}, **own), "template")


def postage(said: Said) -> Drawn:
    price = st.decimals(0, 100, places=2).map(lambda euros: f"{euros:.2f}")
    grams = {"name": NAME, "most_grams": st.integers(1, 2000)}
    stamp = entry(grams, most_sheets=st.none() | st.integers(1, 99), abroad=YES_OR_NO, price=price)
    return entries(stamp, lambda each: each["most_grams"])


DRAW = {
    "letter_pictures": letter_pictures,
    "stylesheets": stylesheets,
    "letterhead": letterhead,
    "letter_templates": letter_templates,
    "postage": postage,
}
