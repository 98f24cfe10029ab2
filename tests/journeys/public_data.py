"""The example projects and the public data they were made for, which are not in the repository."""

import os
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
#: The folder with the data sets; empty where there is none.
REAL = os.environ.get("LEADSCORE_REAL_DATA", "")


@dataclass(frozen=True)
class Public:
    """Where a data set lies and what is known of it in public."""

    folder: str
    files: tuple[str, ...]
    auc: tuple[float, float]
    split: str


def public_results() -> dict[str, Public]:
    """Read what is known of each data set in public."""
    text = (EXAMPLES / "public_results.toml").read_text(encoding="utf-8")
    return {
        name: Public(
            folder=facts["folder"],
            files=tuple(facts["files"]),
            auc=(facts["auc"][0], facts["auc"][1]),
            split=facts["split"],
        )
        for name, facts in tomllib.loads(text).items()
    }


def lay_out_example(name: str, root: Path) -> None:
    """Copy an example's folder and link its data, as its README says."""
    shutil.copytree(EXAMPLES / name, root)
    (root / "data").mkdir()
    public = public_results()[name]
    for file in public.files:
        (root / "data" / file).symlink_to(Path(REAL).resolve() / public.folder / file)


def hasten_example(root: Path) -> None:
    """Search and resample less, so that tests end soon; nothing else is changed."""
    path = root / "leadscore.toml"
    text = path.read_text(encoding="utf-8")
    assert "[models]" not in text
    assert text.count("[comparison]\n") == 1
    text = text.replace(
        "[comparison]\n",
        "[comparison]\nresamples = 200\nbacktest_months = 3\nlearning_curve_repeats = 1\n",
    )
    path.write_text(text + "\n[models]\ntrials = 4\nfolds = 3\nthreads = 1\n", encoding="utf-8")
