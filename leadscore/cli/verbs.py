"""The verbs of the main job on the command line, told in plain words."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from leadscore import __version__
from leadscore.cli.card import tell_card
from leadscore.cli.terminal import Folder, Json, load, open_project, out, print_table

if TYPE_CHECKING:
    from leadscore.evaluation.comparison import Comparison
    from leadscore.evaluation.leakage.finding import Leaks
    from leadscore.exports import ExportedFiles
    from leadscore.pipeline import RunResult
    from leadscore.project import Project


class EngineName(StrEnum):
    """Where features are computed."""

    duckdb = "duckdb"
    spark = "spark"


app = typer.Typer(
    name="leadscore",
    help="Score leads three ways from the same data, compare them honestly, explain every score.",
    epilog="Begin with: leadscore init NAME, cd NAME, leadscore run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
#: Narrower terminals are shown the main figures only.
WIDE = 150


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"leadscore {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """Score leads three ways from the same data, compare them honestly, explain every score."""


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder; its name names the project.")],
) -> None:
    """Lay out a new project: settings, points card, folders and notebooks."""
    root = load("layout").init(folder)
    out.print(f"[bold]{escape(str(root))}[/] is laid out.")
    out.print("  leadscore.toml   every setting, explained")
    out.print("  card.yaml        the points card, made to be edited")
    out.print("  data/            put leads, stages and events here as CSV or Parquet")
    out.print(f"Next: cd {escape(str(root))}, then leadscore run")
    out.print("(While data/ is empty, run simulates a CRM so that you can look around.)")


@app.command()
def simulate(
    project: Folder = Path(),
    leads: Annotated[int, typer.Option(min=100, max=1_000_000, help="How many leads.")] = 20_000,
    months: Annotated[int, typer.Option(min=6, max=120, help="Over how many months.")] = 24,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same CRM.")] = 0,
    clean: Annotated[
        bool,
        typer.Option("--clean", help="Without duplicates, scanners, late rows and change."),
    ] = False,
) -> None:
    """Fill the data folder with a simulated CRM whose truth is known."""
    pipeline, opened, progress = open_project(project)
    folder = pipeline.simulate(
        opened, n_leads=leads, months=months, seed=seed, clean=clean, progress=progress
    )
    out.print(f"A simulated CRM of {leads:,} leads over {months} months lies in {folder}.")


@app.command()
def check(project: Folder = Path()) -> None:
    """Say what is in the data, what each table allows, and every problem in it and the card."""
    pipeline, opened, progress = open_project(project)
    found = pipeline.check(opened, progress=progress)
    print_table(found.tables, "What is there")
    if found.snapshots is not None:
        print_table(found.snapshots, "Snapshots")
    for sentence in found.sentences:
        out.print(escape(sentence), soft_wrap=True)
    for problem in found.problems:
        out.print(f"[yellow]![/] {escape(problem.message())}", soft_wrap=True)
    _print_leaks(found.leaks, opened)
    tell_card(pipeline, opened)


@app.command()
def features(
    project: Folder = Path(),
    engine: Annotated[
        EngineName, typer.Option(help="Where to compute; Spark needs the extra 'spark' and Java.")
    ] = EngineName.duckdb,
) -> None:
    """Build what was known of each lead at each cutoff."""
    pipeline, opened, progress = open_project(project)
    matrix = pipeline.build_features(opened, engine=engine.value, progress=progress)
    out.print(
        f"{len(matrix.rows):,} snapshots of {matrix.rows['lead_id'].nunique():,} leads, "
        f"{matrix.X.shape[1]} features each."
    )


@app.command()
def train(
    project: Folder = Path(),
    contender: Annotated[
        list[str] | None,
        typer.Option(help="Only this one: card, scientist or auto. May be given again."),
    ] = None,
) -> None:
    """Learn each contender once, in its notebook, and keep it as a version."""
    pipeline, opened, progress = open_project(project)
    pipeline.build_features(opened, progress=progress)
    names = tuple(contender or pipeline.LEARNED_IN)
    for sentence in pipeline.train(opened, names, progress=progress):
        out.print(f"[yellow]![/] {escape(sentence)}", soft_wrap=True)
    print_table(opened.store.versions(), "Versions")


@app.command()
def compare(project: Folder = Path(), json_line: Json = False) -> None:
    """Judge the contenders on the same later leads."""
    pipeline, opened, progress = open_project(project)
    comparison = pipeline.compare(opened, progress=progress)
    for sentence in pipeline.outdated(opened):
        out.print(f"[yellow]![/] {escape(sentence)}", soft_wrap=True)
    _print_comparison(comparison, opened)
    if json_line:
        sys.stdout.write(json.dumps(json.loads(comparison.to_json())) + "\n")


@app.command()
def score(project: Folder = Path()) -> None:
    """Score every open lead with the version in use, with reasons in words."""
    pipeline, opened, progress = open_project(project)
    pipeline.build_features(opened, progress=progress)
    scored = pipeline.score(opened, progress=progress)
    if sentence := load("scoring").faded(opened):
        out.print(f"[yellow]![/] {escape(sentence)}", soft_wrap=True)
    calls = load("reports.stories").callable_leads(scored)
    status = ["qualified"] if scored["qualified"].notna().any() else []
    columns = ["lead_id", "score", "cell", *status, "probability", "reasons_up"]
    shown = calls[columns].fillna(dict.fromkeys(status, "")).head(10)
    print_table(shown, f"The first 10 of {len(calls):,} leads that may be called")
    out.print("Write them for the CRM with: leadscore export")


@app.command()
def explain(
    lead_id: Annotated[str, typer.Argument(help="The lead, as in the leads table.")],
    project: Folder = Path(),
) -> None:
    """Explain one lead's score by parts that add up to it."""
    pipeline, opened, _ = open_project(project)
    explanation = pipeline.explain_lead(opened, lead_id)
    out.print(escape(explanation.sentence), soft_wrap=True)
    shown = explanation.shown(opened.settings.project.language)
    print_table(shown, "What makes the score, in log-odds")


@app.command()
def report(project: Folder = Path()) -> None:
    """Render the notebooks as pages without code, to read and pass on."""
    pipeline, opened, progress = open_project(project)
    out.print(f"Reports: {pipeline.report(opened, progress=progress)}", soft_wrap=True)


@app.command()
def export(project: Folder = Path()) -> None:
    """Write the scored leads as files that a CRM or a spreadsheet reads."""
    pipeline, opened, progress = open_project(project)
    files = pipeline.export(opened, progress=progress)
    out.print(f"Scored leads: {files.csv} and {files.parquet.name}", soft_wrap=True)
    _print_note(files, opened)


@app.command()
def run(project: Folder = Path(), json_line: Json = False) -> None:
    """Do the main job: check, features, train, compare, score, export, report."""
    pipeline, opened, progress = open_project(project)
    _print_result(pipeline.run(opened, progress=progress), opened, json_line=json_line)


@app.command()
def retrain(project: Folder = Path(), json_line: Json = False) -> None:
    """Do the main job unwatched; the version in use stays unless another is better."""
    pipeline, opened, progress = open_project(project)
    _print_result(pipeline.retrain(opened, progress=progress), opened, json_line=json_line)


def _print_result(result: RunResult, project: Project, *, json_line: bool) -> None:
    language = project.settings.project.language
    for sentence in result.skipped:
        out.print(f"[yellow]![/] {escape(sentence)}", soft_wrap=True)
    _print_comparison(result.comparison, project)
    _print_leaks(result.leaks, project)
    out.print(escape(result.decision.sentence(language)), soft_wrap=True)
    out.print()
    out.print(f"Reports       {result.index}", soft_wrap=True)
    out.print(f"Scored leads  {result.files.csv}", soft_wrap=True)
    _print_note(result.files, project)
    folder = project.root / project.settings.versions.folder
    out.print(f"Versions      {folder}  (look at them with: make mlflow)", soft_wrap=True)
    if json_line:
        sys.stdout.write(json.dumps(json.loads(result.comparison.to_json())) + "\n")


def _print_leaks(leaks: Leaks, project: Project) -> None:
    """Say what knows the future: every alarm in a line, and what it comes to."""
    language = project.settings.project.language
    for line in leaks.lines(language):
        out.print(f"[yellow]![/] {escape(line)}", soft_wrap=True)
    out.print(escape(leaks.sentence(language)), soft_wrap=True)


def _print_note(files: ExportedFiles, project: Project) -> None:
    if note := files.note(project.settings.project.language):
        out.print(f"[yellow]![/] {escape(note)}", soft_wrap=True)


def _print_comparison(comparison: Comparison, project: Project) -> None:
    language = project.settings.project.language
    summary = comparison.summary(language)
    shown = summary.iloc[:, [0, 1, 2, 3, -1]]  # the rest is on the page
    print_table(shown if out.width < WIDE else summary, "On the same later leads")
    out.print(escape(comparison.headline(language)), soft_wrap=True)
    out.print(escape(comparison.details(language)), soft_wrap=True, style="dim")
    for note in comparison.notes:
        out.print(escape(note), soft_wrap=True)
    for result in (project.backtest(), project.learning_curve()):
        if result is not None:
            out.print(escape(result.headline(language)), soft_wrap=True)
