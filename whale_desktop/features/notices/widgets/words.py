"""The words of one's own messages and settings."""

from whale_desktop.kernel.texts import C_

ALL = C_("messages", "All")
UNREAD = C_("messages", "Unread")
ALL_CATEGORIES = C_("messages", "All categories")
MARK_ALL = C_("messages", "Mark all as read")
SETTINGS = C_("messages", "Message Settings")
BACK = C_("messages", "Back to messages")
MARK_READ = C_("messages", "Mark as read")
MARK_UNREAD = C_("messages", "Mark as unread")
OPEN = C_("messages", "Open")
NOTHING = C_("messages", "No messages yet")
NOTHING_HINT = C_("messages", "What you are told of comes here, the newest first.")
ALL_READ = C_("messages", "No unread messages")
SPOKEN_UNREAD = C_("messages", "Unread: {title}, {at}. {says}")
SPOKEN_READ = C_("messages", "{title}, {at}. {says}")
TOAST = C_("messages", "In window")
DESKTOP = C_("messages", "On desktop")
MAIL = C_("messages", "E-mail")
SETTINGS_HINT = C_(
    "messages",
    "Every message is in this list, whatever is chosen here. Desktop notices come while the window is in the background; "
    "mails only where a subscription sends them to you.",
)
CELL_NAME = C_("messages", "{kind}: {way}")
