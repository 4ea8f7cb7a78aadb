"""The sign-in form, and the lock screen, which is the same form with the e-mail fixed."""

import asyncio

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop import __version__
from whale_desktop.gateway.port import DemoMember, Link, Place, SignedIn
from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.kernel.texts import LOCALE_NAMES, LOCALES
from whale_desktop.ui import theme
from whale_desktop.ui.components import (
    Button,
    CheckBox,
    FieldRow,
    IconButton,
    Label,
    LineField,
    Note,
    PasswordField,
    Segment,
    SegmentTab,
)
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.sea import SeaPanel
from whale_desktop.ui.pages.ports import Files
from whale_desktop.ui.refusals import AT_CODE
from whale_desktop.ui.runtime import Runtime, latest_ui_task, ui_task
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.code_step import CodeStep
from whale_desktop.ui.shell.layer import Layer
from whale_desktop.ui.shell.member_card import MemberCard, spoken_in
from whale_desktop.ui.shell.world_choice import WorldChoice, remember, remembered
from whale_desktop.ui.shell.worlds import REMOTE, Authority, World, Worlds
from whale_desktop.ui.workstation import Workstation

EMAIL = "email"
FORM_WIDTH = 384
PLACE_WORDS = {
    "demo": (words.LOCAL_DEMO, words.LOCAL_DEMO_HINT),
    "local": (words.LOCAL_FILE, words.LOCAL_FILE_HINT),
    "remote": (words.REMOTE_SERVER, words.REMOTE_HINT),
}


class SignInForm(Layer):
    """Covers the window until somebody is signed in. `locale_chosen` and `theme_turned` are answered by the application."""

    locale_chosen = Signal(str)
    theme_turned = Signal()
    other_wanted = Signal()
    """On the lock screen: somebody else wants to sign in."""
    place_found = Signal(object)
    """The `Place` of another world that was chosen."""

    def __init__(
        self,
        window: QWidget,
        runtime: Runtime,
        place: Place,
        workstation: Workstation,
        *,
        worlds: Worlds | None = None,
        files: Files | None = None,
        world: World | None = None,
    ) -> None:
        """Make it. worlds: the places that may be chosen, without them only the one that the runtime talks to.

        files: where an own authority is picked. world: what is chosen at first instead of the choice of last time.
        """
        super().__init__(window)
        self._worlds = worlds
        self._files = files
        self._first_world = world or remembered(workstation)
        self._reached: World | None = None if self._first_world.kind == REMOTE else self._first_world
        self._going = asyncio.Lock()
        self.runtime = runtime
        self._place = place
        self._workstation = workstation
        self._locked: SignedIn | None = None
        self._session_over = False
        self._last_error: CodedError | None = None
        self._own_error = ""
        self.warned = False
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make_parts()
        self._lay_out()
        self._connect()
        runtime.texts.follow(self)
        self.show_sign_in()

    # --------------------------------------------------------------------------------------------------------------- parts

    def _make_parts(self) -> None:
        self.sea = SeaPanel()
        self.languages = Segment([SegmentTab(locale, LOCALE_NAMES[locale]) for locale in LOCALES])
        self.theme_button = IconButton("ph.moon", outline=True)
        self.title = Label(role="display")
        self.hint = Label(tone="tx2", wrap=True)
        self.world = Note(kind="warning" if self._place.kind == "demo" else "neutral")
        self.choice = WorldChoice(self._first_world, self._worlds.local_kind) if self._worlds is not None else None
        self.members = [MemberCard(member) for member in self._place.demo_members]
        self.email = LineField(icon="ph.envelope-simple", size="login", max_length=120)
        self.email_row = FieldRow("", self.email, label_position="top")
        self.password = PasswordField(size="login")
        self.password_row = FieldRow("", self.password, label_position="top")
        self.code = CodeStep()
        self.remember = CheckBox("")
        self.forgotten = Label(role="small", tone="tx2")
        self.enter = Button(kind="primary", size="login", key="Enter")
        self.other = Button(kind="link")
        self.error = Note(kind="error")
        self.error.hide()

    def _lay_out(self) -> None:
        form = QWidget()
        form.setProperty("transparent", "true")
        column = spaced(QVBoxLayout(form), margins=(0, 24, 0, 24), spacing=0)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addSpacing(theme.px(4))
        column.addWidget(self.hint)
        column.addSpacing(theme.px(16))
        column.addWidget(self.world)
        if self.choice is not None:
            column.addWidget(self.choice)
        self._column = column
        self._members_box = self._lay_out_members()
        column.addWidget(self._members_box)
        column.addSpacing(theme.px(16))
        for row in (self.email_row, self.password_row):
            column.addWidget(row)
            column.addSpacing(theme.px(12))
        column.addWidget(self.code)
        line = spaced(QHBoxLayout())
        line.addWidget(self.remember)
        line.addStretch(1)
        line.addWidget(self.forgotten)
        column.addLayout(line)
        column.addSpacing(theme.px(16))
        column.addWidget(self.error)
        column.addSpacing(theme.px(8))
        column.addWidget(self.enter)
        column.addSpacing(theme.px(8))
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        form.setFixedWidth(theme.px(FORM_WIDTH))
        self._form = form
        holder = QWidget()
        holder.setProperty("transparent", "true")
        centre = spaced(QHBoxLayout(holder))
        centre.addStretch(1)
        centre.addWidget(form)
        centre.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setProperty("transparent", "true")
        scroll.setWidget(holder)
        top = spaced(QHBoxLayout(), margins=(24, 16, 24, 0), spacing=8)
        top.addStretch(1)
        top.addWidget(self.languages)
        top.addWidget(self.theme_button)
        right = spaced(QVBoxLayout())
        right.addLayout(top)
        right.addWidget(scroll, 1)
        whole = spaced(QHBoxLayout(self))
        whole.addWidget(self.sea, 4)
        whole.addLayout(right, 5)

    def _lay_out_members(self) -> QWidget:
        box = QWidget()
        column = spaced(QVBoxLayout(box), margins=(0, 16, 0, 0), spacing=8)
        self.members_label = Label(tone="tx2")
        column.addWidget(self.members_label)
        grid = spaced(QGridLayout(), spacing=(8, 8))
        for place, card in enumerate(self.members):
            grid.addWidget(card, place // 2, place % 2)
        for side in (0, 1):
            grid.setColumnStretch(side, 1)
        column.addLayout(grid)
        return box

    def _connect(self) -> None:
        self.languages.selected.connect(self.locale_chosen)
        self.theme_button.clicked.connect(self.theme_turned)
        self.enter.clicked.connect(self.submit)
        self.other.clicked.connect(self.other_wanted)
        for card in self.members:
            card.clicked.connect(lambda _checked=False, member=card.member: self.choose(member))
        for field in (self.email, self.password, self.code.field):
            field.editor().installEventFilter(self)
            field.edited.connect(self._forget_error)
        for field in (self.email, self.password):
            field.edited.connect(lambda: self._ask_code(asked=False))
        theme.current().changed.connect(self._dress)
        if self.choice is not None:
            self.choice.server.editor().installEventFilter(self)
            self.choice.server.edited.connect(self._forget_error)
            self.choice.changed.connect(self.reach)
            self.choice.authority_wanted.connect(self._pick_authority)
            self.runtime.link_changed.connect(self._show_link)

    # --------------------------------------------------------------------------------------------------------------- modes

    def show_sign_in(self) -> None:
        """Ask who it is."""
        self._locked = None
        self._session_over = False
        self._begin()
        self.email.set_read_only(False)
        self.email.line.set_icon("ph.envelope-simple")
        kept = str(self._workstation.get(EMAIL, ""))
        self.email.set_value(kept)
        self.remember.setChecked(bool(kept) or (self._place.kind != "demo" and self._workstation.get(EMAIL) is None))
        self.put_up()
        self.focus_first()

    def show_lock(self, session: SignedIn, *, ended: bool = False) -> None:
        """Ask for the password of whoever is signed in. ended: the services no longer know the session; it is opened anew."""
        self._locked = session
        self._session_over = ended
        self._begin()
        self.email.set_value(session.email)
        self.email.set_read_only(True)
        self.email.line.set_icon("")
        self.put_up()
        self.password.editor().setFocus()

    def focus_first(self) -> None:
        """Where typing starts: the first demo member, the e-mail, or the password when the e-mail is known."""
        if self.choice is not None and self.choice.is_remote and not self.choice.server.value():
            self.choice.server.editor().setFocus()
        elif self.members and self._locked is None and not self.email.value():
            self.members[0].setFocus()
        else:
            (self.password if self.email.value() else self.email).editor().setFocus()

    def _begin(self) -> None:
        self.password.clear()
        self._ask_code(asked=False)
        self._forget_error()
        self.warned = False
        self._free()
        locked = self._locked is not None
        self._members_box.setVisible(bool(self.members) and not locked)
        self.remember.setVisible(not locked)
        self.world.setVisible(not locked and self.choice is None)
        if self.choice is not None:
            self.choice.setVisible(not locked)
        self.other.setVisible(locked)
        self.retranslate()

    # --------------------------------------------------------------------------------------------------------------- world

    @latest_ui_task
    async def reach(self) -> None:
        """Talk to the world that is chosen, and go on there with the session that this machine still has."""
        self.retranslate()
        if self.choice is not None and self.choice.is_remote and not self.choice.server.value():
            return
        if await self._go_there(quietly=True) and not self.password.value():
            await self.runtime.resume()

    async def _go_there(self, *, quietly: bool = False) -> bool:
        """Whether the world that is chosen was reached; what is wrong with it is said at its field, who does not answer beside it.

        quietly: nobody pressed the button, so the state of the line is enough.
        """
        choice, worlds = self.choice, self._worlds
        if choice is None or worlds is None or self._locked is not None:
            return True
        async with self._going:
            wanted = choice.world()
            if wanted == self._reached:
                return True
            self._reached = None
            try:
                self.runtime.use(await self.runtime.in_background(lambda: worlds.open(wanted)))
                self.set_place(await self.runtime.place())
            except CodedError as error:
                said = sentence(error, self.runtime.texts)
                if error.kind == "user" and wanted.kind == REMOTE:
                    choice.server_row.set_error(said)
                elif not quietly or self.runtime.link.code != error.code:
                    self.refuse(said)
                return False
            self._reached = wanted
            return True

    def set_place(self, place: Place) -> None:
        """Another world was reached: its members, its name."""
        self._place = place
        self.members = [MemberCard(member) for member in place.demo_members]
        before, self._members_box = self._members_box, self._lay_out_members()
        self._column.replaceWidget(before, self._members_box)
        before.hide()
        before.deleteLater()
        for card in self.members:
            card.clicked.connect(lambda _checked=False, member=card.member: self.choose(member))
        self._members_box.setVisible(bool(self.members) and self._locked is None)
        self.retranslate()
        self.place_found.emit(place)

    @ui_task
    async def _pick_authority(self) -> None:
        """A file with the certificates of the office's own authority; it is read now and kept by this machine."""
        if self.choice is None or self._files is None:
            return
        picked = await self._files.open_file(self._window, ("*.pem", "*.crt", "*.cer"))
        if picked is not None:
            name, data = picked
            self.choice.set_authority(Authority(name=name, certificates=data.decode("utf-8", errors="replace")))

    def _show_link(self, link: Link) -> None:
        if self.choice is not None:
            self.choice.show_link(link, self.runtime.texts)

    # -------------------------------------------------------------------------------------------------------------- actions

    def choose(self, member: DemoMember) -> None:
        """Sign in as a demo member."""
        self.email.set_value(member.email)
        self.password.line.setText(member.password)
        self.submit()

    def submit(self) -> None:
        """Sign in or unlock with what was typed; say at the field what is missing."""
        if self.enter.is_busy():
            return
        self._forget_error()
        texts = self.runtime.texts
        choice = self.choice
        if choice is not None and self._locked is None and choice.is_remote and not choice.server.value():
            choice.server_row.set_error(texts(words.SERVER_MISSING))
            choice.server.editor().setFocus()
        elif not self.email.value():
            self.email_row.set_error(texts(words.EMAIL_MISSING))
            self.email.editor().setFocus()
        elif not self.password.value():
            self.password_row.set_error(texts(words.PASSWORD_MISSING))
            self.password.editor().setFocus()
        elif not self.code.is_missing(texts):
            self.enter.set_busy(True, texts(words.UNLOCKING if self._locked is not None else words.SIGNING_IN))
            self._set_usable(False)
            self._send()

    @ui_task
    async def _send(self) -> None:
        email, password, code = self.email.value(), self.password.value(), self.code.value()
        if self._locked is not None and not self._session_over:
            await self.runtime.unlock(password, code=code)
        elif not await self._go_there():
            self._free()
            return
        else:
            if self._locked is None:
                self._workstation.set(EMAIL, email if self.remember.isChecked() else "")
                if self.choice is not None:
                    remember(self._workstation, self.choice.world())
            await self.runtime.sign_in(email, password, code=code)
        self.enter.set_busy(False)
        self._set_usable(True)
        self.password.clear()
        self.code.field.clear()

    def show_error(self, error: CodedError) -> None:
        """Say at the form why it did not work. A refused password is typed again; one that never arrived stays.

        After the right password the code is asked for, and what is wrong with a code is said at its field.
        """
        self._free()
        if error.code in AT_CODE:
            self._ask_code(asked=True)
            self.code.refuse(error, self.runtime.texts)
            return
        self._last_error = error
        if not isinstance(error, Unavailable):
            self.password.clear()
            self._ask_code(asked=False)
        self._say_error()
        self.password.editor().setFocus()

    def _ask_code(self, *, asked: bool) -> None:
        """Show or hide the field for a code, and make room for it."""
        self.code.ask(asked=asked)
        self._members_box.setVisible(bool(self.members) and self._locked is None and not asked)

    def _free(self) -> None:
        self.enter.set_busy(False)
        self._set_usable(True)

    def refuse(self, own: str) -> None:
        """Say a sentence of the window itself instead of going on."""
        self._own_error = own
        self._say_error()

    def warn(self, own: str) -> None:
        """Say what would be lost; `warned` is true until something else happens."""
        self.warned = True
        self.refuse(own)

    def _forget_error(self) -> None:
        self._last_error = None
        self._own_error = ""
        self.email_row.set_error(None)
        self.password_row.set_error(None)
        self.code.row.set_error(None)
        self.error.hide()

    def _say_error(self) -> None:
        texts = self.runtime.texts
        said = self._own_error or (sentence(self._last_error, texts) if self._last_error is not None else "")
        self.error.set_text(said)
        self.error.setVisible(bool(said))
        self.password.editor().setAccessibleDescription(said)

    def _set_usable(self, usable: bool) -> None:
        for widget in (self.email, self.password, self.code, *self.members, *((self.choice,) if self.choice is not None else ())):
            widget.setEnabled(usable)

    # -------------------------------------------------------------------------------------------------------------- words

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        texts = self.runtime.texts
        locked = self._locked is not None
        self.sea.set_texts(texts(words.PRODUCT), texts(words.PRODUCT_SUBTITLE), texts(words.VERSION, version=__version__))
        self.languages.set_current(texts.locale if texts.locale in LOCALES else "en")
        self.languages.setAccessibleName(texts(words.LANGUAGE))
        self.title.setText(texts(words.LOCKED if locked else words.SIGN_IN))
        plain = words.SIGN_IN_HINT_WORLDS if self.choice is not None else words.SIGN_IN_HINT_PLAIN
        hint = words.LOCKED_HINT if locked else words.SIGN_IN_HINT if self.members else plain
        self.hint.setText(texts(words.SESSION_OVER if self._session_over else hint))
        name, kept = PLACE_WORDS[self._place.kind]
        self.world.set_text(f"<b>{texts(name)}</b> · {self._place.name}<br>{texts(kept)}")
        if self.choice is not None:
            self.choice.retranslate(texts, self.runtime.link)
        self.members_label.setText(texts(words.DEMO_MEMBERS))
        for card in self.members:
            said = {"name": spoken_in(card.member.name, texts.locale), "role": spoken_in(card.member.role, texts.locale)}
            card.say(texts.locale, texts(words.DEMO_MEMBER_SIGN_IN, **said))
        self.email_row.set_label(texts(words.EMAIL))
        self.password_row.set_label(texts(words.PASSWORD))
        self.code.retranslate(texts)
        self.remember.setText(texts(words.REMEMBER_EMAIL))
        self.forgotten.setText(texts(words.FORGOTTEN))
        self.enter.setText(texts(words.UNLOCK if locked else words.SIGN_IN))
        self.other.setText(texts(words.OTHER_MEMBER))
        self._say_error()
        self._dress()

    def _dress(self) -> None:
        dark = theme.current().is_dark
        self.theme_button.set_icon("ph.sun" if dark else "ph.moon")
        self.theme_button.set_name(self.runtime.texts(words.LIGHT_THEME if dark else words.DARK_THEME))
        self._form.setFixedWidth(theme.px(FORM_WIDTH))

    # --------------------------------------------------------------------------------------------------------------- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a field sends; typing in the password tells whether Caps Lock is on."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is not self._window:
            if watched is self.password.editor():
                self._watch_caps_lock(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.choice is not None and watched is self.choice.server.editor():
                    self.email.editor().setFocus()
                elif watched is self.email.editor() and not self.password.value():
                    self.password.editor().setFocus()
                elif watched is not self.code.field.editor() and self.code.asked and not self.code.value():
                    self.code.field.editor().setFocus()
                else:
                    self.submit()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the member card that has the focus."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
        event.accept()

    def _watch_caps_lock(self, event: QKeyEvent) -> None:
        """Qt tells no lock state: a capital without Shift, or a small letter with it, gives it away."""
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            on = letter.isupper() is not shifted
            self.password_row.set_label_end(self.runtime.texts(words.CAPS_LOCK) if on else "", "warn")
        elif event.key() == Qt.Key.Key_CapsLock:
            self.password_row.set_label_end("")
