"""Pages of the work area, made from screens. The shell needs `make_page` and `Page`; whoever provides services, `ports`."""

from whale_desktop.screens import CardScreen, CustomScreen, ListScreen, Screen, TabsScreen
from whale_desktop.ui.pages.page import Page
from whale_desktop.ui.pages.ports import Services

__all__ = ["Page", "Services", "make_page"]


def make_page(screen: Screen, services: Services) -> Page:
    """The page of a screen. It asks the services when it is first shown, or by `open_with`."""
    match screen:
        case ListScreen():
            from whale_desktop.ui.lists.list_page import ListPage

            return ListPage(screen, services)
        case CardScreen():
            from whale_desktop.ui.cards.card_page import CardPage

            return CardPage(screen, services)
        case TabsScreen():
            from whale_desktop.ui.pages.tabs_page import TabsPage

            return TabsPage(screen, services)
        case CustomScreen():
            from whale_desktop.ui.pages.resolve import resolve

            page = resolve(screen.widget)(screen, services)
            assert isinstance(page, Page), f"{screen.widget} is no Page"
            return page
