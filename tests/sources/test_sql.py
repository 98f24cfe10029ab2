"""SQL databases: SQLite, and a real PostgreSQL where one is to be had."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from leadscore.errors import DataError, MappingError, SettingsError
from leadscore.settings import Settings, parse_settings
from leadscore.sources.sql import PIECE_ROWS
from leadscore.sources.warehouse import open_warehouse

VARIABLE = "LEADSCORE_TEST_DATABASE"
PASSWORD = "hunter2-and-more"


def _settings(**data: object) -> Settings:
    return parse_settings({"data": {"database_url_env": VARIABLE, "timezone": "UTC"} | data})


def _fill(url: str, instant: str) -> None:
    """Write a small CRM, its instants of a database type with or without a zone."""
    engine = sa.create_engine(url)
    with engine.begin() as database:
        for statement in (
            f"CREATE TABLE leads (lead_id INTEGER, created_at {instant}, email VARCHAR(99), "
            "marketing_consent BOOLEAN)",
            f"CREATE TABLE stages (lead_id INTEGER, stage VARCHAR(20), entered_at {instant}, "
            "amount_eur NUMERIC(12, 2))",
            "CREATE TABLE salaries (secret INTEGER)",
            "INSERT INTO leads VALUES (1, '2024-01-01 10:00:00', 'anna@firm.fi', true)",
            "INSERT INTO leads VALUES (2, '2024-01-02 10:00:00', NULL, NULL)",
            "INSERT INTO stages VALUES (1, 'won', '2024-02-01 00:00:00', 1234.50)",
        ):
            database.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a SQLite database of two leads."""
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    _fill(url, "DATETIME")
    monkeypatch.setenv(VARIABLE, url)
    return url


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Start a throw-away PostgreSQL server on a free port."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs (initdb, pg_ctl) on this machine")
    user = _unprivileged()
    if user is None:
        pytest.skip("PostgreSQL refuses to run as root, and there is no user to run it as")
    # Not below pytest's own folder: that one only root may enter.
    folder = Path(tempfile.mkdtemp(prefix="leadscore-postgres-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if os.getuid() == 0:
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c timezone=Asia/Tokyo"
    try:
        _as(
            user,
            programs / "initdb",
            "-D",
            folder / "db",
            "-U",
            "crm",
            "--pwfile",
            secret,
            "-A",
            "scram-sha-256",
        )
        _as(
            user,
            programs / "pg_ctl",
            "-D",
            folder / "db",
            "-w",
            "-l",
            folder / "log",
            "-o",
            options,
            "start",
        )
        yield f"postgresql+psycopg://crm:{PASSWORD}@127.0.0.1:{port}/postgres"
        _as(user, programs / "pg_ctl", "-D", folder / "db", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Find the folder of initdb and pg_ctl."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pg_ctl")
    candidates = [*installed, *([Path(on_path).parent] if on_path else [])]
    return next((path for path in candidates if (path / "initdb").exists()), None)


def _unprivileged() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known.get("nobody")


def _as(user: pwd.struct_passwd, *command: object) -> None:
    other = {"user": user.pw_uid, "group": user.pw_gid} if os.getuid() == 0 else {}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        capture_output=True,
        timeout=120,
        cwd="/",
        **other,  # type: ignore[call-overload]
    )


def test_a_sqlite_database_is_read(sqlite: str, tmp_path: Path) -> None:
    warehouse = open_warehouse(_settings(), tmp_path)
    leads = warehouse.leads.order_by("lead_id").to_pyarrow().to_pylist()
    assert [row["lead_id"] for row in leads] == ["1", "2"]
    assert leads[0]["created_at"] == datetime(2024, 1, 1, 10)
    assert [row["contactable"] for row in leads] == [True, False]
    assert warehouse.stages.amount_eur.to_pyarrow().to_pylist() == [1234.5]
    assert open_warehouse(_settings(), tmp_path).data_hash == warehouse.data_hash


def test_columns_that_are_not_read_are_never_fetched(sqlite: str, tmp_path: Path) -> None:
    warehouse = open_warehouse(_settings(), tmp_path)
    told = [one.message() for one in warehouse.problems if one.code == "columns_left_out"]
    assert ["email (personal data)" in line for line in told] == [True]
    kept = list((tmp_path / ".leadscore").rglob("*.parquet"))
    assert kept
    assert not [path for path in kept if b"anna" in path.read_bytes()]
    assert not list((tmp_path / ".leadscore").rglob("*.part"))


def test_instants_of_a_database_without_a_zone_need_the_setting(
    sqlite: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=r"have no time zone, and none is named .*data\.timezone"):
        open_warehouse(_settings(timezone=""), tmp_path)


def test_a_variable_that_is_not_set_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(SettingsError, match=f"variable {VARIABLE}, which is not set"):
        open_warehouse(_settings(), tmp_path)


@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        (f"crm:{PASSWORD}@host", SettingsError, "does not hold a SQLAlchemy URL"),
        (f"dream://crm:{PASSWORD}@host/db", SettingsError, "driver that is not installed"),
        (f"mysql+mysqldb://crm:{PASSWORD}@host/db", SettingsError, "driver that is not installed"),
        (
            f"postgresql+psycopg://crm:{PASSWORD}@127.0.0.1:1/db",
            DataError,
            r"cannot be read \(OperationalError\). Check that it is up",
        ),
    ],
)
def test_no_message_repeats_the_address(
    url: str,
    error: type[Exception],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, url)
    with pytest.raises(error, match=message) as stopped:
        open_warehouse(_settings(), tmp_path)
    assert PASSWORD not in str(stopped.value)
    assert stopped.value.__cause__ is None
    assert stopped.value.__suppress_context__


def test_a_mapping_beside_a_database_is_an_error(sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text("tables:\n  leads: {file: a.csv}\n")
    with pytest.raises(MappingError, match=r"mapping\.yaml maps files, but data\.database_url_env"):
        open_warehouse(_settings(), tmp_path)


def test_postgresql_is_read_in_pieces_whatever_its_zone(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(postgres, "TIMESTAMPTZ")
    engine = sa.create_engine(postgres)
    rows = PIECE_ROWS + 7
    with engine.begin() as database:
        database.execute(
            sa.text("CREATE TABLE events (lead_id INT, event_at TIMESTAMPTZ, kind TEXT)")
        )
        made = (
            "INSERT INTO events SELECT 1, timestamptz '2024-01-01 00:00:00Z' + n * interval '1 s', "
            f"'page_view' FROM generate_series(1, {rows}) AS n"
        )
        database.execute(sa.text(made))
    engine.dispose()
    monkeypatch.setenv(VARIABLE, postgres)
    warehouse = open_warehouse(_settings(timezone=""), tmp_path)
    assert warehouse.events.count().execute() == rows
    # The server writes in Tokyo's time: 10:00 there is 01:00 UTC.
    assert warehouse.leads.created_at.min().to_pyarrow().as_py() == datetime(2024, 1, 1, 1)
    assert warehouse.events.event_at.min().to_pyarrow().as_py() == datetime(2024, 1, 1, 0, 0, 1)
    assert warehouse.stages.amount_eur.to_pyarrow().to_pylist() == [1234.5]
    assert open_warehouse(_settings(), tmp_path).data_hash == warehouse.data_hash
    wrong = postgres.replace(PASSWORD, "wrong-" + PASSWORD)
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(DataError, match="address and the password are right") as stopped:
        open_warehouse(_settings(), tmp_path)
    assert PASSWORD not in str(stopped.value)
