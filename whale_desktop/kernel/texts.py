"""Texts by language: English sources with a compulsory context, written again in zh_Hant and zh_Hans.

A `Text` is made at import time and becomes a sentence only when a catalogue is asked, so that a switch of language
reaches every word. Screens, errors, exports, mail and printed documents all use this one mechanism.
Must not know Qt.
"""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whale_desktop.kernel import resources

LOCALES = ("zh_Hant", "zh_Hans", "en")
DEFAULT_LOCALE = "zh_Hant"
LOCALE_NAMES = {"zh_Hant": "繁體中文", "zh_Hans": "简体中文", "en": "English"}
PSEUDO = "pseudo"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A translatable text: its context (`menu`, `fx.order`, `error` …) and its English source with `{name}` placeholders."""

    context: str
    source: str

    def placeholders(self) -> frozenset[str]:
        """The names of the placeholders in the source."""
        return frozenset(_PLACEHOLDER.findall(self.source))


def C_(context: str, source: str) -> Text:  # noqa: N802 - the name that gettext tools extract by
    """Mark a text for translation; the call is what the extractor looks for."""
    return Text(context, source)


def fill(template: str, params: dict[str, Any]) -> str:
    """Put `params` into the placeholders of `template`; a placeholder without a value stays as it is."""
    return _PLACEHOLDER.sub(lambda match: str(params.get(match[1], match[0])), template)


class Catalogue:
    """The texts of one language."""

    def __init__(self, locale: str) -> None:
        assert locale in (*LOCALES, PSEUDO), locale
        self.locale = locale
        self._translations: gettext.NullTranslations = gettext.NullTranslations()
        if locale not in ("en", PSEUDO):
            with resources.catalogue_path(locale).open("rb") as stream:
                self._translations = gettext.GNUTranslations(stream)

    def __call__(self, text: Text, **params: Any) -> str:
        """`text` in this language with `params` filled in. A parameter that is itself a `Text` is translated first."""
        if self.locale == PSEUDO:
            template = f"⟦{text.source}⟧"
        else:
            template = self._translations.pgettext(text.context, text.source)
        if not params:
            return template
        spoken = {name: self(value) if isinstance(value, Text) else value for name, value in params.items()}
        return fill(template, spoken)


def name_in(by_locale: Mapping[str, str], locale: str) -> str:
    """A name that data carry by locale: in `locale`, else the first there is of zh_Hant, zh_Hans, en (`docs/rules/platform.md` 6.11)."""
    return next((by_locale[one] for one in (locale, *LOCALES, *by_locale) if by_locale.get(one)), "")


@lru_cache(maxsize=8)
def catalogue(locale: str) -> Catalogue:
    """The catalogue of a locale id: `zh_Hant`, `zh_Hans`, `en`, or the pseudo language of the tests."""
    return Catalogue(locale)
