from kontor.letters.models.alarm import PrintAlarm
from kontor.letters.models.batch import PrintBatch
from kontor.letters.models.letter import OutgoingLetter
from kontor.letters.models.letter_template import LetterTemplate
from kontor.letters.models.postage import PostageClass
from kontor.letters.models.scan import Scan, ScannedPage
from kontor.letters.models.stationery import LetterAsset, Stationery
from kontor.letters.models.stylesheet import Stylesheet, StylesheetVersion

__all__ = [
    "LetterAsset",
    "LetterTemplate",
    "OutgoingLetter",
    "PostageClass",
    "PrintAlarm",
    "PrintBatch",
    "Scan",
    "ScannedPage",
    "Stationery",
    "Stylesheet",
    "StylesheetVersion",
]
