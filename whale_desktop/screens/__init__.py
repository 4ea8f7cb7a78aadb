"""What a screen IS: frozen data that points at message types. Must not know Qt, the bus or any feature."""

from whale_desktop.screens.clients import ClientTab, client_tabs, register_client_tabs
from whale_desktop.screens.columns import Column, Comparison, DetailSpec, Empty, Filter, Link, Options, Related, Section
from whale_desktop.screens.forms import Confirm, CustomDialog, CustomEditor, Field, FormSpec, ImportSpec, Submit, Values
from whale_desktop.screens.menu import TOP_BAR, MenuEntry, is_top_bar, menu_entries, menu_path
from whale_desktop.screens.registry import all_lists, all_screens, list_of, register_screens, screen_of
from whale_desktop.screens.screen import (
    Action,
    CardItem,
    CardScreen,
    CardStrip,
    CustomScreen,
    ListScreen,
    Screen,
    Tab,
    TabsScreen,
    row_type,
    where_type,
)

__all__ = [
    "TOP_BAR",
    "Action",
    "CardItem",
    "CardScreen",
    "CardStrip",
    "ClientTab",
    "Column",
    "Comparison",
    "Confirm",
    "CustomDialog",
    "CustomEditor",
    "CustomScreen",
    "DetailSpec",
    "Empty",
    "Field",
    "Filter",
    "FormSpec",
    "ImportSpec",
    "Link",
    "ListScreen",
    "MenuEntry",
    "Options",
    "Related",
    "Screen",
    "Section",
    "Submit",
    "Tab",
    "TabsScreen",
    "Values",
    "all_lists",
    "all_screens",
    "client_tabs",
    "is_top_bar",
    "list_of",
    "menu_entries",
    "menu_path",
    "register_client_tabs",
    "register_screens",
    "row_type",
    "screen_of",
    "where_type",
]
