"""Letters a second on one core through the renderer as it is used, against a naive WeasyPrint of the same HTML.

The naive one makes neither tags nor an archive's PDF, has no limits and no fetcher of its own; it runs in a process
that has rendered before, as ours has.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import psutil

from benchmarks.figures import Row, milliseconds
from kontor.letters.domain.switch import rendering_trouble
from kontor.letters.rendering import process
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Sheet, to_wire
from kontor.letters.rendering.supplied import DEFAULT, supplied_css

LENGTHS = {1: (4, 12), 3: (70, 6), 20: (580, 2)}
"""Pages, and for each the rows of its table and the letters that are measured."""
NAIVE = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
import weasyprint
from kontor.letters.rendering.child import _most_megabytes
from kontor.letters.rendering.layout import form_css, letter_html
from kontor.letters.rendering.sheet import from_wire
from kontor.letters.rendering.typesetting import _layout_css
header, count = json.load(sys.stdin)
sheet = from_wire(header, [])
styles = "".join(f"<style>{css}</style>" for css in (_layout_css(sheet), sheet.css, form_css(sheet)))
html = letter_html(sheet).replace("</head>", styles + "</head>")
weasyprint.HTML(string=html).write_pdf()
began = time.perf_counter()
for _each in range(count):
    weasyprint.HTML(string=html).write_pdf()
spent = (time.perf_counter() - began) / count
print(json.dumps([spent, _most_megabytes()]))
"""
SENTENCE = (
    "Ihre Lieferung ist auf dem Weg verloren gegangen; wir senden Ihnen alle Posten noch heute kostenfrei neu zu. "
)


def measure() -> list[Row]:
    if trouble := rendering_trouble():
        return [Row("letters", "not measured", trouble)]
    return [_row(pages, rows, count) for pages, (rows, count) in LENGTHS.items()]


def _row(pages: int, rows: int, count: int) -> Row:
    sheet = _sheet(rows)
    made = render(sheet).pages
    began = time.perf_counter()
    for _each in range(count):
        render(sheet)
    ours = (time.perf_counter() - began) / count
    naive, naive_memory = _naive(sheet, count)
    return Row(
        f"letters of {made} page{'s' if made > 1 else ''}",
        f"{1 / ours:.1f} a second, {milliseconds(ours)}, {_memory()} MB",
        f"naive WeasyPrint: {1 / naive:.1f} a second, {naive_memory} MB; ours takes {ours / naive:.2f} times as long",
    )


def _naive(sheet: Sheet, count: int) -> tuple[float, int]:
    ran = subprocess.run(
        [sys.executable, "-c", NAIVE, process.ROOT],
        input=json.dumps([to_wire(sheet)[0], count]),
        capture_output=True,
        text=True,
        check=True,
    )
    spent, memory = json.loads(ran.stdout)
    return float(spent), int(memory)


def _memory() -> int:
    worker = process._workers._worker
    return int(psutil.Process(worker.child.pid).memory_info().rss) >> 20 if worker else 0


def _sheet(rows: int) -> Sheet:
    posts = "".join(
        f"<tr><td>Posten {number}</td><td>Stiefel, Größe {36 + number % 12}</td><td>{number % 90 + 9},90 €</td></tr>"
        for number in range(rows)
    )
    table = f"<table><thead><tr><th>Nr.</th><th>Artikel</th><th>Preis</th></tr></thead><tbody>{posts}</tbody></table>"
    return Sheet(
        address=("Frau", "Jana Petersen", "Am Alten Hafen 12a", "24103 Kiel"),
        subject="Ihre Lieferung fehlt",
        body_html=f"<p>Sehr geehrte Frau Petersen,</p><p>{SENTENCE * 3}</p>{table}<p>Mit freundlichen Grüßen</p>",
        made_at=datetime(2026, 11, 28, 12, tzinfo=UTC),
        return_line="Nordlicht Versand · Speicherstraße 4 · 20457 Hamburg",
        date="28. November 2026",
        information=(("Ihre Anfrage", "2647 109 358"), ("Kundennummer", "K-10293")),
        sender="Nordlicht Versand\nSpeicherstraße 4\n20457 Hamburg",
        bank="Hanseatische Bank\nIBAN DE02 2012 0700 3100 7555 55",
        footer=("Nordlicht Versand\nSpeicherstraße 4",),
        css=supplied_css(DEFAULT),
        page_words=("Seite", "von"),
    )
