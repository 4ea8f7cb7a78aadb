"""Masking of personal data in what the trail shows (`docs/rules/platform.md` 5.5). Pure."""

from collections.abc import Callable, Mapping
from typing import Any

MASK = "******"
_TAIL = 4


def masked_account(value: str) -> str:
    """A bank account or card: `******` and the last four."""
    return MASK + value[-_TAIL:] if len(value) > _TAIL else MASK


def masked_identity(value: str) -> str:
    """An identity number: the first two, `****`, the last two."""
    return f"{value[:2]}****{value[-2:]}" if len(value) > _TAIL else "****"


def masked_phone(value: str) -> str:
    """A phone number: `****` and the last four. One that is masked already stays as it is."""
    return value if value.startswith("*") else "****" + value[-_TAIL:]


def masked_email(value: str) -> str:
    """An e-mail: its first letter, `***@` and the domain."""
    name, at, domain = value.partition("@")
    return f"{name[:1]}***@{domain}" if at else value


MASKS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("bank_account", "bank_account_no", "bank_card", "card_no", "iban"), masked_account),
    **dict.fromkeys(("identity_no", "id_no", "id_card_no", "passport_no"), masked_identity),
    **dict.fromkeys(("phone", "phone_no", "mobile"), masked_phone),
    **dict.fromkeys(("email", "e_mail"), masked_email),
}
"""By the name of the field, because rows of older versions are shown too, whose structs are gone."""


def masked(value: Any) -> Any:
    """A JSON value with every personal field in it masked, however deep it stands."""
    if isinstance(value, dict):
        return {
            name: MASKS[name](inner) if name in MASKS and isinstance(inner, str) and inner else masked(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [masked(one) for one in value]
    return value
