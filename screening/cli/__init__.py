"""The command line: arguments in, exit code out.

Each command is one call and its presentation, and imports what it calls only when it
runs: `screening check` does not wait for polars, nor `screening load` for gRPC.
"""

import sys


def main() -> None:
    """Run the command line of this process, and end with its exit code."""
    from screening.cli.run import run

    sys.exit(run(sys.argv[1:]))
