"""Our code as a QR code (ISO/IEC 18004), drawn as SVG."""

from __future__ import annotations

import zxingcpp


def qr_code(text: str) -> bytes:
    """Level M: a seventh of it may be soiled. Quiet zones are the paper around it."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return zxingcpp.write_barcode_to_svg(code, add_quiet_zones=False).encode()
