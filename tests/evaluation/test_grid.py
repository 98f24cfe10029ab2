"""The grid counts, tells apart and suggests no more than the leads bear out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.evaluation.grid import score_grid
from leadscore.settings import Settings


def test_grid_cells_count_leads_once_and_know_nothing_of_young_rows(settings: Settings) -> None:
    rows = pd.DataFrame(
        {
            "lead_id": ["a", "a", "b", "c"],
            "group": ["x", "x", "y", "z"],
            "label": [1.0, 0.0, 0.0, np.nan],
        }
    )
    cells = pd.DataFrame({"grade": ["A", "A", "A", "D"], "band": [1, 1, 1, 4]})
    grid = score_grid(cells, rows, settings)
    assert len(grid) == 16
    best = grid[(grid["grade"] == "A") & (grid["band"] == 1)].iloc[0]
    young = grid[(grid["grade"] == "D") & (grid["band"] == 4)].iloc[0]
    assert (best["leads"], best["snapshots"]) == (2, 3)
    assert best["conversion"] == pytest.approx(1 / 3)
    assert 0 < best["low"] < 1 / 3 < best["high"] < 1
    assert (young["leads"], young["snapshots"]) == (1, 0)
    assert np.isnan(young["conversion"])


def test_cells_of_other_rows_are_refused(settings: Settings) -> None:
    cells = pd.DataFrame({"grade": ["A"], "band": [1]})
    rows = pd.DataFrame({"lead_id": ["a", "b"], "group": ["a", "b"], "label": [1.0, 0.0]})
    with pytest.raises(UsageError, match="cells must be for the same rows: 1 cells, 2 rows"):
        score_grid(cells, rows, settings)
