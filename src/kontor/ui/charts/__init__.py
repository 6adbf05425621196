"""Charts as plain SVG, drawn on the server: values in, shapes out. The tag ``chart`` shows any of them.

Each has axes with units, words beside colours, and the table behind it. Nothing in them scales with the width but
the shapes: text keeps its size, so a chart reads on a telephone as well as on paper.
"""

from kontor.ui.charts.bands import Bands, Row, Slice
from kontor.ui.charts.columns import Column, Columns
from kontor.ui.charts.lines import Limit, Line, Lines
from kontor.ui.charts.parts import Part

__all__ = ["Bands", "Column", "Columns", "Limit", "Line", "Lines", "Part", "Row", "Slice"]
