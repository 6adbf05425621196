"""Colour arithmetic for the tests: oklch as the style sheets write it, contrast, and eyes that see fewer colours."""

from __future__ import annotations

from math import cos, radians, sin

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

# How an eye without one kind of cone sees (Machado, Oliveira and Fernandes 2009, severity 1), in linear sRGB.
EYES: dict[str, Matrix] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red (protanopia)": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green (deuteranopia)": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue (tritanopia)": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

_TO_LMS: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB: Matrix = (
    (1, 0.3963377774, 0.2158037573),
    (1, -0.1055613458, -0.0638541728),
    (1, -0.0894841775, -1.2914855480),
)
_FROM_LMS: Matrix = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def linear(oklch: Vector) -> Vector:
    """Linear sRGB of an oklch colour, cut to what a screen can show."""
    lightness, chroma, hue = oklch
    lab = (lightness, chroma * cos(radians(hue)), chroma * sin(radians(hue)))
    red, green, blue = _times(_FROM_LMS, _each(_times(_FROM_LAB, lab), lambda part: part**3))
    return _cut(red), _cut(green), _cut(blue)


def oklab(rgb: Vector) -> Vector:
    return _times(_TO_LAB, _each(_times(_TO_LMS, rgb), lambda part: part ** (1 / 3)))


def seen(oklch: Vector, eye: str) -> Vector:
    """Where in OKLab this eye sees the colour."""
    red, green, blue = _times(EYES[eye], linear(oklch))
    return oklab((_cut(red), _cut(green), _cut(blue)))


def distance(one: Vector, other: Vector) -> float:
    return float(sum((left - right) ** 2 for left, right in zip(one, other, strict=True)) ** 0.5)


def contrast(one: Vector, other: Vector) -> float:
    """WCAG contrast of two oklch colours."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(oklch: Vector) -> float:
    red, green, blue = linear(oklch)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _times(matrix: Matrix, vector: Vector) -> Vector:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _each(vector: Vector, change: object) -> Vector:
    one, two, three = (change(part) for part in vector)  # type: ignore[operator]
    return one, two, three


def _cut(part: float) -> float:
    return min(max(part, 0.0), 1.0)
