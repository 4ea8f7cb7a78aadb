"""A cable between a client and a server that a test can cut, mend and make lose what comes back."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Cable:
    """Forwards connections on the loopback interface to a port."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._is_cut = False
        self._lose: Callable[[bytes], bool] | None = None
        self._swallow: Callable[[bytes], bool] | None = None
        self._halve: Callable[[bytes], bool] | None = None
        self._half_back = False
        self._hold: Callable[[bytes], bool] | None = None
        self._hold_back = False
        self.held = threading.Event()
        self.lost = 0
        self._closed = False
        self._start(self._accept)

    def _start(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name="cable")
        with self._lock:
            self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            with self._lock:
                self._ends += [near, far]
            waiting: list[Callable[[bytes], bool]] = []
            self._start(lambda near=near, far=far, waiting=waiting: self._there(near, far, waiting))  # type: ignore[misc]  # bound now
            self._start(lambda near=near, far=far, waiting=waiting: self._back(near, far, waiting))  # type: ignore[misc]  # bound now

    def _there(self, near: socket.socket, far: socket.socket, waiting: list[Callable[[bytes], bool]]) -> None:
        """From client to server."""
        with suppress(OSError):
            while data := near.recv(65536):
                if self._swallow is not None and self._swallow(data):
                    self.lost += 1
                    self._swallow = None
                    break
                if self._hold is not None and self._hold(data):
                    self._hold = None
                    self.held.set()
                    continue
                if self._halve is not None and self._halve(data):
                    self.lost += 1
                    self._halve = None
                    far.sendall(data[: len(data) // 2])
                    break
                if self._lose is not None and self._lose(data):
                    waiting.append(self._lose)
                    self._lose = None
                far.sendall(data)
        self._end(near, far)

    def _back(self, near: socket.socket, far: socket.socket, waiting: list[Callable[[bytes], bool]]) -> None:
        """From server to client."""
        with suppress(OSError):
            while data := far.recv(65536):
                if waiting and self._hold_back:
                    waiting.clear()
                    self.held.set()
                    continue
                if waiting:  # the answer to what was to be lost: the line breaks instead
                    waiting.clear()
                    self.lost += 1
                    if self._half_back:
                        near.sendall(data[: len(data) // 2])
                    break
                near.sendall(data)
        self._end(near, far)

    def _end(self, *ends: socket.socket) -> None:
        for one in ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
            with self._lock:
                if one in self._ends:
                    self._ends.remove(one)

    def lose_answer_to(self, what: bytes) -> None:
        """The next request that contains `what` arrives, and its answer is lost with the line."""
        self._lose = lambda data: what in data

    def halve_answer_to(self, what: bytes) -> None:
        """The next request that contains `what` arrives, and the line breaks in the middle of its answer."""
        self._half_back = True
        self.lose_answer_to(what)

    def halve(self, what: bytes) -> None:
        """The line breaks in the middle of the next request that contains `what`: of its head, or of its body when `what` stands there."""
        self._halve = lambda data: what in data

    def swallow(self, what: bytes) -> None:
        """The next request that contains `what` never arrives, and the line breaks."""
        self._swallow = lambda data: what in data

    def hold(self, what: bytes) -> None:
        """The next request that contains `what` gets stuck on its way, and the line stands; `held` is set then."""
        self._hold = lambda data: what in data

    def hold_answer_to(self, what: bytes) -> None:
        """The next request that contains `what` arrives, and its answer gets stuck on its way back; `held` is set then."""
        self._hold_back = True
        self.lose_answer_to(what)

    def cut(self) -> None:
        """Break every connection and take no new one."""
        self._is_cut = True
        with self._lock:
            ends = tuple(self._ends)
        for one in ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self, port: int = 0) -> None:
        """Take connections again, perhaps to another port."""
        self._target = port or self._target
        self._is_cut = False

    def close(self) -> None:
        """Take it away."""
        self._closed = True
        self.cut()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in tuple(self._threads):
            thread.join()
