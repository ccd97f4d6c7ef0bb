"""Threads for calls: as many as a kind of call may have, and a queue with an end.

gRPC's own `maximum_concurrent_rpcs` counts an idle lane like a question, so the bound
that protects gates is kept here, where the kinds are known.

The standard pool is not used: its queue wakes a second idle thread for nothing at each
call (3.9 changes of threads a question instead of 1.9), and it makes a `Future` of which
gRPC needs one method. Here a call is handed to the thread that was idle last and is still
warm: 2 % less time a question and 7 % less processor in one run, in another no less.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from screening.config import Config
from screening.errors import BUSY_RETRY_S, Busy
from screening.server.arrivals import Arrivals
from screening.server.refusals import refuse
from screening.server.rules import Threads
from screening.server.shares import Share
from screening.server.status_table import status

BATCHES = 1
"""Run at once by a worker: a batch keeps a processor busy from end to end."""
BATCHES_WAITING = 8
CHANGES = 4
"""One is made at a time, by the writer; lists and reports need not wait for it."""
CHANGES_WAITING = 32
HEALTH = 2
HEALTH_WAITING = 64
REFLECTIONS = 4
STANDING_S = 0.1
"""A queue that is not empty for so long is no burst, but more than can be done."""
STANDING_MAX = 8
"""Calls that may wait in such a queue (Nichols, Jacobson 2012: controlled delay)."""
LONG_RETRY_S = 1.0
"""When to ask again where a place is kept for longer than a question keeps one."""

_LOG = logging.getLogger(__name__)


class Call:
    """A call that was handed over. Of a `Future` it has what gRPC asks for."""

    __slots__ = ("_after", "_done", "_work", "args")

    def __init__(self, work: Callable[..., object], args: tuple[object, ...]) -> None:
        self._work = work
        self.args = args
        self._done = False
        self._after: deque[Callable[[Call], object]] = deque()

    def add_done_callback(self, after: Callable[["Call"], object]) -> None:
        """Call *after* when the call is done, or now if it is."""
        self._after.append(after)
        if self._done:
            self._tell()

    def run(self) -> None:
        """Do the work; what it raises is nobody's here, and is logged."""
        try:
            self._work(*self.args)
        except Exception as error:  # noqa: BLE001 -- the thread has other calls to serve
            _LOG.error("a call broke off type=%s", type(error).__name__)
        self.end()

    def end(self) -> None:
        """Tell that the call is done; gRPC counts it among those under way until then."""
        self._done = True
        self._tell()

    def _tell(self) -> None:
        """Tell everybody who asked to be told; two threads may do so at once."""
        while self._after:
            try:
                after = self._after.popleft()
            except IndexError:
                return
            after(self)


class _Thread:
    """A thread of a pool: the call it runs next, and a lock that is free to wake it."""

    __slots__ = ("call", "wake")

    def __init__(self, call: Call) -> None:
        self.call: Call | None = call
        self.wake = threading.Lock()
        self.wake.acquire()


class Pool(ThreadPoolExecutor):
    """Threads of one kind of call, which know how many calls they have.

    A `ThreadPoolExecutor` by name only, because gRPC takes no other.
    """

    def __init__(  # noqa: PLR0913 -- a pool is no more than these bounds
        self,
        what: str,
        *,
        threads: int,
        waiting: int,
        retry_after_s: float = BUSY_RETRY_S,
        arrivals: Arrivals | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(threads, thread_name_prefix=what)
        self.what = what
        self.maximum = threads + waiting
        self.retry_after_s = retry_after_s
        """When to ask again who found it full."""
        self._share = Share(what, self.maximum, retry_after_s=retry_after_s)
        self._at_most = threads
        self._arrivals = arrivals
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._taken = 0
        self._started: list[threading.Thread] = []
        self._idle: list[_Thread] = []
        self._waiting: deque[Call] = deque()
        self._nobody_waited = 0.0
        """When a call last found nobody waiting before it."""
        self._closed = False

    @property
    def full(self) -> bool:
        """As many calls are running and waiting as may be.

        A burst may fill the whole queue, which is soon empty again. In one that was not
        empty for a while calls only grow old: then few may wait.
        """
        if self._taken >= self.maximum:
            return True
        return (
            len(self._waiting) >= STANDING_MAX
            and self._monotonic() - self._nobody_waited > STANDING_S
        )

    @property
    def idle(self) -> int:
        """Threads that wait for a call."""
        return len(self._idle)

    def submit(  # type: ignore[override]  # gRPC asks for no more than a `Call` has
        self, fn: Callable[..., object], /, *args: object
    ) -> Call:
        """Run *fn* on a thread of ours, counted from now until it is done.

        A call whose request has yet to come gets its thread when it has, or none: what
        waits for nothing is run where it came.
        """
        call = Call(fn, args)
        with self._lock:
            if self._closed:
                raise RuntimeError("this pool is closed")
            self._taken += 1

        def ready(args: tuple[object, ...], *, at_once: bool) -> None:
            call.args = args
            if at_once:
                call.run()
                with self._lock:
                    self._taken -= 1
            else:
                self._hand_over(call)

        if self._arrivals is None or not self._arrivals.await_request(
            args, ready, self._share
        ):
            self._hand_over(call)
        return call

    def _hand_over(self, call: Call) -> None:
        try:
            self._take(call)
        except RuntimeError:  # raised to gRPC, it would end its serving thread
            _LOG.error("the system gives no thread pool=%s", self.what)
            with self._lock:
                taken = self._taken
                self._taken -= 1
            _, event, state, *_ = call.args
            refuse(status(Busy(what=self.what, maximum=taken)), event, state)
            call.end()

    def _take(self, call: Call) -> None:
        """Give *call* to a thread, or let it wait for one.

        Raises `RuntimeError` where the system gives no thread that it would have to have.
        """
        with self._lock:
            if self._idle:
                thread = self._idle.pop()
                thread.call = call
                thread.wake.release()
            elif len(self._started) < self._at_most:
                self._start(call)
            else:
                if not self._waiting:
                    self._nobody_waited = self._monotonic()
                self._waiting.append(call)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 -- as the standard library has it
        """Let what is running and waiting end; no call is taken after that."""
        del cancel_futures
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for thread in idle:
            thread.wake.release()
        if wait:
            for started in self._started:
                started.join()

    def _start(self, call: Call) -> None:
        started = threading.Thread(
            target=self._run,
            args=(_Thread(call),),
            name=f"{self.what}_{len(self._started)}",
        )
        started.start()
        self._started.append(started)

    def _run(self, thread: _Thread) -> None:
        while thread.call is not None:
            thread.call.run()
            thread.call = None
            with self._lock:
                self._taken -= 1
                if self._waiting:
                    thread.call = self._waiting.popleft()
                    continue
                if self._closed:
                    return
                self._idle.append(thread)
            thread.wake.acquire()


@contextmanager
def opened(
    config: Config, arrivals: Arrivals | None = None
) -> Iterator[Mapping[Threads, Pool]]:
    """Yield a pool for each kind of call; leaving waits for their last call.

    With *arrivals*, a question takes a thread when its request has come.
    """
    pools = {
        Threads.QUESTIONS: Pool(
            "questions",
            threads=config.unary_threads,
            waiting=config.unary_queue_max,
            arrivals=arrivals,
        ),
        Threads.BATCHES: Pool(
            "batches",
            threads=BATCHES,
            waiting=BATCHES_WAITING,
            retry_after_s=LONG_RETRY_S,
            arrivals=arrivals,
        ),
        Threads.CHANGES: Pool(
            "changes",
            threads=CHANGES,
            waiting=CHANGES_WAITING,
            retry_after_s=LONG_RETRY_S,
            arrivals=arrivals,
        ),
        Threads.LANES: Pool(
            "lanes", threads=config.lanes_max, waiting=0, retry_after_s=LONG_RETRY_S
        ),
        Threads.HEALTH: Pool(
            "health", threads=HEALTH, waiting=HEALTH_WAITING, arrivals=arrivals
        ),
        Threads.REFLECTION: Pool(
            "reflection",
            threads=REFLECTIONS,
            waiting=0,
            retry_after_s=LONG_RETRY_S,
            arrivals=arrivals,
        ),
    }
    try:
        yield pools
    finally:
        for pool in pools.values():
            pool.shutdown()
