"""The one handler at the top for everything that ends a command early."""

from __future__ import annotations

import io
import os
import sys

from rompy.errors import RompyError, SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

# as in rompy.cli.status, which takes longer to load than linting a file
_FINDINGS, _USAGE, _BROKEN, _INTERRUPTED = 1, 2, 3, 130


def guarded(command: Callable[[], object], name: str) -> NoReturn:
    """Carry out a command and exit with the status that it gives, or that its failure has."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # names of files may hold what the terminal's encoding, or any encoding, has no letters for
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = command()
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("Interrupted.")
        sys.exit(_INTERRUPTED)
    except SettingsError as error:
        _say(f"Error: {error}")
        sys.exit(_USAGE)
    except RompyError as error:
        _say(f"Error: {error}")
        sys.exit(_FINDINGS)
    except BrokenPipeError:
        # whoever read our output has gone; writing the rest at exit would fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_FINDINGS)
    except Exception as error:  # noqa: BLE001 - the one place where a fault of ours is told
        _end(error, name)
    sys.exit(status if isinstance(status, int) else 0)


def _end(error: Exception, name: str) -> NoReturn:
    """Tell of wrong usage as click does, and of everything else as a fault of ours."""
    import traceback  # noqa: PLC0415 - nothing went wrong until here

    import click  # noqa: PLC0415 - as above

    if isinstance(error, click.Abort):
        _say("Interrupted.")
        sys.exit(_INTERRUPTED)
    if isinstance(error, click.ClickException):
        error.show()
        sys.exit(_USAGE)
    traceback.print_exc()
    _say(f"Error: {name} itself broke; please report this with the lines above.")
    sys.exit(_BROKEN)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
