"""The second factor in pictures: setting it up, its recovery codes, what there is of it, the code at the door; then without it again."""

import hmac
from base64 import b32decode
from datetime import datetime

from whale_desktop.app.tour.keyboard import Key
from whale_desktop.app.tour.scene import Scene
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.features.access.messages import SECOND_FACTOR, ResetParameter, SecondFactorMode, SetParameter
from whale_desktop.features.access.widgets.second_factor_dialog import RecoveryCodesDialog, SecondFactorDialog, SetUpDialog
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.shell import words


def second_factor(scene: Scene, email: str, password: str) -> None:
    """As somebody who is signed in by e-mail and password, and is so again at the end."""
    driver, keyboard, bus = scene.driver, scene.keyboard, scene.services.bus
    with scene.step("setting two-factor authentication up"):
        bus.run_as(SYSTEM, SetParameter(key=SECOND_FACTOR.key, value=SecondFactorMode.OPTIONAL.value))
        _open(scene)
        dialog = driver.await_dialog("the picture for the app")
        assert isinstance(dialog, SetUpDialog)
        scene.picture("second-factor-set-up")
        keyboard.write(_phone_shows(dialog.secret.text(), bus.clock.now()))
        keyboard.press(Key.Key_Return)
        keyboard.until(lambda: isinstance(top_dialog(driver.window), RecoveryCodesDialog), "the recovery codes are shown")
        shown = driver.dialog
        assert isinstance(shown, RecoveryCodesDialog)
        recovery = shown.codes[0].text()
        scene.picture("second-factor-recovery")
        keyboard.reach(shown.action_button)
        keyboard.press(Key.Key_Space)
        keyboard.until(lambda: top_dialog(driver.window) is None, "they are kept")
    with scene.step("the code at the door"):
        driver.sign_out()
        driver.type_credentials(email, password)
        keyboard.until(driver.application.sign_in.code.isVisible, "the code is asked for")
        keyboard.write("000000")
        keyboard.press(Key.Key_Return)
        keyboard.until(lambda: driver.application.sign_in.code.row.error() is not None, "the wrong code is refused")
        scene.picture("sign-in-code")
        keyboard.write(recovery)
        keyboard.press(Key.Key_Return)
        driver.await_desk()
    with scene.step("what there is of two-factor authentication"):
        _open(scene)
        there = driver.await_dialog("what there is")
        assert isinstance(there, SecondFactorDialog)
        scene.picture("second-factor")
        keyboard.reach(there.remove)
        keyboard.press(Key.Key_Space)
        keyboard.until(lambda: top_dialog(driver.window) not in (None, there), "it is asked about")
        scene.picture("second-factor-without")
        keyboard.reach(driver.dialog.action_button)
        keyboard.press(Key.Key_Space)
        keyboard.until(lambda: top_dialog(driver.window) is None, "it is taken away")
        bus.run_as(SYSTEM, ResetParameter(key=SECOND_FACTOR.key, expected_version=1))


def _open(scene: Scene) -> None:
    scene.keyboard.click(scene.driver.desk.top.avatar)
    scene.keyboard.choose(scene.driver.application.runtime.texts(words.SECOND_FACTOR))


def _phone_shows(key: str, now: datetime) -> str:
    """What an authenticator app makes of the key (RFC 6238), which knows nothing of this program."""
    mac = hmac.digest(b32decode(key.replace(" ", "")), (int(now.timestamp()) // 30).to_bytes(8, "big"), "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
