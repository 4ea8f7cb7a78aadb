"""What a mail and a webhook call say. Mails are in the recipient's language (`docs/rules/platform.md` 6.7)."""

from typing import Any

from whale_desktop.features.notices.messages import label_in, sentence_in
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import C_, LOCALES, Catalogue, catalogue
from whale_desktop.messages import codec
from whale_desktop.screens import all_screens, menu_entries, menu_path
from whale_desktop.screens.screen import TabsScreen

_SUBJECT = C_("mail", "{kind} {key}")
_WHERE = C_("mail", "See: {path}")
_FOOT = C_("mail", "Sent by Whale Desktop ({place}) at {at}, Hong Kong time. Who is told of what is set under {path}.")
_SUBSCRIPTIONS = "settings.message.subscriptions"


def subject_of(event: Any, speak: Catalogue) -> str:
    """What happened and to which record."""
    return speak(_SUBJECT, kind=label_in(event.kind, speak), key=event.key).strip()


def body_of(event: Any, speak: Catalogue, *, place: str) -> str:
    """The sentence, where to look, and why one gets this."""
    params = codec.decode(event.params.encode(), dict[str, str])
    parts = [sentence_in(event.kind, params, speak)]
    path = _path(_menu_of(event.screen), speak.locale)
    if path:
        parts.append(speak(_WHERE, path=path))
    at = f"{hong_kong(event.at):%Y-%m-%d %H:%M:%S}"
    parts.append(speak(_FOOT, place=place, at=at, path=_path(_SUBSCRIPTIONS, speak.locale)))
    return "\n\n".join(parts) + "\n"


def call_of(event: Any) -> bytes:
    """The event as JSON: its kind and parameters for programs, its name and sentence in every language for people."""
    params = codec.decode(event.params.encode(), dict[str, str])
    return codec.encode(
        {
            "event": event.event_id,
            "kind": event.kind,
            "key": event.key,
            "at": event.at,
            "params": params,
            "title": {locale: label_in(event.kind, catalogue(locale)) for locale in LOCALES},
            "text": {locale: sentence_in(event.kind, params, catalogue(locale)) for locale in LOCALES},
        }
    )


def _menu_of(key: str) -> str:
    """The menu entry of a screen, also of a list inside one; empty for none."""
    for screen in all_screens():
        if screen.key == key or (isinstance(screen, TabsScreen) and any(tab.key == key for tab in screen.tabs)):
            return screen.menu
    return ""


def _path(menu: str, locale: str) -> str:
    return " - ".join(entry.label(locale) for entry in menu_path(menu)) if menu in menu_entries() else ""
