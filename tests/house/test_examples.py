"""Examples in the docstrings of tools and bench run, as those of the service do."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITH_EXAMPLES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for folder in ("tools", "bench")
    for file in (ROOT / folder).rglob("*.py")
    if ">>> " in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_are_true(module: str) -> None:
    """What a docstring shows is what comes back."""
    came = doctest.testmod(import_module(module))

    assert came.attempted > 0
    assert came.failed == 0
