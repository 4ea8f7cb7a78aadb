"""The application: puts window, sign-in form, desk and runtime together and answers what they want. It knows no feature."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from whale_desktop.gateway.port import Gateway, Link, LinkState, Place, SignedIn
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import DEFAULT_LOCALE, LOCALES, PSEUDO, Text
from whale_desktop.messages import error_text
from whale_desktop.ui import theme
from whale_desktop.ui.components import words as component_words
from whale_desktop.ui.components.dialog import open_dialog, top_dialog
from whale_desktop.ui.preferences import MemoryPreferences, PreferencePort, Preferences
from whale_desktop.ui.refusals import SESSION_ENDED
from whale_desktop.ui.runtime import Runtime, ui_task
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.account import Account
from whale_desktop.ui.shell.key_list import KeyListDialog
from whale_desktop.ui.shell.look import Look
from whale_desktop.ui.shell.page_port import MakePage
from whale_desktop.ui.shell.password_prompt import PasswordPrompt
from whale_desktop.ui.shell.placing import keep_place, place_window
from whale_desktop.ui.shell.regions import step_region
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.shell.shell_toasts import ShellToasts
from whale_desktop.ui.shell.sign_in import SignInForm
from whale_desktop.ui.shell.unanswered import tell_unanswered
from whale_desktop.ui.shell.window import MainWindow, caption
from whale_desktop.ui.workstation import Workstation

if TYPE_CHECKING:  # loaded when somebody signs in
    from whale_desktop.ui.offers import Offers
    from whale_desktop.ui.shell.desk import Desk

LOCALE = "shell:locale"
LEAVE_WITHIN_SECONDS = 5.0


class Application(QObject):
    """One window on one gateway. `closed` fires when the window is gone and everything is kept."""

    closed = Signal()

    def __init__(
        self,
        application: QApplication,
        gateway: Gateway,
        *,
        make_page: MakePage,
        offers: "Callable[[], Offers] | None" = None,
        workstation: Workstation | None = None,
        preferences: Callable[[Runtime], PreferencePort] | None = None,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._make_page = make_page
        self._offers = offers or _nothing_offered
        self._settings = settings or Settings()
        self.workstation = workstation or Workstation()
        kept = str(self.workstation.get("locale", ""))
        locale = self._settings.locale or (kept if kept in LOCALES else DEFAULT_LOCALE)
        self.runtime = Runtime(gateway, locale=locale, clock=clock)
        place = self._settings.place or gateway.place()
        component_words.set_speaker(self.runtime.texts.catalogue)
        scale = self._settings.scale or 100
        theme.current().begin(application, locale=locale, scale=scale)
        self.window = MainWindow()
        theme.current().adopt(application, self.window)
        theme.apply(
            application,
            mode=cast(Any, self._settings.mode or self.workstation.get("theme", "light")),
            scale=scale,
            locale=locale,
        )
        self.toasts = ShellToasts(self.window, lambda: self.runtime.texts(words.RETRY))
        port: PreferencePort = preferences(self.runtime) if preferences is not None else MemoryPreferences()
        self.services = Services(
            self.runtime,
            place=place,
            preferences=Preferences(self.runtime, port),
            workstation=self.workstation,
            toasts=self.toasts,
            open_screen=self._open_screen,
            export_command=self._settings.export_command,
            export_terms=self._settings.export_terms,
            print_command=self._settings.print_command,
            lookups=self._settings.lookups,
            files=self._settings.files,
            rights_dialog=self._settings.rights_dialog,
            desktop=self._settings.desktop,
        )
        self.look = Look(application, self.services)
        self.sign_in = SignInForm(
            self.window,
            self.runtime,
            place,
            self.workstation,
            worlds=self._settings.worlds,
            files=self.services.files,
            world=self._settings.world,
        )
        self.account = self._make_account()
        self._member = 0
        self._language_chosen = False
        self._was_lost = False
        self._idle = QTimer(self, singleShot=True)
        self._connect()
        self._retitle()

    def _make_account(self) -> Account:
        return Account(
            self.services,
            names=lambda: self._offers().names,
            dialog=self._settings.password_dialog,
            second_factor=self._settings.second_factor_dialog,
            load=self._settings.load,
        )

    def _connect(self) -> None:
        self.runtime.show_error = self._show_error
        self.runtime.enter_password = self._enter_password
        self.runtime.signed_in.connect(self._enter)
        self.runtime.locked.connect(self._lock_screen)
        self.runtime.session_ended.connect(self._session_over)
        self.runtime.link_changed.connect(self._link_changed)
        self.runtime.texts.changed.connect(self._speak)
        self.sign_in.place_found.connect(self._place_found)
        self.sign_in.locale_chosen.connect(self._choose_first_locale)
        self.sign_in.theme_turned.connect(self.look.turn_theme)
        self.sign_in.other_wanted.connect(self._other_member)
        self.window.close_wanted.connect(self.close)
        self.window.used.connect(self._used)
        self._idle.timeout.connect(self.lock)
        self.window.bind(
            {
                "palette": self._open_palette,
                "region_next": lambda: self._step_region(1),
                "region_previous": lambda: self._step_region(-1),
                "work_orders": lambda: self._on_desk(lambda desk: desk.open_work_orders()),
                "keys": self.show_keys,
                "larger": lambda: self.look.zoom(1),
                "smaller": lambda: self.look.zoom(-1),
                "normal_size": lambda: self.look.set_scale(100),
                "theme": self.look.turn_theme,
                "lock": self.lock,
                "rail": lambda: self._on_desk(lambda desk: desk.menu.set_rail(not desk.menu.is_rail)),
                "menu_search": lambda: self._on_desk(lambda desk: desk.menu.focus_search()),
                "close_tab": lambda: self._on_desk(lambda desk: desk.workspace.close_current()),
                "reopen_tab": lambda: self._on_desk(lambda desk: desk.workspace.reopen()),
                "tab_next": lambda: self._on_desk(lambda desk: desk.workspace.step(1)),
                "tab_previous": lambda: self._on_desk(lambda desk: desk.workspace.step(-1)),
                "refresh": lambda: self._on_desk(lambda desk: desk.workspace.refresh()),
                **{f"tab_{place}": self._tab_chooser(place) for place in range(1, 10)},
            }
        )

    # -------------------------------------------------------------------------------------------------------------- window

    def show(self) -> None:
        """Show the window where it was last time."""
        place_window(self.window, self.workstation, self._settings.size)
        self.window.show()
        self.window.watch_use()
        self.sign_in.focus_first()
        if self._settings.place is not None:
            self.sign_in.reach()

    def _keep_window(self) -> None:
        keep_place(self.window, self.workstation)
        self.workstation.set("locale", self.runtime.texts.locale)
        self.workstation.set("theme", theme.current().chosen_mode)
        self.workstation.save()

    @ui_task
    async def close(self) -> None:
        """Close the window: ask about unsaved tabs, keep the layout, sign out."""
        desk = self.window.desk
        if desk is not None and not self.sign_in.is_up and not await desk.workspace.may_leave():
            return
        await self._leave()
        self._keep_window()
        self.window.may_close = True
        self.window.close()
        self.closed.emit()

    async def _leave(self) -> None:
        """Keep what the member likes and end the session; a place that does not answer does not hold the window open."""
        if self.window.desk is not None:
            self.window.desk.menu.keep()
        if self.runtime.session is None:
            return
        try:
            await asyncio.wait_for(self._flush_and_sign_out(), LEAVE_WITHIN_SECONDS)
        except TimeoutError:
            self.runtime.session = None
        except CodedError as error:
            self.runtime.session = None
            self.runtime.report(error)

    async def _flush_and_sign_out(self) -> None:
        await self.services.preferences.flush()
        await self.runtime.sign_out()

    def dispose(self) -> None:
        """Let go of threads and widgets, after the loop has ended."""
        self._idle.stop()
        if self._settings.desktop is not None:
            self._settings.desktop.close()
        self.window.show_desk(None)
        self.runtime.close()
        theme.current().release(self.window)

    # ------------------------------------------------------------------------------------------------------------- session

    @ui_task
    async def _enter(self, session: SignedIn) -> None:
        """Somebody signed in or unlocked: the same member goes on where he was, another one gets his own desk."""
        if session.must_change_password:
            await self._do_first(self.account.change_due_password, words.MUST_CHANGE_PASSWORD)
            return
        if session.must_set_up_second_factor:
            await self._do_first(self.account.set_up_due_second_factor, words.MUST_SET_UP_SECOND_FACTOR)
            return
        arrives = self.window.desk is None or session.member_id != self._member
        if arrives:
            self._member = session.member_id
            if self._settings.load is not None:
                await self.runtime.in_background(self._settings.load)
            self.runtime.collector.settle()
            await asyncio.gather(self._load_preferences(), self.account.ask_names())
            self._apply_preferences(session)
            self.account.name_member()
            self._build_desk()
        else:
            self.account.name_member()
        self.workstation.save()
        self.sign_in.take_down()
        if arrives and self.window.desk is not None:
            self.window.desk.focus_page()  # only now: the form keeps the focus while it is up
            if not self.runtime.link.token_kept:
                self.toasts.stack.add(self.runtime.texts(words.NO_KEYRING), "info")
            self.runtime.start(tell_unanswered(self.services, self.window), self)
        self._used()
        self._retitle()

    async def _do_first(self, deed: Callable[[], Awaitable[bool]], otherwise: Text) -> None:
        """What must be done before anything else, at the door or over the desk; who does not is signed out, and told so."""
        self.sign_in.take_down()  # two that hold the focus would fight over it
        said = self.runtime.texts(otherwise)
        try:
            if await deed():
                self.runtime.ask_anew()  # whatever was refused meanwhile
                return
        except CodedError as error:
            said = sentence(error, self.runtime.texts)
        await self._leave()
        self._empty()
        self.sign_in.refuse(said)

    def _build_desk(self) -> None:
        from whale_desktop.ui.shell.desk import Desk

        self.toasts.stack.clear()
        self.runtime.collector.put_off()
        with self.runtime.exempt("start-up"):
            desk = Desk(self.services, self._make_page, self._offers(), window=self.window, tips=self._settings.tips)
            self.window.show_desk(desk)
            self._wire(desk)
            self.account.follow(desk)
            desk.begin()
        self.sign_in.forget_focus()

    async def _load_preferences(self) -> None:
        try:
            await self.services.preferences.load()
        except CodedError as error:
            self.toasts.warning(self.runtime.texts(words.NOT_LOADED, reason=sentence(error, self.runtime.texts)))

    def _apply_preferences(self, session: SignedIn) -> None:
        """Language, theme, size and colours of the member; what was chosen on the form just now wins."""
        preferences = self.services.preferences
        wanted = self._settings.locale or preferences.get(LOCALE) or session.locale
        if not self._language_chosen and wanted in (*LOCALES, PSEUDO):
            self.runtime.set_locale(wanted)
        elif self._language_chosen:
            preferences.set(LOCALE, self.runtime.texts.locale)
        self.look.apply_preferences(mode=not self._settings.mode, scale=not self._settings.scale)

    def _wire(self, desk: "Desk") -> None:
        desk.top.search_wanted.connect(self._open_palette)
        desk.jobs.ended.connect(lambda job: self.toasts.tell_end(job, desk.jobs, self.runtime.texts))
        desk.top.locale_chosen.connect(self.set_locale)
        desk.top.mode_chosen.connect(self.look.set_mode)
        desk.top.market_colors_chosen.connect(self.look.set_market_colors)
        desk.top.scale_chosen.connect(self.look.set_scale)
        desk.top.contrast_chosen.connect(self.look.set_high_contrast)
        desk.top.less_motion_chosen.connect(self.look.set_less_motion)
        desk.top.keys_wanted.connect(self.show_keys)
        desk.top.lock_wanted.connect(self.lock)
        desk.top.password_wanted.connect(self.account.change_password)
        desk.top.second_factor_wanted.connect(self.account.open_second_factor)
        desk.top.sign_out_wanted.connect(self.sign_out)
        desk.workspace.title_changed.connect(self._retitle)
        desk.banner.retry_wanted.connect(self._try_line)
        desk.status.account_wanted.connect(lambda cell: desk.top.pop(cell, above=True))
        desk.status.language_wanted.connect(lambda cell: self._pop_languages(desk, cell))

    @ui_task
    async def sign_out(self) -> None:
        """Ask about unsaved tabs, keep the layout, show the sign-in form."""
        desk = self.window.desk
        if desk is not None and await desk.workspace.may_leave():
            await self._leave()
            self._empty()

    def _empty(self) -> None:
        self._idle.stop()
        self._member = 0
        self._language_chosen = False
        self.toasts.stack.clear()
        self.window.show_desk(None)
        self.sign_in.show_sign_in()
        self._retitle()

    @ui_task
    async def lock(self) -> None:
        """Lock at once; what was typed stays behind the form."""
        session = self.runtime.session
        if session is None or self.sign_in.is_up:
            return
        self._lock_screen()
        await self.runtime.lock()

    def _lock_screen(self) -> None:
        session = self.runtime.session
        if session is not None and not self.sign_in.is_up:
            self._idle.stop()
            self._close_popups()
            self.sign_in.show_lock(session)

    def _session_over(self, code: str) -> None:
        """Also when it shows only now, at the lock screen. Any other reason than its end is said, as the next try would."""
        session = self.runtime.session
        if session is None:
            return
        if not self.sign_in.is_up:
            self._idle.stop()
            self._close_popups()
        self.sign_in.show_lock(session, ended=True)
        if code != SESSION_ENDED:
            self.sign_in.refuse(self.runtime.texts(error_text(code)))

    def _close_popups(self) -> None:
        desk = self.window.desk
        if desk is not None and desk.command_palette.is_up:
            desk.command_palette.close_palette()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    @ui_task
    async def _other_member(self) -> None:
        """From the lock screen to the sign-in form; a second click is needed when unsaved work would be lost."""
        desk, session = self.window.desk, self.runtime.session
        unsaved = len(desk.workspace.unsaved()) if desk is not None else 0
        if unsaved and session is not None and not self.sign_in.warned:
            self.sign_in.warn(self.runtime.texts(words.OTHER_LOSES, name=session.name, count=unsaved))
            return
        await self._leave()
        self.sign_in.take_down()
        self._empty()

    def _used(self) -> None:
        session, minutes = self.runtime.session, self._settings.idle_minutes
        if session is not None and not self.sign_in.is_up and (minutes := session.idle_minutes if minutes is None else minutes):
            self._idle.start(round(minutes * 60_000))

    # ---------------------------------------------------------------------------------------------------------------- line

    def _place_found(self, place: Place) -> None:
        self.services.set_place(place)
        self._retitle()

    def _link_changed(self, link: Link) -> None:
        """The line was lost or is there again. What is shown is asked anew then, as questions have failed meanwhile."""
        if self.window.desk is not None:
            self.window.desk.show_link(link)
        if link.state is LinkState.OFFLINE:
            self._was_lost = True
        elif link.state is LinkState.ONLINE and self._was_lost:
            self._was_lost = False
            if self.runtime.session is not None and not self.sign_in.is_up:
                self.toasts.success(self.runtime.texts(words.CONNECTED_AGAIN))
                self.runtime.ask_anew()

    @ui_task
    async def _try_line(self) -> None:
        """The person does not want to wait for the next try."""
        self._place_found(await self.runtime.place())

    # ---------------------------------------------------------------------------------------------------- look and language

    def set_locale(self, locale: str) -> None:
        """Speak another language, and keep it for the member."""
        self.runtime.set_locale(locale)
        if self.runtime.session is not None:
            self.services.preferences.set(LOCALE, locale)

    def _choose_first_locale(self, locale: str) -> None:
        self._language_chosen = True
        self.set_locale(locale)

    def _speak(self) -> None:
        """Before the widgets say everything again: components' own words and the faces of the language."""
        component_words.set_speaker(self.runtime.texts.catalogue)
        theme.apply(self._application, locale=self.runtime.texts.locale)
        self.account.name_member()
        self._retitle()

    def _retitle(self) -> None:
        desk = self.window.desk
        covered = desk is None or self.runtime.session is None
        self.window.set_place_title(caption(self.services, "" if covered or desk is None else desk.workspace.title()))

    # ------------------------------------------------------------------------------------------------------------ commands

    def _on_desk(self, act: Callable[["Desk"], object]) -> None:
        desk = self.window.desk
        if desk is not None and not self.sign_in.is_up:
            act(desk)

    def _tab_chooser(self, place: int) -> Callable[[], object]:
        return lambda: self._on_desk(lambda desk: desk.workspace.choose(place))

    def _step_region(self, by: int) -> None:
        self._on_desk(lambda desk: step_region(desk.regions(), QApplication.focusWidget(), by))

    def _open_palette(self) -> None:
        self._on_desk(
            lambda desk: desk.command_palette.close_palette() if desk.command_palette.is_up else desk.command_palette.open()
        )

    def _open_screen(self, key: str, where: Mapping[str, Any] | None) -> None:
        self._on_desk(lambda desk: desk.workspace.open(key, where))

    def _pop_languages(self, desk: "Desk", cell: QWidget) -> None:
        menu = QMenu(cell)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        desk.top.add_languages(menu)
        menu.popup(cell.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    @ui_task
    async def show_keys(self) -> None:
        """The searchable list of keys."""
        if top_dialog(self.window) is None:
            await open_dialog(KeyListDialog(self.runtime.texts), over=self.window)

    async def _enter_password(self) -> bool:
        """Let the person enter his password anew; whether he did."""
        return await open_dialog(PasswordPrompt(self.runtime), over=self.window) is True

    def _show_error(self, error: CodedError, retry: Callable[[], object] | None) -> None:
        desk, link = self.window.desk, self.runtime.link
        if desk is not None and desk.banner.says(error.code) and link.state is not LinkState.ONLINE:
            return  # the bar over the desk says it already, once for everything that fails meanwhile
        self.toasts.error(sentence(error, self.runtime.texts), retry=retry)


def _nothing_offered() -> "Offers":
    """A window for which the business has nothing beyond its screens."""
    from whale_desktop.ui.offers import Offers

    return Offers()
