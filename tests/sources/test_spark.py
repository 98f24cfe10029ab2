"""The same expressions on Spark give the same features, leads without acts included."""

import importlib.util
import shutil
from pathlib import Path

import pandas as pd
import pytest

import leadscore as ls
from leadscore.errors import UsageError
from leadscore.sources.simulate import simulate
from leadscore.sources.spark import on_spark

INSTALLED = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
needs_spark = pytest.mark.skipif(
    not INSTALLED, reason="needs Java and pyspark: pip install 'leadscore[spark]'"
)
#: One of everything: Spark takes about a second for each hundred columns' plan.
SMALL = {
    "data": {"timezone": "UTC"},
    "time": {"grid": "month", "lookback_days": 90},
    "features": {
        "windows_days": [30],
        "half_lives_days": [30],
        "intents": [{"name": "pricing", "pattern": "pricing", "buying": True}],
    },
}
CARD = """
version: 1
name: Two rules
rules:
  - {id: boss, says: Boss, who: {seniority_in: [executive, director]}, points: 10}
  - id: pricing
    says: Pricing
    what: {kind: page_view, intent: pricing, within_days: 30}
    points: 5
    decay: {half_life_days: 10}
"""


@pytest.mark.java
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.timeout(900)
@needs_spark
def test_every_builder_gives_the_same_on_both_engines(tmp_path: Path) -> None:
    settings = ls.parse_settings(SMALL)
    (tmp_path / "card.yaml").write_text(CARD, encoding="utf-8")
    card = ls.load_card(tmp_path / "card.yaml", settings)
    tables = simulate(n_leads=120, months=6, seed=0).tables
    warehouse = ls.warehouse_from_frames(tables, settings)
    here = ls.build_matrix(warehouse, settings, card)
    silent = here.X["behaviour__acts_90d"] == 0
    assert silent.any()
    moved = on_spark(warehouse, tmp_path / "handed_over", master="local[2]")
    there = ls.build_matrix(moved, settings, card)
    assert there.manifest["engine"] == "pyspark"
    pd.testing.assert_frame_equal(here.rows, there.rows)
    pd.testing.assert_frame_equal(here.X, there.X, rtol=1e-5, atol=1e-6)


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is not None, reason="pyspark is installed here"
)
def test_without_spark_the_command_to_install_it_is_told(tmp_path: Path) -> None:
    tables = simulate(n_leads=100, months=6, seed=0).tables
    warehouse = ls.warehouse_from_frames(tables, ls.parse_settings(SMALL))
    with pytest.raises(UsageError, match=r"pip install 'leadscore\[spark\]'"):
        on_spark(warehouse, tmp_path)
