"""One process for one corpus: ``groundwire session`` answers requests in JSON Lines and keeps the documents in memory."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import weakref
from typing import IO, Any, Mapping, NoReturn, Optional, Sequence

from ._diagnostic import Diagnostic
from ._errors import DataError, GroundwireError, ProgramError, QueryError, QueryTimeout, UnknownNameError
from ._program import program_path

_KINDS: Mapping[str, type[GroundwireError]] = {
    "data": DataError,
    "query": QueryError,
    "timeout": QueryTimeout,
    "name": UnknownNameError,
}


def _end(process: subprocess.Popen[str], errors: IO[bytes], owner: int) -> None:
    """Closes what leads to a process, and ends it unless this is a fork of the one that started it."""
    for stream in (process.stdin, process.stdout, errors):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                pass
    if os.getpid() == owner:
        process.kill()
        process.wait()


class Session:
    """A process that answers requests. It starts with the first request, and again after it ended."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = list(arguments)
        self._lock = threading.Lock()
        self._process: Optional[subprocess.Popen[str]] = None
        self._errors: Optional[IO[bytes]] = None
        self._owner = 0
        self._finalizer: Optional[weakref.finalize[Any, Any]] = None

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Sends a request and gives its answer; raises the error that the program reports."""
        with self._lock:
            try:
                answer = self._exchange(json.dumps(request, ensure_ascii=False))
            except BaseException:
                # What comes next from this process could be the answer to this request.
                self._stop()
                raise
        error = answer.get("error")
        if error is not None:
            _raise(error)
        return answer

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._stop()

    def _exchange(self, line: str) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = ""
        if not answer.endswith("\n"):
            process.wait()
            raise ProgramError(self._last_words() or f"groundwire ended with {process.returncode}")
        parsed: dict[str, Any] = json.loads(answer)
        return parsed

    def _running(self) -> subprocess.Popen[str]:
        process = self._process
        if process is not None and self._owner == os.getpid() and process.poll() is None:
            return process
        self._stop()
        errors = tempfile.TemporaryFile()
        try:
            process = subprocess.Popen(
                [program_path(), "session", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )
        except OSError as error:
            errors.close()
            raise ProgramError(f"cannot run {program_path()}: {error}") from error
        self._process, self._errors, self._owner = process, errors, os.getpid()
        self._finalizer = weakref.finalize(self, _end, process, errors, self._owner)
        return process

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace").strip().removeprefix("groundwire: ")

    def _stop(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process, self._finalizer, self._errors = None, None, None


def _raise(error: Mapping[str, Any]) -> NoReturn:
    kind = _KINDS.get(error["kind"], ProgramError)
    raise kind(error["message"], [Diagnostic.of(one) for one in error.get("diagnostics", ())])
