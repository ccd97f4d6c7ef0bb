"""Where log lines go: standard error, one line each, a fixed message and facts.

No line names a traveller: no document number, no name, no date of birth (law 12).
"""

import logging
import time


def set_up() -> None:
    """Send log lines of this process to standard error, with UTC times."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s pid=%(process)d %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    for handler in logging.getLogger().handlers:
        if handler.formatter is not None:
            handler.formatter.converter = time.gmtime
