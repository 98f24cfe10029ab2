"""The one code file that travels with a version, for MLflow serving and Spark.

It is the same for every version: what was learned is data, read by
:meth:`LeadScorer.load`, which checks every file's hash. Only MLflow itself runs it;
:func:`leadscore.versions.package.load_for_serving` does without.
"""

from __future__ import annotations

from pathlib import Path

import mlflow
import pandas as pd
from mlflow.pyfunc import PythonModel, PythonModelContext

from leadscore.models.scorer import LeadScorer


class ScoringModel(PythonModel):
    """Score features as the version does."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the scorer as data."""
        self._scorer = LeadScorer.load(Path(context.artifacts["scorer"]))

    def predict(self, model_input: pd.DataFrame) -> pd.DataFrame:
        """Score one lead a row; columns as :meth:`LeadScorer.score` gives them."""
        return self._scorer.score(model_input)


mlflow.models.set_model(ScoringModel())
