"""Whenever a command is killed, and however many start at once, the store stays whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadscore.models.scorer import LeadScorer
from leadscore.versions.store import VersionStore

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX matters"),
    # a dozen processes that each import MLflow and shap, however busy the machine is
    pytest.mark.timeout(900),
]

_SAVE = """
import sys
from pathlib import Path
from leadscore.models.scorer import LeadScorer
from leadscore.versions.store import VersionStore
scorer = LeadScorer.load(Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
store = VersionStore(Path(sys.argv[1]), "acme")
version = store.save(scorer, contender=sys.argv[3], metrics={}, params={})
store.load(version)
"""


def test_two_first_users_at_once_both_succeed(tmp_path: Path, scorer: LeadScorer) -> None:
    scorer.save(tmp_path / "scorer")
    folder = tmp_path / "mlruns"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", _SAVE, str(folder), str(tmp_path / "scorer"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("auto", "scientist")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()

    assert [racer.wait() for racer in racers] == [0, 0]
    for racer in racers:
        racer.communicate()
    assert set(VersionStore(folder, "acme").versions()["contender"]) == {"auto", "scientist"}


# Each child is forked from one parent, so that importing is paid for once. The moment before
# each call of MLflow's client that writes is a point to be killed at.
_KILL = """
import json, os, shutil, signal, sys
from pathlib import Path
from mlflow import MlflowClient
from leadscore.models.scorer import LeadScorer
from leadscore.versions.store import VersionStore

WRITES = ("create_run", "log_batch", "log_artifacts", "set_terminated", "create_model_version",
          "set_registered_model_alias")
template, scratch, scorer_folder = map(Path, sys.argv[1:])
scorer = LeadScorer.load(scorer_folder)


def dying(call, at, passed):
    def called(*args, **kwargs):
        if next(passed) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **kwargs)
    return called


def work(folder, at):
    passed = iter(range(10_000))
    for name in WRITES:
        setattr(MlflowClient, name, dying(getattr(MlflowClient, name), at, passed))
    store = VersionStore(folder, "acme")
    version = store.save(scorer, contender="auto", metrics={"auc": 0.5}, params={"seed": 0})
    store.set_champion(version, reason="better")


at, finished = 0, False
while not finished:
    folder = scratch / f"killed-{at}"
    shutil.copytree(template, folder)
    child = os.fork()
    if child == 0:
        work(folder, at)
        os._exit(0)
    finished = os.waitpid(child, 0)[1] == 0
    at += 1
print(json.dumps(at))
"""


def test_killed_at_any_write_the_champion_loads_and_the_next_save_works(
    kept: VersionStore, scorer: LeadScorer, tmp_path: Path
) -> None:
    scorer.save(tmp_path / "scorer")
    command = [sys.executable, "-c", _KILL, kept.folder, tmp_path, tmp_path / "scorer"]
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    points = json.loads(done.stdout)
    assert points > 8

    seen = set()
    for at in range(points):
        store = VersionStore(tmp_path / f"killed-{at}", "acme")
        champion = store.champion()
        assert champion is not None
        for number in store.versions()["number"]:
            store.load(int(number))
        history = store.history()
        assert history["version"].iloc[0] == champion.name
        seen.add(champion.name)
    save_again = VersionStore(tmp_path / f"killed-{points // 2}", "acme")
    save_again.save(scorer, contender="auto", metrics={}, params={})

    assert seen == {"card 1", "auto 3"}
    assert not list(save_again.folder.glob(".saving-*"))
