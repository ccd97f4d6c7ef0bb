from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.feeds import BLANKS, CAR, CARD, STOLEN, delivered
from tests.cli.shell import screening, served


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with documents and vehicles, loaded by the command line."""
    folder = tmp_path_factory.mktemp("cli")
    lost = delivered(folder / "lost.csv", [STOLEN, BLANKS, CARD])
    cars = delivered(folder / "cars.csv", [CAR], feed="cars", database="vehicles")
    assert screening("load", lost, cars, "--data", folder / "data").code == 0
    return folder / "data"


@pytest.fixture(scope="session")
def address(loaded: Path) -> Iterator[str]:
    """Return where a service with that data listens."""
    with served(loaded) as at:
        yield at
