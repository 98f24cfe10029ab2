"""What is written down about a version besides its scorer."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

import matplotlib as mpl
from matplotlib.figure import Figure

from leadscore.errors import UsageError

#: What the figures of a version may depend on.
KEY_PACKAGES = (
    *("leadscore", "numpy", "pandas", "scikit-learn", "scipy", "xgboost", "shap", "skops"),
    *("optuna", "mlflow", "ibis-framework", "duckdb", "pyarrow"),
)
#: The longest parameter that MLflow takes.
_LETTERS = 6000


def write_documents(
    folder: Path,
    *,
    manifest: Mapping[str, object],
    figures: Mapping[str, Figure | Path],
    notebook: Path | None,
) -> None:
    """Write manifest.json, environment.json, figures/ and notebook/ into a folder.

    Parameters
    ----------
    folder : Path
        Made here.
    manifest : mapping
        The feature matrix's.
    figures : mapping of str to matplotlib figure or Path
        A figure is drawn as SVG, the same one always alike; a file is copied.
    notebook : Path or None
        The executed notebook.

    Raises
    ------
    UsageError
        If a figure's or the notebook's file is not there.
    """
    folder.mkdir()
    for name, content in (("manifest", manifest), ("environment", environment())):
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=str)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    write_figures(folder, figures)
    if notebook is not None:
        (folder / "notebook").mkdir()
        shutil.copyfile(_existing(notebook), folder / "notebook" / notebook.name)


def write_figures(folder: Path, figures: Mapping[str, Figure | Path]) -> dict[str, Path]:
    """Write pictures into a folder's figures/, which is made if there is any.

    Parameters
    ----------
    folder : Path
    figures : mapping of str to matplotlib figure or Path
        A figure is drawn as SVG, the same one always alike; a file is copied.

    Returns
    -------
    dict of str to Path
        Where each one lies.

    Raises
    ------
    UsageError
        If a figure's file is not there.
    """
    written = {}
    for name, figure in figures.items():
        ending = figure.suffix if isinstance(figure, Path) else ".svg"
        written[name] = folder / "figures" / f"{name}{ending}"
        written[name].parent.mkdir(exist_ok=True)
        if isinstance(figure, Path):
            shutil.copyfile(_existing(figure), written[name])
        else:
            with mpl.rc_context({"svg.hashsalt": "leadscore"}):
                figure.savefig(written[name], metadata={"Date": None, "Creator": None})
    return written


def write_texts(folder: Path, documents: Mapping[str, str]) -> None:
    """Write JSON documents into a folder, ``name.json`` each.

    Parameters
    ----------
    folder : Path
    documents : mapping of str to str
    """
    for name, text in documents.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def environment() -> dict[str, str]:
    """Tell the versions of Python and of the packages that figures may depend on.

    Returns
    -------
    dict of str to str
    """
    return {"python": python_version(), **dict(_installed())}


def _installed() -> Iterator[tuple[str, str]]:
    for package in KEY_PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "not installed"


def flat_params(params: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Write parameters as MLflow keeps them: dotted names, texts of bounded length.

    Parameters
    ----------
    params : mapping
        Mappings may nest.
    prefix : str
        Put before each name.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> flat_params({"auto": {"trials": 20, "depths": (3, 4)}})
    {'auto.trials': '20', 'auto.depths': '(3, 4)'}
    """
    flat: dict[str, str] = {}
    for name, value in params.items():
        if isinstance(value, Mapping):
            flat |= flat_params(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)[:_LETTERS]
    return flat


def known_metrics(metrics: Mapping[str, float]) -> dict[str, float]:
    """Leave out the figures that are not known.

    Parameters
    ----------
    metrics : mapping of str to float

    Returns
    -------
    dict of str to float

    Examples
    --------
    >>> known_metrics({"roc_auc": 0.8, "lift_at_5": float("nan")})
    {'roc_auc': 0.8}
    """
    return {name: float(value) for name, value in metrics.items() if math.isfinite(value)}


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(
            f"There is no file {path} to keep with the version. Write it first, or leave it out."
        )
    return path
