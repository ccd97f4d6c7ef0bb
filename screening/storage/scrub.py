"""Reads through what is served, page by page, and takes damage out of service.

Opening a generation looks at pages here and there, because it must be quick. A page that
rotted elsewhere is found here: once for each generation, in a process apart and at the
lowest priority, and again when a worker was ended by what it read.

What opens generations is imported when it is needed: a service that starts its workers
does not wait for it.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from screening.errors import Damaged

ENDED_BY_A_PAGE = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT)
"""How a process ends that reads a page LMDB cannot bear."""
_WRONG = 3


class Scrub:
    """Keeps looking until stopped. Safe to use from several threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._sound: set[tuple[str, str]] = set()
        self._scan: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def look(self) -> list[str]:
        """Read what is served and was not read yet; return the names of what is damaged.

        What is damaged is marked, so that every worker serves the generation before.
        """
        from screening.storage import feed_folder, generation  # noqa: PLC0415  # see the top

        found = []
        folder = feed_folder.feeds_folder(self._data)
        for feed in sorted(path.name for path in folder.glob("*/")):
            name = feed_folder.FeedFolder(self._data, feed).current()
            if not name or (feed, name) in self._sound or self._stopped:
                continue
            wrong = self._damage(folder / feed / name)
            if wrong is None:
                continue
            if wrong and generation.mark_damaged(folder / feed / name, wrong):
                found.append(f"{feed} {name}")
            self._sound.add((feed, name))
        return found

    def doubt(self) -> None:
        """Read everything again at the next look: a worker was ended by a page."""
        self._sound.clear()

    def stop(self) -> None:
        """End a look that is going on, and any later one."""
        with self._lock:
            self._stopped = True
            if self._scan is not None:
                self._scan.kill()

    def _damage(self, folder: Path) -> str | None:
        """Return what is wrong with the table, "" if nothing, None if that is not known."""
        with self._lock:
            if self._stopped:
                return None
            self._scan = subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-m", "screening.storage.scrub", str(folder)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        said, _ = self._scan.communicate()
        code = self._scan.returncode
        if -code in ENDED_BY_A_PAGE:
            return f"reading its table ends the process (signal {-code})"
        if code == _WRONG:
            return said.strip()
        return "" if code == 0 else None


def main(folder: Path) -> int:
    """Read the table of the generation in *folder*; print what is wrong with it."""
    from screening.storage import generation, scan  # noqa: PLC0415  # see the top

    os.nice(19)
    try:
        with generation.Generation(folder).view() as view:
            wrong = scan.counted(view)
    except Damaged as damage:
        wrong = damage.reason
    sys.stdout.write(wrong)
    return _WRONG if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
