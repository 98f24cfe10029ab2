"""Render executed notebooks as pages for people who never see code.

This is the only room that uses nbconvert. A page is one file: it holds its style and
its pictures, asks no network for anything, and says when, from which data and from which
version it was made.
"""

from __future__ import annotations

import html
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import lazy_loader  # type: ignore[import-untyped]
from traitlets.config import Config

from leadscore.errors import OutputError
from leadscore.words import Language, say

# loaded when first used: they take seconds
nbconvert = lazy_loader.load("nbconvert")
nbformat = lazy_loader.load("nbformat")
Notebook: TypeAlias = Any  # nbformat's NotebookNode, which has no types


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What every page says about its making; texts are plain, not HTML.

    ``verdict`` stands first on the index: what the comparison says, and what is in use.
    ``left_out`` gives, of a flat export, the columns that are not read and why; None
    where the data have a history.
    """

    project: str
    language: Language
    made_at: str
    data_until: str
    data_hash: str
    versions: Mapping[str, str]
    simulated: bool
    verdict: tuple[str, ...] = ()
    left_out: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One rendered page: its file name, title and first sentence."""

    file: str
    title: str
    teaser: str


def render_pages(notebooks: Sequence[Path], folder: Path, facts: PageFacts) -> list[Page]:
    """Render executed notebooks and an index into a folder.

    Parameters
    ----------
    notebooks : sequence of Path
        Executed notebooks, in the order of the index.
    folder : Path
        Where the pages go; made where missing.
    facts : PageFacts
        What each page says about its making.

    Returns
    -------
    list of Page
        In the order given; ``index.html`` is written beside them.

    Raises
    ------
    OutputError
        If a page cannot be written.
    """
    read = {path: nbformat.read(path, as_version=4) for path in notebooks}
    pages = [_page(path, notebook) for path, notebook in read.items()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for page, notebook in zip(pages, read.values(), strict=True):
            _write(folder / page.file, _shell(page.title, _body(notebook), pages, page, facts))
        _write(
            folder / "index.html", _shell(facts.project, _index(pages, facts), pages, None, facts)
        )
    except OSError as refused:
        raise OutputError(
            f"The pages cannot be written into {folder}: {refused.strerror}. "
            "Make room or change the folder's rights, then run 'leadscore report'."
        ) from refused
    return pages


def _page(path: Path, notebook: Notebook) -> Page:
    """Read a page's title and teaser from the notebook's first cell."""
    lines = [line for line in notebook.cells[0].source.splitlines() if line.strip()]
    title = lines[0].lstrip("# ").strip()
    teaser = lines[1].strip() if len(lines) > 1 else ""
    return Page(file=f"{path.stem}.html", title=title, teaser=teaser.replace("*", ""))


def _body(notebook: Notebook) -> str:
    config = Config()
    config.HTMLExporter.exclude_input = True
    config.HTMLExporter.exclude_input_prompt = True
    config.HTMLExporter.exclude_output_prompt = True
    config.HTMLExporter.exclude_anchor_links = True
    # nbconvert links these from a network unless they are empty
    for link in ("require_js_url", "mathjax_url", "jquery_url", "mermaid_js_url"):
        config.HTMLExporter[link] = ""
    config.TagRemovePreprocessor.remove_cell_tags = {"parameters", "injected-parameters", "code"}
    exporter = nbconvert.HTMLExporter(template_name="basic", config=config)
    exporter.register_preprocessor(
        nbconvert.preprocessors.TagRemovePreprocessor(config=config), enabled=True
    )
    shown = _without_streams(notebook)
    body, _ = exporter.from_notebook_node(shown)
    return str(body)


def _without_streams(notebook: Notebook) -> Notebook:
    """Leave out what was printed: progress and warnings are for terminals."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs = [out for out in cell.outputs if out.output_type != "stream"]
    return copy


def _index(pages: Sequence[Page], facts: PageFacts) -> str:
    cards = "".join(
        f'<li><a href="{html.escape(page.file)}"><strong>{html.escape(page.title)}</strong>'
        f"<span>{html.escape(page.teaser)}</span></a></li>"
        for page in pages
    )
    told = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in facts.verdict if sentence)
    verdict = f'<div class="verdict">{told}</div>' if told else ""
    return f'<h1>{html.escape(facts.project)}</h1>{verdict}<ul class="index">{cards}</ul>'


def _shell(
    title: str, body: str, pages: Sequence[Page], current: Page | None, facts: PageFacts
) -> str:
    """Put a body into the page with its navigation and the facts of its making."""
    language = facts.language
    here = " aria-current=page"
    links = [("index.html", say("pages.start", language), "" if current else here)]
    links += [(page.file, page.title, here if page is current else "") for page in pages]
    navigation = "".join(
        f'<a href="{html.escape(file)}"{mark}>{html.escape(name)}</a>' for file, name, mark in links
    )
    values = {
        "language": language,
        "title": html.escape(title if current is None else f"{title} · {facts.project}"),
        "style": files("leadscore").joinpath("templates/page.css").read_text("utf-8"),
        "navigation": navigation,
        "banner": _banner(facts),
        "body": body,
        "facts": _facts(facts),
    }
    text = files("leadscore").joinpath("templates/page.html").read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value, 1)
    return text


def _banner(facts: PageFacts) -> str:
    notes = {"pages.simulated": facts.simulated, "pages.flat": facts.left_out is not None}
    return "".join(
        f'<p class="banner" role="note">{html.escape(say(key, facts.language))}</p>'
        for key, holds in notes.items()
        if holds
    )


def _facts(facts: PageFacts) -> str:
    language = facts.language
    versions = ", ".join(f"{name} {number}" for name, number in facts.versions.items()) or "–"
    rows = {
        "pages.made_at": facts.made_at,
        "pages.data_until": facts.data_until,
        "pages.data_hash": facts.data_hash[:12],
        "pages.versions": versions,
    }
    if facts.left_out is not None:
        rows["data.left_out"] = _left_out(facts.left_out) or say("pages.all_read", language)
    told = (
        f"<dt>{html.escape(say(k, language))}</dt><dd>{html.escape(v)}</dd>"
        for k, v in rows.items()
    )
    return f"<dl>{''.join(told)}</dl>"


def _left_out(reasons: Mapping[str, str]) -> str:
    """Name the columns that are not read, those with one reason together."""
    names: dict[str, list[str]] = {}
    for column, reason in reasons.items():
        names.setdefault(reason, []).append(column)
    return "; ".join(f"{', '.join(columns)} ({reason})" for reason, columns in names.items())


def _write(path: Path, text: str) -> None:
    """Write beside, then rename: nobody ever reads half a page."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
