"""A process that loads everything once and then becomes a kernel, again and again, by forking.

Run as a script, ``python forking.py MODULE ...``, so that no folder of the user's is among
those that modules are loaded from. It loads the modules, then reads one line of JSON from
standard input for each kernel wanted (``argv``, ``env``, ``cwd``), and answers with the
process id of a fork of itself that serves as this kernel. It ends when standard input
ends; its kernels notice that and end as well. It never runs a cell or a computation
itself, so what it forks is always the same fresh process.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

#: What a kernel loads itself; it looks into every module, so lazy ones are loaded here too.
KERNEL = ("ipykernel.kernelapp", "nbclient", "papermill")


def main(modules: Sequence[str]) -> None:
    """Load modules, then fork a kernel for each line of standard input."""
    del sys.path[0]  # this file's own folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asked
    for module in (*KERNEL, *modules):
        importlib.import_module(module)
    gc.freeze()  # what is loaded stays in pages that all kernels share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that ended leave no trace
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become_kernel(asked["argv"], asked["env"], asked["cwd"])
            return
        with suppress(OSError):  # it may have ended already
            os.setpgid(pid, pid)  # a signal to the kernel's group must not reach this process
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become_kernel(argv: Sequence[str], env: dict[str, str], cwd: str) -> None:
    """Be what ``python -m ipykernel_launcher`` would be, with everything loaded."""
    parent = os.getppid()
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # standard output was for answers
    kernels = importlib.import_module("ipykernel.kernelapp")
    kernels.launch_new_instance(argv=[*argv, f"--IPKernelApp.parent_handle={parent}"])


if __name__ == "__main__":
    main(sys.argv[1:])
