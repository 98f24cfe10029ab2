"""What the pages tell of leads that can be called, and of exports where none can."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from leadscore.features.catalogue import Catalogue
from leadscore.features.matrix import FeatureMatrix
from leadscore.reports.showing import folded, told
from leadscore.reports.stories import callable_leads, grid_sentence, leads_sentence
from leadscore.settings import Settings, parse_settings

SCORED = pd.DataFrame(
    {"probability": [0.9, 0.6, 0.4, 0.3, 0.1], "contactable": True, "random_slice": False}
)


def _current(split: str, label: float) -> FeatureMatrix:
    rows = pd.DataFrame({"lead_id": list("abcde"), "label": label})
    return FeatureMatrix(
        rows=rows,
        X=pd.DataFrame(index=rows.index),
        catalogue=Catalogue([]),
        manifest={"split": split, "as_of": "2024-06-01 00:00:00"},
    )


@pytest.mark.parametrize(
    ("split", "label", "told"),
    [
        ("time", np.nan, "On 1 June 2024, 5 leads are open; sales can call 20% of them, 1"),
        ("order", np.nan, "5 leads have no known outcome yet; sales can call 20% of them, 1"),
        ("random", 0.0, "nobody is left to call. The list shows all 5"),
    ],
)
def test_who_can_be_called_depends_on_whose_outcome_is_open(
    split: str, label: float, told: str
) -> None:
    assert told in leads_sentence(SCORED, _current(split, label), Settings())


def test_leads_older_than_any_that_was_learned_from_are_counted() -> None:
    settings = parse_settings({"time": {"grid": "after_creation", "horizon_days": 30}})
    rows = pd.DataFrame(
        {
            "lead_id": list("abcde"),
            "label": np.nan,
            "cutoff": pd.Timestamp("2024-06-01"),
            "created_at": pd.to_datetime(
                ["2024-05-31", "2024-05-01", "2024-04-30", "2024-01-01"]
            ).append(pd.to_datetime(["2023-12-01"])),
        }
    )
    current = dataclasses.replace(_current("time", np.nan), rows=rows)
    told = leads_sentence(SCORED, current, settings)
    assert "learned on day 1 after leads came in. 3 of these came in so long ago" in told


def test_those_who_gave_no_consent_are_neither_listed_nor_counted() -> None:
    scored = SCORED.assign(contactable=[False, True, True, True, True])
    assert callable_leads(scored).index.tolist() == [1, 2, 3, 4]
    settings = parse_settings({"sales": {"capacity": 0.4}})
    told = leads_sentence(scored, _current("time", np.nan), settings)
    assert "Of the first 2 that may be called, about 1 reach won" in told
    assert "1 of the open leads gave no consent to be contacted" in told


def test_leads_drawn_by_lot_are_told_with_the_reason_to_note() -> None:
    scored = SCORED.assign(random_slice=[False, False, False, True, True])
    told = leads_sentence(scored, _current("time", np.nan), Settings())
    assert "2 leads are drawn by lot" in told
    assert "note the reason “random sample” in the CRM" in told
    assert "drawn by lot" not in leads_sentence(SCORED, _current("time", np.nan), Settings())


def test_cells_that_may_do_as_well_are_counted() -> None:
    grid = pd.DataFrame(
        {
            "grade": ["A", "A", "B"],
            "band": [1, 2, 1],
            "leads": [40, 40, 40],
            "snapshots": [40, 40, 40],
            "conversion": [0.5, 0.45, 0.1],
            "low": [0.4, 0.35, 0.05],
            "high": [0.6, 0.55, 0.2],
        }
    )
    told = grid_sentence(grid, "en")
    assert "A1, where 50.0% converted" in told
    assert "overlaps with those of 1 other cells" in told


def test_what_is_folded_away_is_kept_whole_and_its_line_is_escaped() -> None:
    markup = folded("All <b>3</b>", told("inside")).markup
    assert markup.startswith("<details><summary>All &lt;b&gt;3&lt;/b&gt;</summary>")
    assert "<p>inside</p></details>" in markup
