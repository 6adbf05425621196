from __future__ import annotations


def plain_mail(subject: str, *, size: int = 0, text: str = "Good day.") -> bytes:
    """A small mail, filled up with ``size`` bytes."""
    filler = ("x" * 70 + "\r\n") * (size // 72)
    return (
        "From: Kim Customer <kim@customer.example>\r\n"
        f"Subject: {subject}\r\n"
        f"Message-ID: <{subject.replace(' ', '-')}@customer.example>\r\n"
        "\r\n"
        f"{text}\r\n{filler}"
    ).encode()


def subject_of(raw: bytes | None) -> str:
    head = next(line for line in (raw or b"").split(b"\r\n") if line.lower().startswith(b"subject: "))
    return head[9:].decode()
