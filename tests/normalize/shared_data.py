"""Reference data that lies beside the project on some machines, and not on others."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[3] / "shared" / "data"


def shared_file(name: str) -> Path:
    """Return the path of a reference file; skip what needs it where there is none."""
    path = _FOLDER / name
    if not path.is_file():
        pytest.skip(f"the reference file {name} is not beside the project")
    return path
