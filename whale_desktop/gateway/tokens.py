"""Where the session token of a server is kept between two runs of the program: in the system's keyring, or nowhere.

A port, so that tests never touch the keyring of the person who runs them.
"""

from typing import Protocol

from whale_desktop.kernel.logs import Log

log = Log("whale_desktop.gateway")

SERVICE = "Whale Desktop"


class TokenStore(Protocol):
    """Keeps one token a server. `lasting`: whether it survives the program; asking may take a moment."""

    @property
    def lasting(self) -> bool:
        """Whether what is put here is still there when the program is started again."""
        ...

    def get(self, address: str) -> str:
        """The token of a server, empty when there is none."""
        ...

    def put(self, address: str, token: str) -> None:
        """Keep a token; an empty one forgets it."""
        ...


class MemoryTokens:
    """Keeps tokens as long as the program runs."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    @property
    def lasting(self) -> bool:
        """It is gone with the program."""
        return False

    def get(self, address: str) -> str:
        """The token of a server."""
        return self._tokens.get(address, "")

    def put(self, address: str, token: str) -> None:
        """Keep a token."""
        self._tokens[address] = token


class KeyringTokens:
    """Keeps tokens in the system's keyring; where there is none, or it refuses, in memory."""

    def __init__(self) -> None:
        self._memory = MemoryTokens()
        self._usable: bool | None = None

    @property
    def lasting(self) -> bool:
        """Whether there is a keyring that can be used."""
        if self._usable is None:
            import keyring

            self._usable = keyring.get_keyring().priority > 0
        return self._usable

    def get(self, address: str) -> str:
        """The token of a server."""
        if self.lasting:
            import keyring
            from keyring.errors import KeyringError

            try:
                return keyring.get_password(SERVICE, address) or ""
            except KeyringError as error:
                self._give_up(error)
        return self._memory.get(address)

    def put(self, address: str, token: str) -> None:
        """Keep a token."""
        if self.lasting:
            import keyring
            from keyring.errors import KeyringError, PasswordDeleteError

            try:
                if token:
                    keyring.set_password(SERVICE, address, token)
                else:
                    keyring.delete_password(SERVICE, address)
            except PasswordDeleteError:
                return  # there was none
            except KeyringError as error:
                self._give_up(error)
            else:
                return
        self._memory.put(address, token)

    def _give_up(self, error: Exception) -> None:
        """The keyring is locked or refuses: from now on memory does."""
        self._usable = False
        log.info("gateway.keyring_refused", kind=type(error).__name__)
