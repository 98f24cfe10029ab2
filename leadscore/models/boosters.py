"""The booster at a pipeline's end, which a version keeps in a file of its own."""

from __future__ import annotations

import copy
from typing import Self

from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from leadscore.models.parts import steady


def last_step(pipeline: BaseEstimator) -> BaseEstimator:
    """Give the classifier that a pipeline ends in, or the classifier that it is.

    Parameters
    ----------
    pipeline : scikit-learn Pipeline or classifier

    Returns
    -------
    classifier
    """
    return pipeline[-1] if isinstance(pipeline, Pipeline) else pipeline


def split_off(pipeline: BaseEstimator) -> tuple[BaseEstimator, list[bytes]]:
    """Part a fitted pipeline from its booster.

    Parameters
    ----------
    pipeline : scikit-learn Pipeline or classifier

    Returns
    -------
    shell : Pipeline or classifier
        The rest; the pipeline itself stays whole.
    boosters : list of bytes
        UBJ; empty when the pipeline does not end in xgboost.
    """
    classifier = last_step(pipeline)
    if not isinstance(classifier, XGBClassifier):
        return pipeline, []
    boosters = [bytes(classifier.get_booster().save_raw("ubj"))]
    if not isinstance(pipeline, Pipeline):
        return clone(classifier), boosters
    shell = copy.copy(pipeline)
    shell.steps = [*pipeline.steps[:-1], (pipeline.steps[-1][0], clone(classifier))]
    return shell, boosters


def attach_booster(classifier: XGBClassifier, ubj: bytes) -> None:
    """Give a classifier the booster that a UBJ file holds.

    Parameters
    ----------
    classifier : XGBClassifier
        Changed in place.
    ubj : bytes
    """
    classifier.load_model(bytearray(ubj))
    classifier.get_booster().set_param({"nthread": 1})


def make_steady(pipeline: BaseEstimator) -> None:
    """Bring a freshly fitted pipeline's booster into the state it has after saving and loading.

    Parameters
    ----------
    pipeline : scikit-learn Pipeline or classifier
        Changed in place; left as it is when it does not end in xgboost.
    """
    classifier = last_step(pipeline)
    if isinstance(classifier, XGBClassifier):
        attach_booster(classifier, bytes(steady(classifier.get_booster()).save_raw("ubj")))


class BoosterApart:
    """A contender around one fitted pipeline, whose booster is kept in a file of its own."""

    pipeline_: BaseEstimator

    def without_boosters(self) -> tuple[Self, list[bytes]]:
        """Split off the booster, which is saved in a file of its own.

        Returns
        -------
        shell : BoosterApart
            The rest; this object itself stays whole.
        boosters : list of bytes
            UBJ; empty when the pipeline does not end in xgboost.
        """
        rest, boosters = split_off(self.pipeline_)
        if not boosters:
            return self, []
        shell = copy.copy(self)
        shell.pipeline_ = rest
        return shell, boosters

    def with_boosters(self, boosters: list[bytes]) -> Self:
        """Put back what :meth:`without_boosters` split off.

        Parameters
        ----------
        boosters : list of bytes

        Returns
        -------
        BoosterApart
            This object.
        """
        for ubj in boosters:
            attach_booster(last_step(self.pipeline_), ubj)
        return self
