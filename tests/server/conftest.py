from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.client import ScreeningClient
from screening.server.app import App
from tests.server.service import publish, served
from tests.world import stolen_car, stolen_passport


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a stolen passport and a stolen car; not to be changed."""
    folder = tmp_path_factory.mktemp("data")
    publish(folder, stolen_passport(), revision=42)
    publish(folder, stolen_car(), revision=7)
    return folder


@pytest.fixture
def app(data: Path) -> Iterator[App]:
    """A server in this process."""
    with served(data) as app:
        yield app


@pytest.fixture
def client(app: App) -> Iterator[ScreeningClient]:
    """A client of that server."""
    with ScreeningClient(f"127.0.0.1:{app.port}", timeout_s=10.0) as client:
        yield client
