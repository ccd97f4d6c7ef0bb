"""Exit codes, and how a command ends with one (the contract's "The command line")."""

from enum import IntEnum

from screening.queries import Answer


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    """Done; for `check` and `batch`: no record found."""
    FAILED = 1
    """Refused, or failed."""
    USAGE = 2
    """The command line cannot be understood."""
    HIT = 3
    POSSIBLE = 4
    """Only possible matches."""
    INTERRUPTED = 130
    """As shells say of a program that ended by SIGINT: 128 + 2."""


EXIT_OF = {
    Answer.NO_RECORD: ExitCode.DONE,
    Answer.HIT: ExitCode.HIT,
    Answer.POSSIBLE: ExitCode.POSSIBLE,
    Answer.REFER: ExitCode.POSSIBLE,
}


class BadUsage(Exception):
    """The options do not make a command; the text says what to give instead."""


class Interrupted(Exception):
    """Ctrl-C, where a command can say what that left behind; the text says it."""
