"""The command line: what it says, and with which exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from leadscore import errors
from tests.journeys.walking import leadscore

COMMANDS = (
    *("init", "simulate", "check", "run", "features", "train", "compare", "score"),
    *("explain", "report", "export", "retrain"),
)


def test_help_lists_every_command_in_plain_words(tmp_path: Path) -> None:
    told = leadscore("--help", cwd=tmp_path).stdout
    for command in COMMANDS:
        assert f" {command} " in told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    told = leadscore(command, "--help", cwd=tmp_path)
    assert told.returncode == 0
    assert "Usage" in told.stdout


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['leadscore', '--help']\n"
        "from leadscore.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "heavy = {'mlflow', 'pandas', 'sklearn', 'xgboost', 'ibis', 'duckdb', 'matplotlib'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, text=True)
    assert told.strip().endswith("[]")


def test_a_folder_without_a_project_says_how_to_lay_one_out(tmp_path: Path) -> None:
    told = leadscore("run", cwd=tmp_path)
    assert told.returncode == errors.SettingsError.exit_code
    assert "leadscore init" in told.stderr
    assert "Traceback" not in told.stderr


def test_init_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mine.txt").write_text("keep me", encoding="utf-8")
    told = leadscore("init", "acme", cwd=tmp_path)
    assert told.returncode == errors.UsageError.exit_code
    assert "already holds something" in told.stderr
    assert (tmp_path / "acme" / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_init_refuses_a_name_that_is_none(tmp_path: Path) -> None:
    told = leadscore("init", "../=cmd()", cwd=tmp_path)
    assert told.returncode == errors.UsageError.exit_code
    assert "cannot be a project's name" in told.stderr


def test_a_misspelt_setting_stops_with_its_right_name(tmp_path: Path) -> None:
    (tmp_path / "leadscore.toml").write_text("[sales]\ncapasity = 0.1\n", encoding="utf-8")
    told = leadscore("check", cwd=tmp_path)
    assert told.returncode == errors.SettingsError.exit_code
    assert "'capacity'" in told.stderr


def test_data_of_the_users_are_never_overwritten_by_a_simulation(tmp_path: Path) -> None:
    leadscore("init", "acme", cwd=tmp_path)
    mine = tmp_path / "acme" / "data" / "leads.csv"
    mine.write_text("lead_id,created_at\n", encoding="utf-8")
    told = leadscore("simulate", cwd=tmp_path / "acme")
    assert told.returncode == errors.UsageError.exit_code
    assert "never overwritten" in " ".join(told.stderr.split())
    assert mine.read_text(encoding="utf-8") == "lead_id,created_at\n"


def test_a_second_command_in_the_same_project_is_told_to_wait(tmp_path: Path) -> None:
    leadscore("init", "acme", cwd=tmp_path)
    root = tmp_path / "acme"
    (root / ".leadscore").mkdir()
    hold = (
        "import sys, time\nfrom filelock import FileLock\n"
        "with FileLock(sys.argv[1]):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(root / ".leadscore" / "lock")], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        told = leadscore("simulate", "--leads", "500", cwd=root)
        holder.terminate()
    assert told.returncode == errors.BusyError.exit_code
    assert "Another leadscore command" in told.stderr


def test_exit_codes_are_different_and_documented() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    mine = [k for k in kinds if issubclass(k, errors.LeadscoreError)]
    direct = [kind for kind in mine if errors.LeadscoreError in kind.__bases__]
    codes = {kind.__name__: kind.exit_code for kind in direct}
    assert len(set(codes.values())) == len(codes)
    page = (Path(__file__).parents[1] / "docs" / "bad-input.md").read_text(encoding="utf-8")
    for code in codes.values():
        assert f"| {code} |" in page
