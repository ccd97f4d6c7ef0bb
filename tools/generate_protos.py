"""Generates screening/v1 from proto/, or proves that what is committed is fresh.

    python tools/generate_protos.py             write the modules
    python tools/generate_protos.py --check     regenerate aside and compare

Proto package, Python package and folder have one name, so the generated imports are
right as they come: nothing is repaired afterwards.
"""

import argparse
import importlib.resources
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "proto"
PACKAGE = Path("screening") / "v1"
GENERATED = ("*_pb2.py", "*_pb2.pyi", "*_pb2_grpc.py", "*_pb2_grpc.pyi")


def main() -> int:
    """Generate, or with --check compare; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    if not parser.parse_args().check:
        generate(ROOT)
        return 0
    stale = differences()
    for line in stale:
        print(line, file=sys.stderr)
    return 1 if stale else 0


def generate(root: Path) -> None:
    """Write the modules of every proto below *root*/screening/v1."""
    target = root / PACKAGE
    target.mkdir(parents=True, exist_ok=True)
    for old in _generated(target).values():
        old.unlink()
    beside = Path(sys.executable).parent  # the plugins are scripts of this environment
    well_known = importlib.resources.files("grpc_tools") / "_proto"
    subprocess.run(
        [
            *(sys.executable, "-m", "grpc_tools.protoc"),
            f"--proto_path={SOURCES}",
            f"--proto_path={well_known}",
            f"--plugin=protoc-gen-mypy={beside / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={beside / 'protoc-gen-mypy_grpc'}",
            *(f"--{kind}_out={root}" for kind in ("python", "grpc_python")),
            *(f"--{kind}_out=quiet:{root}" for kind in ("mypy", "mypy_grpc")),
            *(str(path.relative_to(SOURCES)) for path in protos()),
        ],
        check=True,
        cwd=SOURCES,
    )


def protos() -> list[Path]:
    """Return every proto file, in order."""
    return sorted((SOURCES / PACKAGE).glob("*.proto"))


def differences() -> list[str]:
    """Return one sentence for each committed module that is not what protoc makes."""
    with tempfile.TemporaryDirectory() as aside:
        generate(Path(aside))
        fresh = _texts(Path(aside) / PACKAGE)
    held = _texts(ROOT / PACKAGE)
    return [
        f"{PACKAGE / name} is not what proto/ makes; run tools/generate_protos.py"
        for name in sorted(fresh.keys() | held.keys())
        if fresh.get(name) != held.get(name)
    ]


def _texts(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in _generated(folder).items()}


def _generated(folder: Path) -> dict[str, Path]:
    return {path.name: path for kind in GENERATED for path in folder.glob(kind)}


if __name__ == "__main__":
    sys.exit(main())
