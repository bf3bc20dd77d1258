"""A speech program of this machine: one command line, one line of text, one WAV. Only `camtay record speak` comes here."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path

from camtay.model.language import Engine
from camtay.problem import Problem
from camtay.voice import audio, pieces
from camtay.voice.lines import SheetLine

_PATIENCE = 120  # s for one line


def spoken(engine: Engine, text: str, line: SheetLine) -> bytes | Problem:
    """The line as MP3. The text goes to the program's input, and stands where the command line says {text}; never through a shell."""
    values = {"n": str(line.number), "text": line.text[:40]}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "line.wav"
        words = [w.replace("{text}", text).replace("{out}", str(out)) for w in shlex.split(engine.command)]
        try:
            done = subprocess.run(words, input=text.encode(), capture_output=True, timeout=_PATIENCE, check=False)
            body = out.read_bytes() if out.is_file() else done.stdout
        except (OSError, subprocess.TimeoutExpired) as error:
            return Problem(engine.command.at, "speech-failed", {**values, "detail": str(error)[:120]})
        if done.returncode:
            detail = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [str(done.returncode)]
            return Problem(engine.command.at, "speech-failed", {**values, "detail": detail[0][:120]})
    try:
        heard = pieces.listen(audio.decoded(body))
    except audio.NotSound:
        return Problem(engine.command.at, "speech-failed", {**values, "detail": "no WAV in {out}"})
    span = pieces.whole(heard)
    if span is None:
        return Problem(engine.command.at, "speech-failed", {**values, "detail": "silence"})
    return audio.mp3(audio.levelled(pieces.trimmed(heard, span)))
