"""What a format is told besides the bytes it reads."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where a list comes from, and what day it is."""

    file: Path
    """Its name, for errors: it is read by others."""
    scratch: Path
    """A folder in which to put aside what memory should not hold."""
    today: str
    """The latest date that is not in the future."""
