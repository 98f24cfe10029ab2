"""A small CRM in files and in frames, which each test spoils in its own way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from leadscore.settings import Settings, parse_settings
from leadscore.sources.tables import Problem, TablesError
from leadscore.sources.warehouse import Warehouse, open_warehouse, warehouse_from_frames

LEADS = "lead_id,created_at,source\n1,2024-01-01,web\n2,2024-01-05,fair\n3,2024-02-01,web\n"
STAGES = "lead_id,stage,entered_at\n1,mql,2024-01-02\n1,won,2024-02-10 12:00\n2,mql,2024-01-06\n"


@pytest.fixture
def crm(tmp_path: Path) -> Callable[..., Warehouse]:
    """Write files into a project's data folder (leads and stages stand there) and open it."""

    def opened(
        files: dict[str, str | bytes] | None = None, **sections: dict[str, object]
    ) -> Warehouse:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        for name, content in ({"leads.csv": LEADS, "stages.csv": STAGES} | (files or {})).items():
            raw = content if isinstance(content, bytes) else content.encode()
            if raw:
                (data / name).write_bytes(raw)
        told: dict[str, object] = {"data": {"timezone": "UTC"} | sections.pop("data", {})}
        return open_warehouse(parse_settings(told | sections), tmp_path)

    return opened


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    """Give a CRM of three leads."""
    return {
        "leads": pd.DataFrame(
            {
                "lead_id": ["1", "2", "3"],
                "created_at": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-02-01"]),
                "account_id": ["a", "a", None],
            }
        ),
        "stages": pd.DataFrame(
            {
                "lead_id": ["1", "1", "2"],
                "stage": ["mql", "won", "mql"],
                "entered_at": pd.to_datetime(["2024-01-02", "2024-02-10", "2024-01-06"]),
            }
        ),
        "events": pd.DataFrame(
            {
                "lead_id": ["1", "2"],
                "event_at": pd.to_datetime(["2024-01-01 10:00", "2024-01-07 09:30"]),
                "kind": ["page_view", "download"],
            }
        ),
    }


@pytest.fixture
def warned() -> Callable[[Warehouse, str], Problem]:
    """Give the one warning of a warehouse with a code."""

    def told(warehouse: Warehouse, code: str) -> Problem:
        (problem,) = [one for one in warehouse.problems if one.code == code]
        assert problem.severity == "warning"
        return problem

    return told


@pytest.fixture
def faults() -> Callable[..., dict[str, Problem]]:
    """Give the errors that stop a set of frames, by code."""

    def told(
        frames: dict[str, pd.DataFrame], settings: Settings | None = None
    ) -> dict[str, Problem]:
        with pytest.raises(TablesError) as stopped:
            warehouse_from_frames(frames, settings or Settings())
        return {one.code: one for one in stopped.value.problems if one.severity == "error"}

    return told
