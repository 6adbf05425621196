"""A value of the file is read by its shape, without a file around it."""

from __future__ import annotations

from typing import Any

from kontor.tenant_files.domain.nodes import parse
from kontor.tenant_files.domain.shapes import Reader, Shape


def said(shape: Shape, written: str) -> tuple[Any, list[str]]:
    """What the shape makes of it, and the sentences about what is wrong."""
    reader = Reader()
    value = shape.read(parse(written), "here", reader)
    return value, [problem.sentence for problem in reader.problems]


def wrong(shape: Shape, written: str) -> list[tuple[int, str, str]]:
    """Line, field and sentence of each mistake."""
    reader = Reader()
    shape.read(parse(written), "here", reader)
    return [(problem.line, problem.field, problem.sentence) for problem in reader.problems]
