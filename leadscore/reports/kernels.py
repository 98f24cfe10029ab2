"""Where notebooks run: a fresh process for each, and on Linux one that has loaded everything.

Loading the libraries takes ten times as long as most cells of a report. So a process
beside this one loads them once (:mod:`leadscore.reports.forking`), while the first step of
a command is still at work, and each notebook gets a fork of it: a process of its own, as
fresh as any, in no time. Elsewhere, or where that process is not to be had, a notebook
gets a kernel as Jupyter starts it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any, cast
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from leadscore.reports import forking

#: Forking is safe on Linux alone: macOS's own libraries do not bear it.
CAN_FORK = sys.platform == "linux" and hasattr(os, "pidfd_open")
#: What loads modules before the kernel does must know how the kernel shows pictures.
INLINE = "module://matplotlib_inline.backend_inline"
LAUNCHER = "ipykernel_launcher"
#: How long loading everything may take before kernels are started one by one instead.
SECONDS = 120.0


class Loaded:
    """A process that has loaded modules and forks kernels.

    Parameters
    ----------
    modules : sequence of str
        What to load.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter and package
            [sys.executable, str(Path(forking.__file__)), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries say while they load is not for users
            text=True,
            env={"MPLBACKEND": INLINE, **os.environ},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process that forks."""
        return self._process.pid

    def fork(self, argv: Sequence[str], env: Mapping[str, str], cwd: str) -> int | None:
        """Fork a kernel.

        Parameters
        ----------
        argv : sequence of str
            What follows ``python -m ipykernel_launcher``.
        env : mapping of str to str
            All of its environment.
        cwd : str
            Its working directory.

        Returns
        -------
        int or None
            Its process id; None where the process that forks is gone or does not answer.
        """
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        try:
            asking.write(json.dumps({"argv": [*argv], "env": dict(env), "cwd": str(cwd)}) + "\n")
            asking.flush()
            told, _, _ = select.select([answering], [], [], SECONDS)
            answer = answering.readline() if told else ""
        except OSError:
            answer = ""
        return int(answer) if answer else None

    def close(self) -> None:
        """End it; kernels that still run end as well."""
        self._process.kill()
        self._process.communicate()


class _Standing:
    """The process that has loaded everything, and how many asked for it."""

    loaded: Loaded | None = None
    wanted = 0


@contextmanager
def loading(modules: Sequence[str]) -> Iterator[None]:
    """Load modules beside this process for the notebooks run inside; may be entered again.

    Parameters
    ----------
    modules : sequence of str
        By name. Where forking is not safe, each notebook loads them itself.
    """
    if CAN_FORK and _Standing.loaded is None:
        _Standing.loaded = Loaded(modules)
    _Standing.wanted += 1
    try:
        yield
    finally:
        _Standing.wanted -= 1
        if not _Standing.wanted:
            _end()


def standing() -> int | None:
    """Tell the process id of what has loaded everything; None where there is none."""
    return None if _Standing.loaded is None else _Standing.loaded.pid


def _end() -> None:
    if _Standing.loaded is not None:
        _Standing.loaded.close()
        _Standing.loaded = None


class Forked:
    """A forked kernel's process, with as much of ``subprocess.Popen`` as Jupyter uses.

    Parameters
    ----------
    pid : int
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = None

    def poll(self) -> int | None:
        """Tell whether it has ended: None while it runs."""
        return None if self._handle is not None and not self._ended(wait=False) else 0

    def wait(self) -> int:
        """Wait until it has ended."""
        if self._handle is not None:
            self._ended(wait=True)
            os.close(self._handle)
            self._handle = None
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self._handle is None:
            raise ProcessLookupError
        signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, *, wait: bool) -> bool:
        assert self._handle is not None
        watch = select.poll()
        watch.register(self._handle, select.POLLIN)
        return bool(watch.poll(None if wait else 0))


class ForkingProvisioner(LocalProvisioner):
    """Starts a kernel as a fork where it can, else as Jupyter does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ANN401 - as above it
        """Launch a kernel with a command."""
        pid = self._fork(cmd, kwargs)
        if pid is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast("Popen[bytes]", Forked(pid))  # it has all that is used of one
        self.pid = self.pgid = pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info

    def _fork(self, cmd: list[str], kwargs: Mapping[str, Any]) -> int | None:
        """Fork the very interpreter and launcher that the command names, if they are these."""
        if _Standing.loaded is None or cmd[0] != sys.executable or LAUNCHER not in cmd:
            return None
        pid = _Standing.loaded.fork(
            cmd[cmd.index(LAUNCHER) + 1 :],
            env=kwargs.get("env") or os.environ,
            cwd=kwargs.get("cwd") or os.getcwd(),
        )
        if pid is None:
            _end()
        return pid


class KernelManager(AsyncKernelManager):
    """Jupyter's manager of a kernel's life, of a kernel that may be forked."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - traits of the class above
        super().__init__(**kwargs)
        self.provisioner = ForkingProvisioner(
            kernel_id=str(uuid4()), kernel_spec=self.kernel_spec, parent=self
        )
