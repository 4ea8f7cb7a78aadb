"""Who may look for cyclic garbage, and when.

Left alone, Python looks in whatever thread happens to allocate. Beside a window that is fatal: a widget that dies in another thread than
its own takes the process with it. So the search can be paused everywhere, and be made in a thread of one's choice (`collect_due`).
Must not know Qt, nor what the garbage was.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0
_was_on = True


def pause() -> None:
    """No thread looks for garbage by itself until `resume` was called as often. Safe to call from any thread."""
    global _pauses, _was_on  # noqa: PLW0603 - the collector of the process is one, and so is the count of those who hold it
    with _lock:
        if _pauses == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _pauses += 1


def resume(*, after_search: bool = False) -> None:
    """End one `pause`; the last one puts back what was before the first.

    after_search: if this is the last one, everything is searched in this thread before another one may.
    """
    global _pauses  # noqa: PLW0603 - as above
    with _lock:
        assert _pauses > 0, "resume without pause"
        if _pauses == 1 and after_search:
            gc.collect()
        _pauses -= 1
        if _pauses == 0 and _was_on:
            gc.enable()


@contextmanager
def paused() -> Iterator[None]:
    """No search inside: for what makes a million objects of which none is garbage."""
    pause()
    try:
        yield
    finally:
        resume()


def keep_what_is_loaded() -> None:
    """Never search again what this process holds now: for one that has loaded all that it needs, and works on to its end."""
    gc.collect()
    gc.freeze()


def collect_due() -> int:
    """Search in this thread what the thresholds of `gc` say is due; how many objects were garbage."""
    due = [age for age, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit]
    return gc.collect(due[-1]) if due else 0
