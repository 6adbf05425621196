"""Style sheets of mails: what of them stays, what is kept apart for dark mode, what is written into elements."""

from __future__ import annotations

import pytest

from kontor.texts.domain.style import LONGEST, clean_css, inlined, media_rules, refused_css


@pytest.mark.parametrize(
    ("css", "clean"),
    [
        ("p { color: red }", "p { color: red }"),
        ("p{color:red;margin:0}", "p { color:red; margin:0 }"),
        ("p ,\n h1 .x { color : red ; ; margin: 0; }", "p , h1 .x { color : red; margin: 0 }"),
        ("p { color: red } b { color: blue }", "p { color: red }\nb { color: blue }"),
        ("p { }", ""),
        ("{ color: red }", ""),
        ("p { color: red", ""),
        ("p { color: red } }  b { color: blue }", "p { color: red }\nb { color: blue }"),
        ("x; p { color: red }", "p { color: red }"),
        ("", ""),
    ],
)
def test_rules_stay_as_they_are_meant_and_broken_ones_go(css: str, clean: str) -> None:
    assert clean_css(css) == clean


@pytest.mark.parametrize(
    ("css", "clean"),
    [
        ("p { /* red */ color: red /* } */ }", "p { color: red }"),
        ("p { color: red } /* no end b { color: blue }", "p { color: red }"),
        ("p /* x */ b { color: red }", "p b { color: red }"),
    ],
)
def test_comments_are_left_out_wherever_they_stand(css: str, clean: str) -> None:
    assert clean_css(css) == clean


@pytest.mark.parametrize(
    "declaration",
    [
        "background: url(http://evil.example/x.png)",
        "background: URL ( 'x' )",
        "background: image-set('x' 1x)",
        "width: expression(alert(1))",
        "behavior: url(#x)",
        "-moz-binding: url(x)",
        "background: javascript:x",
        "color: \\72 ed",
        "content: 'x'",
        "position: fixed",
        "Position : absolute",
        "color: red !ie",
        "color: <b>",
        "color: @x",
    ],
)
def test_a_declaration_that_fetches_moves_or_hides_goes_and_the_rest_of_its_rule_stays(declaration: str) -> None:
    assert clean_css(f"p {{ color: red; {declaration}; margin: 0 }}") == "p { color: red; margin: 0 }"
    assert refused_css(f"p {{ {declaration} }}")


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x.css';",
        "@font-face { font-family: x; src: url(x) }",
        "@keyframes x { from { color: red } }",
        "@supports (color: red) { p { color: red } }",
        "p > b { color: red }",
        "a\\b { color: red }",
    ],
)
def test_other_rules_go_as_a_whole(css: str) -> None:
    assert clean_css(css) == ""
    assert refused_css(css)


@pytest.mark.parametrize(
    ("css", "plain", "media"),
    [
        (
            "p { color: red } @media (prefers-color-scheme: dark) { p { color: blue } b { } }",
            "p { color: red }",
            "@media (prefers-color-scheme: dark) { p { color: blue } }",
        ),
        (
            "@media (max-width: 600px) { p { color: red; position: fixed } }",
            "",
            "@media (max-width: 600px) { p { color: red } }",
        ),
        ("@media print { @media screen { p { color: red } } }", "", ""),
        ("@media url(x) { p { color: red } }", "", ""),
        ("@media { p { color: red } }", "", ""),
    ],
)
def test_rules_for_dark_mode_and_narrow_screens_are_kept_apart(css: str, plain: str, media: str) -> None:
    assert media_rules(css) == media
    assert clean_css(css) == "\n".join(filter(None, [plain, media]))


def test_what_is_clean_stays_whole_and_nothing_of_it_is_refused() -> None:
    css = "p { color: red }\n@media (max-width: 600px) { p { color: blue } }"

    assert (clean_css(css), refused_css(css)) == (css, "")
    assert refused_css("/* url(x) */ p { color: red }") == ""
    assert refused_css("p { background: url( x ) }") == "url("


def test_only_what_is_allowed_of_a_huge_sheet_is_read() -> None:
    css = "p { color: red }" + " " * LONGEST + "b { color: blue }"

    assert clean_css(css) == "p { color: red }"


def test_rules_are_written_into_the_elements_and_those_for_screens_are_not() -> None:
    html = inlined("<p>a</p><b>c</b>", "p { color: red; position: fixed } @media print { b { color: blue } }")

    assert html == '<p style="color: red;">a</p><b>c</b>'
