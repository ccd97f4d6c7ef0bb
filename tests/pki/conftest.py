from pathlib import Path

import pytest

from tests.certificates import Pki


@pytest.fixture
def pki(tmp_path: Path) -> Pki:
    """An authority of this test's own."""
    return Pki(tmp_path)
