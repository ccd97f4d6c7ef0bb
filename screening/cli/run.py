"""Runs one command line: whatever happens, an exit code and at most one clear line.

A traceback is shown to nobody who did not ask for it with SCREENING_DEBUG=1; an
unexpected error is told by an id, which is the same wherever the same thing goes wrong.
"""

import hashlib
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NamedTuple

import typer

from screening.cli.exits import BadUsage, ExitCode, Interrupted
from screening.errors import ScreeningError

PROGRAM = "screening"
DEBUG = "SCREENING_DEBUG"
_ID_CHARS = 8
_OF_PARSER = "Value error, "
"""What the parser of the command line puts before the words that there are."""


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* spell; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone. Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except OSError as error:  # standard output is a full disk
        _say(f"cannot write the answer: {_operating_system(error)}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    return code


def reason_of(error: Exception) -> str:
    """Return the word that scripts tell *error* by.

    >>> from screening.errors import OutOfTime
    >>> reason_of(OutOfTime())
    'OUT_OF_TIME'
    """
    name = type(error).__name__
    return "".join(f"_{c}" if c.isupper() else c for c in name).upper().lstrip("_")


class Ending(NamedTuple):
    """What is said of an error, and the exit code."""

    code: ExitCode
    message: str
    reason: str = ""
    field: str = ""


def ending_of(error: Exception, arguments: Sequence[str]) -> Ending:
    """Return how a command line ends that raised *error*."""
    match error:
        case Interrupted():
            return Ending(ExitCode.INTERRUPTED, str(error), "INTERRUPTED")
        case BadUsage():
            message = f"{error}; see {_help(arguments)}"
            return Ending(ExitCode.USAGE, message, "USAGE")
        case typer.TyperException():
            text = error.format_message().rstrip(".").replace(_OF_PARSER, "")
            message = f"{text[:1].lower()}{text[1:]}; see {_help(arguments)}"
            return Ending(ExitCode.USAGE, message, "USAGE")
        case ScreeningError():
            field = getattr(error, "field", "")
            return Ending(ExitCode.FAILED, str(error), reason_of(error), field)
        case OSError():
            message = _operating_system(error)
            return Ending(ExitCode.FAILED, message, "OPERATING_SYSTEM")
        case _:
            return Ending(ExitCode.FAILED, _unexpected(error), "INTERNAL")


def _invoke(arguments: Sequence[str]) -> int:
    from screening.cli.app import app

    command = typer.main.get_command(app)
    try:
        code = command.main(list(arguments), PROGRAM, standalone_mode=False)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- whatever it is, it ends in one line
        return _told(ending_of(error, arguments), as_json="--json" in arguments)
    if code == ExitCode.INTERRUPTED:
        _say("interrupted")
    return int(code or ExitCode.DONE)


def _told(ending: Ending, *, as_json: bool) -> int:
    message = " ".join(ending.message.split())
    if as_json:
        error = {"reason": ending.reason, "field": ending.field, "message": message}
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")
    _say(message)
    return ending.code


def _help(arguments: Sequence[str]) -> str:
    from screening.cli.app import command_names

    names = [f"{name} " for name in command_names()]
    typed = [" ".join(arguments[:words]) for words in (2, 1)]
    named = [each for each in typed if any(n.startswith(f"{each} ") for n in names)][:1]
    return " ".join([PROGRAM, *named, "--help"])


def _say(line: str) -> None:
    sys.stderr.write(f"{PROGRAM}: {line}\n")


def _operating_system(error: OSError) -> str:
    what = (error.strerror or type(error).__name__).lower()
    return f"{error.filename}: {what}" if error.filename else what


def _unexpected(error: Exception) -> str:
    """Return what is said of an error nobody foresaw; its text could hold anything."""
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"{frame.name}:{frame.lineno}" for frame in frames)
    told = f"{type(error).__qualname__}\n{where}"
    error_id = hashlib.sha256(told.encode()).hexdigest()[:_ID_CHARS]
    return f"internal error {error_id}; {DEBUG}=1 shows where"
