"""The program ``groundwire`` that this module calls."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Optional, Sequence

from ._diagnostic import Diagnostic
from ._errors import DataError, ProgramError

_NAME = "groundwire.exe" if os.name == "nt" else "groundwire"


def program_path() -> str:
    """The path of the program: ``GROUNDWIRE_PROGRAM`` if it is set, else the one of this package, else the one on ``PATH``.

    Raises :class:`ProgramError` where there is none.
    """
    given = os.environ.get("GROUNDWIRE_PROGRAM")
    if given:
        return given
    folders = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    user = "nt_user" if os.name == "nt" else "posix_user"
    if user in sysconfig.get_scheme_names():
        folders.append(sysconfig.get_path("scripts", user))
    for folder in folders:
        program = Path(folder, _NAME)
        if program.is_file():
            return str(program)
    found = shutil.which("groundwire")
    if found is None:
        raise ProgramError("the program groundwire was not found: install the package again, or set GROUNDWIRE_PROGRAM")
    return found


def version() -> str:
    """The version of the program."""
    return run(["--version"]).split()[-1]


def run(arguments: Sequence[str], given: Optional[str] = None, allowed: Sequence[int] = (0,)) -> str:
    """Runs the program and gives its standard output.

    Raises :class:`DataError` where it ends with 1, which means errors in documents, and :class:`ProgramError` where it ends
    with another code that is not allowed.
    """
    try:
        done = subprocess.run(
            [program_path(), *arguments],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError as error:
        raise ProgramError(f"cannot run {program_path()}: {error}") from error
    if done.returncode in allowed:
        return done.stdout
    message = done.stderr.strip() or f"groundwire ended with {done.returncode}"
    raise (DataError if done.returncode == 1 else ProgramError)(message.removeprefix("groundwire: "))


def diagnostics(text: str) -> list[Diagnostic]:
    """The diagnostics of ``check --format json``."""
    found: list[dict[str, Any]] = json.loads(text or "[]")
    return [Diagnostic.of(one) for one in found]
