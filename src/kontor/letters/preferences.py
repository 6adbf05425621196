"""The settings of letters: the switch of the installation, what a tenant's letters look like, and where they go."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from kontor.channels.print_storage import checked_directory
from kontor.letters.enums import BatchForm, Currency, Handover, PageSize, PdfKind, Window
from kontor.letters.file_names import checked_file_names
from kontor.letters.scanning.languages import LANGUAGES
from kontor.preferences.types import SYSTEM, TENANT, Preference

LETTERS = Preference(
    "letters.letters",
    bool,
    default=False,
    levels=frozenset({SYSTEM}),
    label=_("Letters (PDF)"),
    help=_("Customers are answered by letter, scanned letters become tickets, and tenants have the tab for letters."),
)
OUTPUT_DIRECTORY = Preference(
    "letters.output_directory",
    str,
    default="",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Default output directory"),
    help=_("Below the tenant's folder for letters, which is named after its short code. Empty: that folder itself."),
    check=checked_directory,
)
FILE_NAMES = Preference(
    "letters.file_names",
    str,
    default="[date]/[ticket]-[letter]",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("File names"),
    help=_("May hold [date], [ticket], [letter] and [tenant]; “/” makes folders. The ending is added."),
    check=checked_file_names,
)
WINDOW = Preference(
    "letters.window",
    str,
    default=Window.FORM_B.value,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Position of the address"),
    choices=dict(Window.choices),
)
PAGE_SIZE = Preference(
    "letters.page_size",
    str,
    default=PageSize.A4.value,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Page size"),
    choices=dict(PageSize.choices),
)
PDF_KIND = Preference(
    "letters.pdf_kind",
    str,
    default=PdfKind.ARCHIVE.value,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Kind of PDF"),
    choices=dict(PdfKind.choices),
)
FOLD_MARKS = Preference(
    "letters.fold_marks",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Fold and hole marks"),
)
DUPLEX = Preference(
    "letters.duplex",
    bool,
    default=True,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Print on both sides"),
)
PAPER = Preference(
    "letters.paper",
    str,
    default="",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Paper"),
    help=_("A hint for the print service, as it stands in the manifest: for example “letterhead 80 g”."),
)
TRAY = Preference(
    "letters.tray",
    str,
    default="",
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Tray"),
    help=_("A hint for the print service, as it stands in the manifest."),
)
PAPER_GRAMS = Preference(
    "letters.paper_grams",
    int,
    default=80,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Weight of the paper (g/m²)"),
    minimum=40,
    maximum=400,
)
ENVELOPE_GRAMS = Preference(
    "letters.envelope_grams",
    int,
    default=5,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Weight of the envelope (g)"),
    minimum=0,
    maximum=200,
)
CURRENCY = Preference(
    "letters.currency",
    str,
    default=Currency.EUR.value,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Currency of the postage"),
    help=_("What the prices of the envelopes are in."),
    choices=dict(Currency.choices),
)
HANDOVER = Preference(
    "letters.handover",
    str,
    default=Handover.AT_ONCE.value,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Hand-over to print"),
    choices=dict(Handover.choices),
)
HANDOVER_HOUR = Preference(
    "letters.handover_hour",
    int,
    default=17,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Hour of the daily hand-over"),
    minimum=0,
    maximum=23,
)
SCAN_LANGUAGES: Preference[list[str]] = Preference(
    "letters.scan_languages",
    list,
    default=[code for code, _name in settings.LANGUAGES],
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Languages of letters that come in"),
    help=_("In which the words of a scan without a text of its own are looked for. Each one more takes time."),
    choices={code: get_language_info(code)["name_translated"] for code in LANGUAGES},
)
BATCH_FORM = Preference(
    "letters.batch_form",
    str,
    default=BatchForm.MANY_FILES.value,
    levels=frozenset({SYSTEM, TENANT}),
    label=_("Batches are written as"),
    choices=dict(BatchForm.choices),
)
