"""Whom a subscription names: its recipients as they are kept, and what a person reads of them in each language."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from whale_desktop.features.access import queries as access
from whale_desktop.features.notices.messages import RecipientChoice
from whale_desktop.kernel.texts import C_, LOCALES, catalogue

ROLE, MEMBER = "role", "member"
_ROLE_SHOWN = C_("notice", "{name} (role)")
_GONE = C_("notice", "{recipient} (no longer there)")
_BETWEEN = C_("notice", ", ")


def split(recipient: str) -> tuple[str, str]:
    """What a recipient is, `role` or `member`, and which."""
    what, _, who = recipient.partition(":")
    return what, who


def numbers(recipients: Iterable[str]) -> set[int]:
    """The member numbers among recipients; what is no number names nobody."""
    return {int(who) for what, who in map(split, recipients) if what == MEMBER and who.isdigit()}


def choices(connection: Connection) -> tuple[RecipientChoice, ...]:
    """Everybody whom a subscription can name: roles first, then the members who work here."""
    roles = [
        RecipientChoice(recipient=f"{ROLE}:{key}", names=_role_names(names))
        for key, names in access.role_names(connection).items()
    ]
    members = [
        RecipientChoice(recipient=f"{MEMBER}:{number}", names=names) for number, names in access.member_names(connection).items()
    ]
    return (*roles, *members)


def known_names(connection: Connection, recipients: Iterable[str]) -> dict[str, dict[str, str]]:
    """The names by locale of recipients, also of members who have left; one that is gone altogether is missing."""
    wanted = frozenset(recipients)
    found = {f"{ROLE}:{key}": _role_names(names) for key, names in access.role_names(connection).items()}
    found |= {f"{MEMBER}:{number}": names for number, names in access.member_names(connection, numbers(wanted)).items()}
    return {one: found[one] for one in wanted if one in found}


def sentence(recipients: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """All of them in one line, by locale."""
    ordered = tuple(recipients)
    return {locale: _line(ordered, known, locale) for locale in LOCALES}


def _line(recipients: Iterable[str], known: Mapping[str, Mapping[str, str]], locale: str) -> str:
    speak = catalogue(locale)
    said = [known[one][locale] if one in known else speak(_GONE, recipient=split(one)[1]) for one in recipients]
    return speak(_BETWEEN).join(said)


def _role_names(names: Mapping[str, str]) -> dict[str, str]:
    return {locale: catalogue(locale)(_ROLE_SHOWN, name=names[locale]) for locale in LOCALES}
