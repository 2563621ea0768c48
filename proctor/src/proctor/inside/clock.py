"""The time that a student's code takes: that of the processor.

On a busy machine, a right answer that is given half of the processor takes twice as
long by the clock, and as long as ever by the processor's own count. The clock is a
ceiling only, for code that waits; who keeps it is outside of this process.
"""

from __future__ import annotations

import contextlib
import signal
import types
from collections.abc import Iterator


class TimeIsUp(BaseException):
    """Ends a call that took too long; ``except Exception`` does not stop it."""


class Stopwatch:
    """Stops code that has used the processor for too long.

    Attributes
    ----------
    fired
        Whether the time was up.
    held
        Whether a message is under way, which must not be cut in two.
    """

    def __init__(self) -> None:
        self.fired = False
        self.held = False
        self._error: type[BaseException] = TimeIsUp
        self._running = False

    @contextlib.contextmanager
    def limit(
        self, seconds: float, again: float, error: type[BaseException] = TimeIsUp
    ) -> Iterator[None]:
        """Raise an error in the body when its time is up, and again, if it goes on.

        Within another limit, that one goes on and there is no second one.
        """
        if self._running:
            yield
            return
        self.fired, self._error, self._running = False, error, True
        signal.signal(signal.SIGPROF, self._stop)
        signal.setitimer(signal.ITIMER_PROF, seconds, again)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._running = False

    def _stop(self, number: int, frame: types.FrameType | None) -> None:
        if self.held:
            signal.setitimer(signal.ITIMER_PROF, 0.01, 0.01)
            return
        self.fired = True
        raise self._error
