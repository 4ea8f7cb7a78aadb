"""What a member works with: menu at the left, tabs and page at the right, status bar under both. Nothing before the sign-in needs it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from whale_desktop.gateway.port import Link
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import CustomScreen, Tip, all_screens, is_top_bar
from whale_desktop.ui import theme
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.offers import Offers
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell.approval_watch import ApprovalWatch
from whale_desktop.ui.shell.client_drawer import ClientDrawer
from whale_desktop.ui.shell.home import HomePage
from whale_desktop.ui.shell.job_watch import JobWatch
from whale_desktop.ui.shell.layer import Layer
from whale_desktop.ui.shell.link_banner import LinkBanner
from whale_desktop.ui.shell.menu_model import HOME, Leaf, leaves
from whale_desktop.ui.shell.menu_panel import RAIL_WIDTH, MenuPanel
from whale_desktop.ui.shell.news import NewsTeller
from whale_desktop.ui.shell.page_port import MakePage, page_port
from whale_desktop.ui.shell.palette import Palette
from whale_desktop.ui.shell.side_panel import SidePanel
from whale_desktop.ui.shell.status import Status
from whale_desktop.ui.shell.tips import TipTeller
from whale_desktop.ui.shell.top_bar import TopBar
from whale_desktop.ui.shell.workspace import Workspace

TREE_WIDTH = "shell:tree:width"
LEAST_TREE, MOST_TREE = 176, 320
LOW_WINDOW = 840
"""A window lower than this many design pixels gives up four of each bar for another row."""
JOBS_MENU = "top_bar.export_records"
WORK_ORDERS_MENU = "top_bar.work_orders"
WORK_ORDERS_TIP = Tip(
    "work_orders",
    C_("tip", "What waits for your decision is counted here; this key opens it from anywhere"),
    keys=("Ctrl+Shift+W",),
)
TREE_BY_WINDOW = ((1366, 208), (1440, 216), (1920, 240))


class Desk(QWidget):
    """What one signed-in member works with: menu, tabs, palette, status bar. A new one is made for the next member."""

    def __init__(self, services: Services, make_page: MakePage, offers: Offers, *, window: QWidget, tips: bool) -> None:
        """tips: whether the member is told once of what is new."""
        super().__init__(window)
        self.services = services
        self._make_page = make_page
        self.leaves: Mapping[str, Leaf] = leaves(all_screens(), services)
        self.menu = MenuPanel(services)
        self.home = HomePage(services, offers, lambda: self.leaves)
        self.workspace = Workspace(services, make_page, self.home)
        self.panel = SidePanel(self.workspace.area, services)
        self.top = TopBar(services, self.leaves, offers.badges)
        self.workspace.strip.addWidget(self.top)
        self.jobs = JobWatch(services, self)
        self.approvals = ApprovalWatch(services, offers.work_orders, self)
        services.job_watcher = self.jobs.expect
        self._inbox = self._inbox_of(offers)
        self.status = Status(services, self.jobs, work_orders=bool(self._inbox))
        self.command_palette = Palette(
            window,
            services,
            searches=offers.searches,
            leaves=lambda: self.leaves,
            open_menus=lambda: [tab.menu for tab in self.workspace.tabs],
        )
        self.news = self._news_teller(offers, window)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.menu)
        self._splitter.addWidget(self.workspace)
        self._splitter.setStretchFactor(1, 1)
        self.banner = LinkBanner()
        column = spaced(QVBoxLayout(self))
        column.addWidget(self.banner)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.status)
        self.menu.open_wanted.connect(self.open_menu)
        self.menu.left.connect(self.focus_page)
        self.menu.rail_turned.connect(self._fit_menu)
        self.home.open_wanted.connect(self.open_menu)
        self.home.counted.connect(self.menu.set_counts)
        self.top.open_wanted.connect(self.open_menu)
        self.top.counted.connect(self._show_count)
        self.status.work_orders_wanted.connect(self.open_work_orders)
        self.status.all_jobs_wanted.connect(lambda: self.open_menu(JOBS_MENU))
        self.workspace.shown.connect(self.menu.set_chosen)
        self.workspace.opening.connect(self.panel.close_panel)
        self.workspace.beside_wanted.connect(self.open_beside)
        self.command_palette.function_wanted.connect(self.open_menu)
        self.command_palette.action_wanted.connect(self.workspace.run_action)
        self.command_palette.record_wanted.connect(self.workspace.open)
        self.client_drawer = ClientDrawer(services, offers.client, self.workspace.pages_area) if offers.client else None
        if self.client_drawer is not None:
            self.command_palette.client_wanted.connect(self.client_drawer.show_client)
        self.tips = TipTeller(services, self, place=self._place_of, is_covered=lambda: _is_covered(window))
        if tips:
            self.workspace.shown.connect(self._tell_tips)
        self._splitter.splitterMoved.connect(self._keep_width)
        theme.current().changed.connect(self._fit_menu)
        services.texts.follow(self)
        self.show_link(services.runtime.link)

    def retranslate(self) -> None:
        """The parts say their own words; the bar of the line has none that it could follow by itself."""
        self.banner.retranslate(self.services.texts)
        self.tips.retranslate()

    def show_link(self, link: Link) -> None:
        """How the services can be reached, in the bar over the desk and in the status bar."""
        self.banner.show_link(link, self.services.texts)
        self.status.show_link(link)

    def begin(self) -> None:
        """Build the menu, open the tabs of last time, ask what waits."""
        self.menu.build({key: leaf for key, leaf in self.leaves.items() if not is_top_bar(key)})
        self.workspace.restore()
        self.home.refresh()
        self.jobs.ask()
        self.approvals.ask()
        self.top.count()
        if self.news is not None:
            self.news.look()

    def renew(self) -> None:
        """The member's rights changed: the menu, the top bar and the pages follow at once."""
        self.leaves = leaves(all_screens(), self.services)
        self.menu.build({key: leaf for key, leaf in self.leaves.items() if not is_top_bar(key)})
        self.top.set_leaves(self.leaves)
        self.workspace.renew()
        self.home.refresh()

    def open_menu(self, menu: str) -> None:
        """Open the screen of a menu entry."""
        if menu == HOME:
            self.workspace.open(HOME)
        elif menu in self.leaves:
            self.workspace.open(self.leaves[menu].screen.key)

    def open_work_orders(self) -> None:
        """Open the inbox of work orders, where the member has one."""
        if self._inbox:
            self.workspace.open(self._inbox)

    def _inbox_of(self, offers: Offers) -> str:
        """Key of the screen of work orders, empty where there is none for this member."""
        orders = offers.work_orders
        return orders.waiting.screen if orders is not None and self.services.may(orders.waiting.query_type) else ""

    def _show_count(self, screen: str, count: int) -> None:
        if screen == self._inbox:
            self.status.show_work_orders(count)

    def _news_teller(self, offers: Offers, window: QWidget) -> NewsTeller | None:
        news, toasts = offers.news, getattr(self.services.toasts, "stack", None)
        if news is None or toasts is None or not self.services.may(news.query_type):
            return None
        return NewsTeller(self.services, news, toasts, window=window, is_seen=lambda: self.panel.key == news.screen, parent=self)

    def _tell_tips(self, menu: str) -> None:
        """A page is looked at: what is new there, and on the home page what is new in the window."""
        leaf = self.leaves.get(menu)
        home = (WORK_ORDERS_TIP,) if menu == HOME and self._inbox else ()
        self.tips.look_at(None if leaf is None or leaf.locked else leaf.screen, home)

    def _place_of(self, tip: Tip) -> QWidget | None:
        if tip is WORK_ORDERS_TIP:
            return self.top.places.get(WORK_ORDERS_MENU)
        part = getattr(self.workspace.current().page, "part", lambda _name: None)
        found: QWidget | None = part(tip.beside) or part("head")
        return found

    def open_beside(self, screen: CustomScreen, where: Mapping[str, Any] | None = None) -> None:
        """Open a screen beside the page; asked for a second time, without a filter, it is closed."""
        if self.panel.key == screen.key and where is None:
            self.panel.close_panel()
            return
        try:
            page = self._make_page(screen, self.services)
        except Exception as error:  # a screen that cannot be drawn must not take the window with it
            self.services.runtime.report(error)
            return
        if where:
            page_port(page).open_with(where)
        self.panel.show_page(screen.key, page)

    def focus_page(self) -> None:
        """Give the focus to the page that is looked at."""
        page = self.workspace.current().page
        if page is not None:
            page.focus_first()  # type: ignore[attr-defined]  # every page is a PagePort

    def regions(self) -> list[QWidget]:
        """What F6 goes through, in reading order: menu, tabs, the parts of the page, status bar."""
        page = self.workspace.current().page
        parts: list[QWidget] = []
        if page is not None:
            own = getattr(page, "regions", None)
            parts = list(own()) if own is not None else [page]
        drawer = [self.client_drawer] if self.client_drawer is not None and self.client_drawer.isVisible() else []
        beside = [self.panel] if self.panel.is_open else []
        return [self.menu, self.workspace.bar, *parts, *drawer, *beside, self.status]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Widths follow the window."""
        super().resizeEvent(event)
        self._fit_menu()

    def _fit_menu(self) -> None:
        self.top.fit(self.width())
        theme.current().set_low(self.window().height() < theme.px(LOW_WINDOW))
        if self.menu.is_rail:
            rail = theme.px(RAIL_WIDTH)
            self.menu.setFixedWidth(rail)
            self._splitter.setSizes([rail, max(1, self.width() - rail - 1)])
            return
        self.menu.setMinimumWidth(theme.px(LEAST_TREE))
        self.menu.setMaximumWidth(theme.px(MOST_TREE))
        kept = self.services.preferences.get(TREE_WIDTH)
        width = kept if isinstance(kept, int) else tree_width(self.width())
        self._splitter.setSizes([theme.px(width), max(1, self.width() - theme.px(width) - 1)])

    def _keep_width(self, *_: int) -> None:
        if not self.menu.is_rail:
            self.services.preferences.set(TREE_WIDTH, round(self.menu.width() * 100 / theme.current().scale))


def _is_covered(window: QWidget) -> bool:
    """Whether something lies over the whole window that is no dialog: the sign-in form, the palette."""
    return any(layer.is_up for layer in window.findChildren(Layer))


def tree_width(window_width: int) -> int:
    """The first width of the menu for a window, in design pixels."""
    fitting = [width for least, width in TREE_BY_WINDOW if window_width >= least]
    return fitting[-1] if fitting else TREE_BY_WINDOW[0][1]
