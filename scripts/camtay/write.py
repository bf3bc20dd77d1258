"""Sinks: values to files. Everything is written beside its place and moved in, so that nothing is ever half there."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from camtay.problem import Problem, Span, Stop

HALF = ".camtay-half"  # ends the name of whatever is not yet in its place
_TOGETHER = ".together.json"
NO_ROOM = {errno.ENOSPC: "no space left on the disk", errno.EDQUOT: "the disk quota is used up"}


@dataclass(frozen=True, slots=True)
class Artifact:
    """One output: a path below the site's root, with slashes, and its bytes."""

    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Lying(Mapping[str, bytes]):
    """Path → body of files that lie below a folder; each is read when it is asked for."""

    folder: Path
    paths: Collection[str]

    def __getitem__(self, path: str) -> bytes:
        if path not in self.paths:
            raise KeyError(path)
        return (self.folder / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


@contextmanager
def stopping(path: Path) -> Iterator[None]:
    """Turns the system's “no” (full disk, no permission, a file in the way) into one clear problem."""
    try:
        yield
    except OSError as error:
        if problem := refused(error, str(path)):
            raise Stop(problem) from error
        raise


def refused(error: OSError, path: str) -> Problem | None:
    """What the system says about a file that cannot be written, `path` unless it names another; None: it says nothing."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):  # of copytree: [(from, to, why), …], every why a text
        _, path, reason = map(str, error.args[0][0])
        reason = next((said for number, said in NO_ROOM.items() if f"[Errno {number}]" in reason), reason)
    elif error.errno is None:
        return None
    else:
        path, reason = str(error.filename or path), NO_ROOM.get(error.errno, error.strerror or "?")
    return Problem(Span(path), "cannot-write", {"path": path, "reason": reason})


def put(path: Path, body: bytes) -> bool:
    """Writes one file, whole or not at all; False when it already says exactly that."""
    with stopping(path):
        if path.is_file() and path.read_bytes() == body:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = _beside(path, body)
        try:
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    return True


def put_new(folder: Path, artifacts: Iterable[Artifact]) -> list[str]:
    """Writes them below a folder that nobody looks into yet: what is half written there never comes to its place. Returns their paths.

    A file that says just that already keeps its time.
    """
    names = list[str]()
    with stopping(folder):
        for artifact in artifacts:
            names.append(artifact.path)
            if not _says(f"{folder}/{artifact.path}", artifact.body):
                path = folder / artifact.path
                make_way(path, folder)
                _away(path)
                path.write_bytes(artifact.body)
    return names


def _says(path: str, body: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read() == body
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def walk(folder: str | Path, below: str = "", without: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file of a folder: its path below it, with slashes, and its entry. Texts, not Paths: a site has thousands of files.

    `without`: the name of a folder at its top that is left out. A link stands for itself, also one to a folder.
    """
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not entry.is_dir(follow_symlinks=False):
                yield f"{below}{entry.name}", entry
            elif below or entry.name != without:
                yield from walk(entry.path, f"{below}{entry.name}/")


def _away(path: Path) -> None:
    """What lies where a file is to be; never written over: somebody may keep the old file under a second name."""
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def make_way(path: Path, top: Path) -> None:
    """The folder of a file, also where a file of that name lay before."""
    for folder in [f for f in path.parents if top in f.parents]:
        if folder.is_file():
            folder.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)


def copy_new(tree: Path, folder: Path, without: str = "") -> list[str]:
    """Copies a tree below a folder, with its times; what has the same time and size there is the same. Returns the paths below it.

    `without`: the name of a folder at its top that is left out.

    Copies, not links: whoever edits a site in place must not edit what the next build takes for its own.
    """
    names = list[str]()
    with stopping(folder):
        for name, entry in walk(tree, without=without):
            if entry.is_dir():  # a link to one
                continue
            names.append(name)
            if not is_copy(entry.path, f"{folder}/{name}"):
                path = folder / name
                make_way(path, folder)
                _away(path)
                shutil.copy2(entry.path, path)
    return names


def is_copy(source: str | Path, path: str | Path) -> bool:
    """Whether a file has the size and the time of its source, as a copy of it has."""
    try:
        here, there = os.stat(source), os.stat(path)
    except OSError:
        return False
    return stat.S_ISREG(there.st_mode) and (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns)


def keep_times(folder: Path, now: Path, same: Iterable[str]) -> None:
    """Gives files that are the `same` below `now`, where readers look, the time that they have there: a web server then tells a phone
    that has one that it has not changed."""
    with stopping(folder):
        for path in same:
            here, there = os.stat(f"{folder}/{path}"), os.stat(f"{now}/{path}")
            if here.st_mtime_ns != there.st_mtime_ns:
                os.utime(f"{folder}/{path}", ns=(here.st_atime_ns, there.st_mtime_ns))


def only(folder: Path, wanted: Collection[str]) -> None:
    """Takes away every file below a folder but those `wanted`, and folders that hold none."""
    with stopping(folder):
        for place, below, found in os.walk(folder, topdown=False):
            at = place[len(str(folder)) + 1 :].replace(os.sep, "/")
            kept = {f"{at}/{name}" if at else name for name in found}
            gone = {name for name in kept if name not in wanted}
            for name in gone:
                (folder / name).unlink()
            if kept == gone and at and not any((Path(place) / name).exists() for name in below):
                Path(place).rmdir()


def _beside(path: Path, body: bytes) -> Path:
    """A new file beside its place, whole; one that a killed process left behind is known by its ending, see `sweep`."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=HALF, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path.with_name(Path(name).name)  # mkstemp answers with an absolute path, whatever it was asked


def put_together(folder: Path, files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Writes files below `folder`, all of them or none, also when the process is killed: what is to be moved where stands in a
    file first, and `finish_together` does the rest. Returns those that changed."""
    changed = {path: body for path, body in files.items() if not (path.is_file() and path.read_bytes() == body)}
    moves: dict[Path, Path] = {}
    with stopping(folder):
        try:
            for path, body in changed.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                moves[_beside(path, body)] = path
            names = [[half.relative_to(folder).as_posix(), path.relative_to(folder).as_posix()] for half, path in moves.items()]
            if len(names) > 1:
                put(folder / _TOGETHER, as_json(names))
        except BaseException:
            for half in moves:
                half.unlink(missing_ok=True)
            raise
        for half, path in moves.items():
            half.replace(path)
        (folder / _TOGETHER).unlink(missing_ok=True)
    return tuple(changed)


def finish_together(folder: Path) -> None:
    """Moves what a killed `put_together` had already written whole and decided upon."""
    journal = folder / _TOGETHER
    if not journal.is_file():
        return
    with stopping(folder):
        for half, path in json.loads(journal.read_bytes()):
            if half.endswith(HALF) and ".." not in Path(path).parts and (folder / half).is_file():
                (folder / half).replace(folder / path)
        journal.unlink()


def sweep(place: Path) -> None:
    """Takes away what killed processes left half written below a folder, or beside a file."""
    beside = place.parent.glob(f".{place.name}.*{HALF}") if not place.is_dir() else ()
    with stopping(place):
        for path in [*beside, *place.rglob(f".*{HALF}")]:
            path.unlink(missing_ok=True) if not path.is_dir() else shutil.rmtree(path, ignore_errors=True)


def mirror(folder: Path, files: Mapping[str, bytes]) -> int:
    """Makes `folder` hold exactly these files; unchanged ones keep their time. Returns how many changed."""
    changed = sum(put(folder / name, body) for name, body in files.items())
    with stopping(folder):
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(folder).as_posix() not in files:
                path.unlink()
                changed += 1
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
    return changed


def open_to_all(folder: Path) -> None:
    """A web server is another user: it may read every file and look into every folder, whatever the umask of whoever built them."""
    with stopping(folder):
        for place, _, names in os.walk(folder):
            _allow(place, 0o755)
            for name in names:
                _allow(f"{place}/{name}", 0o644)


def _allow(path: str, mode: int) -> None:
    """Only where it is not so: the system takes a changed mode for a changed file."""
    if stat.S_IMODE(os.stat(path).st_mode) != mode:
        os.chmod(path, mode)


def restore(site: Path) -> None:
    """Tidies up behind a build that was cut off: the last good folder in its place, nothing half made or old beside it."""
    gone = site.with_name(site.name + ".old")
    with stopping(site):
        if gone.exists() and not site.exists():  # the last swap was cut off between its renames
            gone.rename(site)
        for left in (gone, site.with_name(site.name + ".new")):
            shutil.rmtree(left, ignore_errors=True)


def take_up(spare: Path, new: Path) -> None:
    """Begins a folder with what `swap_in` laid aside, where there is such: most of it need not be written again."""
    shutil.rmtree(new, ignore_errors=True)
    with contextlib.suppress(OSError):  # nothing laid aside, or on another disk
        spare.rename(new)
    if new.is_symlink():  # what is written here must not end elsewhere
        new.unlink()
    elif new.is_dir() and any(entry.is_symlink() for _, entry in walk(new)):
        shutil.rmtree(new)


def swap_in(new: Path, site: Path, spare: Path | None = None) -> None:
    """Puts a finished folder in the place of the old one: two renames, the old one gone only afterwards, or back again.

    It is laid aside as `spare`, or where that cannot be, deleted.
    """
    gone = site.with_name(site.name + ".old")
    with stopping(site):
        if gone.exists() and not site.exists():
            gone.rename(site)
        shutil.rmtree(gone, ignore_errors=True)
        if site.exists():
            try:
                site.rename(gone)
            except OSError as error:
                if error.errno == errno.EBUSY:
                    raise Stop(Problem(Span(str(site)), "mounted", {"path": str(site)})) from error
                raise
        try:
            new.rename(site)
        except OSError:
            if gone.exists():
                gone.rename(site)
            raise
        if spare:
            shutil.rmtree(spare, ignore_errors=True)
            with contextlib.suppress(OSError):
                gone.rename(spare)
        shutil.rmtree(gone, ignore_errors=True)


def as_json(value: object) -> bytes:
    """JSON as it is written to a file: sorted by nothing, two spaces, one final line break."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
