"""The child process: what it answers, and that nothing it is given keeps the next letter from coming out."""

from __future__ import annotations

import io
import os
import resource
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pikepdf
import pytest
from PIL import Image

from kontor.letters.domain.troubles import as_letter_failure
from kontor.letters.rendering import process
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.limits import Limits
from kontor.letters.rendering.process import check_css, pictures, render
from kontor.letters.rendering.sheet import CssProblem
from tests.factories.letters import make_sheet
from tests.letters.rendering.measuring import pages_of, text_of


def test_a_sheet_becomes_a_pdf_and_its_pages_pictures():
    rendered = render(make_sheet())

    [picture] = pictures(rendered.pdf, dpi=50)
    shown = Image.open(io.BytesIO(picture.content))
    assert (rendered.pages, rendered.remarks) == (1, ())
    assert len(pikepdf.open(io.BytesIO(rendered.pdf)).pages) == 1
    assert shown.format == "PNG" and shown.size == (picture.width, picture.height)
    assert abs(picture.width - 210 / 25.4 * 50) < 2


def test_the_same_sheet_gives_the_same_bytes_from_another_child_too():
    sheet = make_sheet(code="KL.1.1.ABCDEFGHIJKLMNOP")
    first = render(sheet).pdf
    process._workers.stop()

    assert render(sheet).pdf == first
    assert render(make_sheet(subject="Etwas anderes")).pdf != first


def test_a_child_that_is_killed_costs_one_letter():
    render(make_sheet())
    worker = process._workers._worker
    assert worker is not None
    os.kill(worker.child.pid, signal.SIGKILL)
    worker.child.wait()

    assert render(make_sheet()).pages == 1


def test_what_a_child_needs_to_begin_is_not_the_time_of_the_letter():
    process._workers.stop()
    no_time = Limits(seconds=0)
    child = process._workers._at_hand(no_time)

    with pytest.raises(RenderFailed) as failed:
        render(make_sheet(), limits=no_time)

    assert (child.ready, failed.value.kind) == (True, "time")
    assert render(make_sheet()).pages == 1


def test_a_child_begins_without_the_help_of_a_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("gcc", "cc", "ld"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    process._workers.stop()

    assert render(make_sheet()).pages == 1
    process._workers.stop()
    assert not (tmp_path / "asked").exists()


def test_a_child_of_a_large_process_serves_many_letters():
    process._workers.stop()
    large = b"x" * (process.GROWN + 50 << 20)
    render(make_sheet())
    worker = process._workers._worker
    render(make_sheet())

    assert worker is not None and process._workers._worker is worker
    del large


def test_a_letter_that_takes_too_long_is_ended_and_the_next_one_comes_out():
    endless = ".text p::after { content: '" + "wort " * 20_000 + "' }"
    sheet = make_sheet(css=endless, body_html="<p>x</p>" * 200)

    with pytest.raises(RenderFailed) as by_clock:
        render(sheet, limits=Limits(seconds=1.5))
    with pytest.raises(RenderFailed) as by_processor:
        render(sheet, limits=Limits(processor_seconds=1))

    assert (by_clock.value.kind, by_processor.value.kind) == ("time", "time")
    assert render(make_sheet()).pages == 1


def test_a_letter_that_needs_more_memory_than_it_may_have_is_ended_and_the_next_one_comes_out():
    with pytest.raises(RenderFailed) as failed:
        render(make_sheet(), limits=Limits(megabytes=150))

    assert failed.value.kind == "memory"
    assert render(make_sheet()).pages == 1


def test_a_letter_with_too_many_pages_says_how_many_there_may_be():
    long = make_sheet(body_html="<p style='break-after: page'>x</p>" * 5)

    with pytest.raises(RenderFailed) as failed:
        render(long, limits=Limits(pages=4))

    assert "4" in failed.value.sentence


def test_what_is_no_pdf_is_said():
    with pytest.raises(RenderFailed) as failed:
        pictures(b"%PDF-1.7 broken")

    assert failed.value.kind == "pdf"


def test_only_the_wanted_pages_become_pictures():
    pdf = render(make_sheet(body_html="<p style='break-after: page'>x</p>" * 3)).pdf

    assert [len(pictures(pdf, dpi=20, pages=wanted)) for wanted in (None, [2], [1, 3, 99])] == [4, 1, 2]


def test_a_child_that_is_ended_in_the_middle_of_a_letter_is_said():
    """The kernel does so when the machine has no memory left."""
    render(make_sheet())
    worker = process._workers._worker
    assert worker is not None
    ending = Timer(0.3, os.kill, (worker.child.pid, signal.SIGKILL))
    ending.start()

    with pytest.raises(RenderFailed) as failed:
        render(make_sheet(body_html="<table>" + "<tr><td>x</td></tr>" * 3_000 + "</table>"))

    assert failed.value.kind == "died" and failed.value.sentence
    assert render(make_sheet()).pages == 1


def test_a_stylesheet_with_fonts_is_not_to_blame_for_a_server_without_room_for_temporary_files():
    sheet = make_sheet(css='@font-face { font-family: Haus; src: local("Liberation Serif") }')
    render(make_sheet())
    worker = process._workers._worker
    assert worker is not None
    resource.prlimit(worker.child.pid, resource.RLIMIT_FSIZE, (0, 0))

    with pytest.raises(RenderFailed) as failed:
        render(sheet)

    assert (failed.value.kind, as_letter_failure(failed.value).permanent) == ("temporary", False)
    assert "no room for temporary files" in failed.value.sentence
    assert render(sheet).pages == 1


def test_callers_take_turns_and_one_who_waits_too_long_is_told():
    render(make_sheet())
    with ThreadPoolExecutor(4) as threads:
        subjects = [f"Brief {number}" for number in range(8)]
        letters = list(threads.map(lambda subject: render(make_sheet(subject=subject)).pdf, subjects))
    assert [text_of(pages_of(pdf)[0]).count(subject) for pdf, subject in zip(letters, subjects, strict=True)] == [1] * 8

    with process._workers._turns.turn(), pytest.raises(RenderFailed) as failed:
        render(make_sheet(), limits=Limits(seconds=0.05))
    assert failed.value.kind == "busy"
    render(replace(make_sheet(), whose=7))
    assert 7 in process._workers._turns._had


def test_a_forked_process_has_a_child_of_its_own():
    render(make_sheet())
    ours = process._workers._worker
    assert ours is not None
    with process._workers._turns.turn():
        child = os.fork()
        if child == 0:
            with process._workers._turns.turn(seconds=1) as free:
                os._exit(0 if process._workers._worker is None and free else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    assert render(make_sheet()).pages == 1
    assert process._workers._worker is ours


def test_the_child_knows_nothing_of_our_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KONTOR_SECRET", "leak")
    process._workers.stop()
    render(make_sheet())

    worker = process._workers._worker
    assert worker is not None
    with open(f"/proc/{worker.child.pid}/environ", "rb") as environment:
        assert b"leak" not in environment.read()


def test_problems_of_a_stylesheet_have_lines():
    css = "p { colour: red }\n\np { color: 12px;\n background: url(http://x.example/y) }\np::bad { color: red }"

    assert check_css(css) == [
        CssProblem(1, "property", "colour: red"),
        CssProblem(3, "value", "color: 12px"),
        CssProblem(4, "address", "http://x.example/y"),
        CssProblem(5, "selector", "p::bad"),
    ]


@pytest.mark.parametrize("css", ["", ".logo { width: 40mm }", ".text { background: url(asset:paper) }"])
def test_a_good_stylesheet_has_no_problems(css: str):
    assert check_css(css) == []


@pytest.mark.parametrize(
    "css", ["@import url(x.css);", "p { background: url(file:///etc/passwd) }", "p ) { color: red }"]
)
def test_what_has_no_place_in_a_stylesheet_is_a_problem(css: str):
    assert {problem.line for problem in check_css(css)} == {1}
