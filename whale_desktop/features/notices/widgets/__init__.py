"""Hand-drawn parts of notices: the list of one's own messages and one's own settings, both beside the page."""

from whale_desktop.features.notices.widgets.messages_page import MessagesPage
from whale_desktop.features.notices.widgets.settings_page import SettingsPage

__all__ = ["MessagesPage", "SettingsPage"]
