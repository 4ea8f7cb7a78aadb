"""How clients are found and how little of them a hit shows."""

import unicodedata

PHONE_SHOWN = 4


def search_key(text: str) -> str:
    """`text` as it is compared: width and case folded, blanks at the ends dropped, inner ones single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def masked_phone(phone: str) -> str:
    """The last four digits behind four stars; empty for no phone."""
    digits = "".join(one for one in phone if one.isdigit())
    return f"****{digits[-PHONE_SHOWN:]}" if digits else ""
