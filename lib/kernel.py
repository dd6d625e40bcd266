"""The Jupyter kernel in which the graph runs a chapter: ipykernel, with a record of what it opens.

Each line of the record is ``read PATH``, ``write PATH`` or ``import MODULE``, for files below ``data`` and
``results`` and modules of ``lib`` only. The runner compares it with what the chapter's source names. The last
line, written when the kernel ends, is ``peak BYTES``: the most memory that it held.
"""

import atexit
import logging
import os
import resource
import sys

RECORD = "REPLICATION_RECORD"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def record(descriptor: int, root: str) -> None:
    """Note from now on every file of data and results that this process opens or moves.

    Parameters
    ----------
    descriptor : int
        Open file descriptor of the record.
    root : str
        Absolute path of the project.
    """
    seen: set[str] = set()
    watched = tuple(os.path.join(root, folder, "") for folder in ("data", "results"))

    def note(kind: str, path) -> None:
        if isinstance(path, int) or path is None:
            return
        name = os.path.abspath(os.fsdecode(path))
        line = f"{kind} {name[len(root) + 1 :]}\n"
        if name.startswith(watched) and line not in seen:
            seen.add(line)
            os.write(descriptor, line.encode())

    def hook(event: str, arguments: tuple) -> None:
        if event == "open":
            note("write" if (arguments[2] or 0) & WRITING else "read", arguments[0])
        elif event == "os.rename":
            note("write", arguments[1])
        elif event == "import" and (arguments[0] == "lib" or arguments[0].startswith("lib.")):
            os.write(descriptor, f"import {arguments[0]}\n".encode())

    sys.addaudithook(hook)


def peak_bytes() -> int:
    """Largest resident memory of this process so far."""
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, kilobytes on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def hush_interrupts() -> None:
    """Keep out of the log that a kernel at rest was interrupted: every orderly shutdown begins with that."""
    application = logging.getLogger("IPKernelApp")
    application.addFilter(lambda entry: "KeyboardInterrupt caught in kernel" not in entry.getMessage())


def main() -> None:
    """Start the kernel; the arguments are ipykernel's."""
    from ipykernel.kernelapp import launch_new_instance

    hush_interrupts()
    target = os.environ.get(RECORD)
    if target:
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        record(descriptor, root)
        atexit.register(lambda: os.write(descriptor, f"peak {peak_bytes()}\n".encode()))
    launch_new_instance()


if __name__ == "__main__":
    main()
