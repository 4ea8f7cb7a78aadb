"""The keyboard map: every key once, with what it does. The window binds its own; pages bind theirs and are listed here for the person."""

from dataclasses import dataclass

from whale_desktop.kernel.texts import C_, Text

ANYWHERE = C_("key group", "Anywhere")
TABS = C_("key group", "Tabs and menu")
LISTS = C_("key group", "Lists")
FORMS = C_("key group", "Forms and dialogs")


@dataclass(frozen=True)
class Key:
    """A key and what it does. `name`: what the window binds; empty for keys that pages, dialogs and fields bind themselves."""

    sequences: tuple[str, ...]
    label: Text
    group: Text
    name: str = ""


KEYS = (
    Key(("Ctrl+K", "Ctrl+/", "Ctrl+T"), C_("key", "Search everything"), ANYWHERE, "palette"),
    Key(("Ctrl+Shift+W",), C_("key", "Work orders"), ANYWHERE, "work_orders"),
    Key(("F6",), C_("key", "Next region: menu, tabs, filter, table, foot, status bar"), ANYWHERE, "region_next"),
    Key(("Shift+F6",), C_("key", "Previous region"), ANYWHERE, "region_previous"),
    Key(("F1", "?"), C_("key", "List of keys"), ANYWHERE, "keys"),
    Key(("Ctrl+=", "Ctrl++"), C_("key", "Larger text"), ANYWHERE, "larger"),
    Key(("Ctrl+-",), C_("key", "Smaller text"), ANYWHERE, "smaller"),
    Key(("Ctrl+0",), C_("key", "Normal text size"), ANYWHERE, "normal_size"),
    Key(("Ctrl+Shift+D",), C_("key", "Light or dark theme"), ANYWHERE, "theme"),
    Key(("Ctrl+L",), C_("key", "Lock"), ANYWHERE, "lock"),
    Key(("Ctrl+B",), C_("key", "Menu or rail"), TABS, "rail"),
    Key(("Ctrl+Shift+F",), C_("key", "Search the menu"), TABS, "menu_search"),
    Key(("*",), C_("key", "In the menu: add to favourites or remove"), TABS),
    Key(("Ctrl+W",), C_("key", "Close tab"), TABS, "close_tab"),
    Key(("Ctrl+Shift+T",), C_("key", "Reopen closed tab"), TABS, "reopen_tab"),
    Key(("Ctrl+Tab",), C_("key", "Next tab"), TABS, "tab_next"),
    Key(("Ctrl+Shift+Tab", "Ctrl+Shift+Backtab"), C_("key", "Previous tab"), TABS, "tab_previous"),
    *(Key((f"Ctrl+{place}",), C_("key", "Tab {number}"), TABS, f"tab_{place}") for place in range(1, 10)),
    Key(("F5",), C_("key", "Refresh"), LISTS, "refresh"),
    Key(("Ctrl+F5",), C_("key", "Reset the filter and refresh"), LISTS),
    Key(("Ctrl+F", "F3"), C_("key", "First filter field"), LISTS),
    Key(("Enter",), C_("key", "Query; open the row"), LISTS),
    Key(("Space",), C_("key", "Select the row"), LISTS),
    Key(("J", "K"), C_("key", "Next or previous row"), LISTS),
    Key(("Ctrl+A",), C_("key", "Select the page, again: the whole filter"), LISTS),
    Key(("Ctrl+C",), C_("key", "Copy cells"), LISTS),
    Key(("Ctrl+Shift+C",), C_("key", "Copy the row with heads"), LISTS),
    Key(("Alt+PgUp", "Alt+PgDown"), C_("key", "Previous or next page of the list"), LISTS),
    Key(("Alt+Up", "Alt+Down"), C_("key", "Previous or next record in the drawer"), LISTS),
    Key(("Alt+K",), C_("key", "Keep the details beside those of the next row (lab feature)"), LISTS),
    Key(("Ctrl+N", "F2"), C_("key", "New"), LISTS),
    Key(("R",), C_("key", "Review the current row"), LISTS),
    Key(("F8",), C_("key", "Review the selected rows"), LISTS),
    Key(("D",), C_("key", "Make the currency pair the default"), LISTS),
    Key(("Alt+A", "Alt+R"), C_("key", "Approve or refuse the work order"), LISTS),
    Key(("W",), C_("key", "Open the work order that holds the row"), LISTS),
    Key(("Ctrl+E",), C_("key", "Export"), LISTS),
    Key(("Ctrl+Shift+L",), C_("key", "Columns of the list"), LISTS),
    Key(("Shift+F10",), C_("key", "Menu of the row"), LISTS),
    Key(("Ctrl+Return",), C_("key", "Submit"), FORMS),
    Key(("Ctrl+S",), C_("key", "Save the draft"), FORMS),
    Key(("Alt+R",), C_("key", "Reject"), FORMS),
    Key(("Esc",), C_("key", "Close: popup, dialog, drawer, selection, one at a time"), FORMS),
    Key(("F4", "Alt+Down"), C_("key", "Open the list or the calendar of a field"), FORMS),
    Key(("Up", "Down"), C_("key", "In an amount: one step more or less"), FORMS),
)

BOUND_BY_PAGES = frozenset({"refresh"})
"""Named keys that a page may bind itself; the window acts only when the page does not."""
