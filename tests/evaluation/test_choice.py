"""The scientist's choice: forward in time where rows have an order, else accounts kept whole."""

import numpy as np
import pandas as pd
import pytest

from leadscore.errors import UsageError
from leadscore.evaluation.choice import choose
from leadscore.features.catalogue import Catalogue, Feature
from leadscore.features.matrix import FeatureMatrix
from leadscore.models.auto import AutoModel
from leadscore.models.scientist import scientist_logistic
from leadscore.settings import Settings


def _flat(*, ordered: bool, n: int = 240) -> FeatureMatrix:
    """A flat export of rows whose only column tells something of the outcome."""
    rng = np.random.default_rng(4)
    label = rng.integers(0, 2, n).astype(float)
    rows = pd.DataFrame(
        {
            "lead_id": [str(place) for place in range(n)],
            "group": [str(place // 2) for place in range(n)],
            "cutoff": pd.NaT,
            "label": label,
            "mature": True,
        }
    )
    if ordered:
        rows["position"] = np.arange(n)
    words = {"en": "visits: {value}", "fi": "käynnit: {value}"}
    feature = Feature(
        name="behaviour__visits",
        family="behaviour",
        axis="behaviour",
        kind="number",
        label={"en": "visits", "fi": "käynnit"},
        words=words,
        words_absent=words,
    )
    X = pd.DataFrame({feature.name: (label + rng.normal(size=n)).astype("float32")})
    return FeatureMatrix(rows=rows, X=X, catalogue=Catalogue([feature]), manifest={})


@pytest.mark.parametrize("ordered", [True, False])
def test_rows_without_an_order_are_tried_by_account(ordered: bool) -> None:
    choice = choose({"logistic": scientist_logistic(0)}, _flat(ordered=ordered), Settings())
    assert choice.best == "logistic"
    assert choice.forward is ordered
    assert choice.table["ROC AUC"].iloc[0] > 0.65


def test_nothing_to_choose_from_is_told() -> None:
    with pytest.raises(UsageError, match="needs at least one candidate; it was given none"):
        choose({}, _flat(ordered=True), Settings())


@pytest.mark.parametrize("ordered", [True, False])
def test_an_auto_model_is_told_the_horizon_and_the_order(
    ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[object, object]] = []
    fit = AutoModel.fit

    def watched(self: AutoModel, X: object, y: object, groups: object, when: object) -> AutoModel:
        seen.append((self.horizon, when))
        return fit(self, X, y, groups, when)  # type: ignore[arg-type]

    monkeypatch.setattr(AutoModel, "fit", watched)
    settings = Settings()
    choose({"auto": AutoModel(trials=1, folds=2)}, _flat(ordered=ordered), settings, folds=2)
    assert {horizon for horizon, _ in seen} == {settings.time.horizon + settings.time.label_delay}
    assert all((when is not None) == ordered for _, when in seen)
