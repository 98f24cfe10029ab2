"""The scored lead file is whole, harmless in a spreadsheet, and the same for the same leads."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from leadscore.errors import BusyError, OutputError, UsageError
from leadscore.exports import CSV_NAME, PARQUET_NAME, SCHEMA, write_scored_leads
from leadscore.spreadsheets import neutralise


def scored(*lead_ids: str, reasons_up: str = "viewed pricing 4 times") -> pd.DataFrame:
    count = len(lead_ids)
    return pd.DataFrame(
        {
            "lead_id": pd.array(lead_ids, dtype="str"),
            "score": [100 - at for at in range(count)],
            "fit_score": [50] * count,
            "behaviour_score": [60] * count,
            "grade": ["A"] * count,
            "band": [1] * count,
            "cell": ["A1"] * count,
            "probability": [0.5 / (at + 1) for at in range(count)],
            "reasons_up": [reasons_up] * count,
            "reasons_down": [""] * count,
            "contactable": [at % 2 == 0 for at in range(count)],
            "random_slice": [at % 3 == 0 for at in range(count)],
            "version": ["card 1"] * count,
            "scored_at": [pd.Timestamp("2026-05-04 03:00")] * count,
            "qualified": pd.array([None] * count, dtype="str"),
            "not_asked_for": ["x"] * count,
        }
    )


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def begins_a_formula(text: str) -> bool:
    """Whether any reader that splits at a separator or unwraps quotes would meet a formula."""
    pieces = text.translate(dict.fromkeys(map(ord, ",|\t\r\n"), ";")).split(";")
    return any(
        piece.lstrip(' "`\u200b\ufeff\x00').startswith(tuple("=+-@＝＋－＠")) for piece in pieces
    )


def test_both_files_hold_the_same_leads_most_likely_first(tmp_path: Path) -> None:
    files = write_scored_leads(scored("L1", "L2", "L3").iloc[::-1], tmp_path / "exports")

    assert (files.csv, files.parquet) == (
        tmp_path / "exports" / CSV_NAME,
        tmp_path / "exports" / PARQUET_NAME,
    )
    assert (files.rows, files.defused, files.note("fi")) == (3, 0, "")
    assert [row["lead_id"] for row in cells(files.csv)] == ["L1", "L2", "L3"]
    assert pd.read_parquet(files.parquet)["lead_id"].tolist() == ["L1", "L2", "L3"]


def test_common_readers_skip_the_byte_order_mark_and_read_umlauts(tmp_path: Path) -> None:
    files = write_scored_leads(scored("L1", reasons_up="toimiala: sähkö, 1 000 €"), tmp_path)

    assert files.csv.read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(files.csv)["reasons_up"].tolist() == ["toimiala: sähkö, 1 000 €"]
    assert duckdb.read_csv(str(files.csv)).columns[0] == "lead_id"


@pytest.mark.parametrize(
    "hostile",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        '"=1+1',
        "  =1+1",
        "\u200b=1+1",
        "\ufeff=1+1",
        "\x00=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "fine;=1+1",
        "fine,=1+1",
        "fine\t=1+1",
        'fine";"=1+1',
    ],
)
def test_no_text_can_be_run_as_a_formula(tmp_path: Path, hostile: str) -> None:
    files = write_scored_leads(scored(hostile, "L2", reasons_up=hostile), tmp_path)

    row = cells(files.csv)[0]
    assert not begins_a_formula(row["lead_id"])
    assert not begins_a_formula(row["reasons_up"])
    assert files.defused == 3
    assert files.note("en").startswith("Texts that a spreadsheet might have run")
    assert pd.read_parquet(files.parquet)["lead_id"].tolist() == [hostile, "L2"]


@given(st.text(max_size=30))
def test_neutralising_leaves_no_sign_where_a_cell_may_begin(text: str) -> None:
    harmless = neutralise(text)

    assert not begins_a_formula(harmless)
    assert neutralise(harmless) == harmless


@given(st.text(alphabet="abcåäö ÅÄÖ0123456789.:()<>/_%€", max_size=30))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert neutralise(text) == text


def test_numbers_stay_numbers_and_texts_are_quoted(tmp_path: Path) -> None:
    files = write_scored_leads(scored("00123"), tmp_path)

    line = files.csv.read_text(encoding="utf-8-sig").splitlines()[1]
    assert line.startswith('"00123",100,50,60,"A",1,"A1",0.5,"viewed')
    assert line.endswith('true,"card 1","2026-05-04T03:00:00Z",')


def test_scores_that_are_not_known_are_left_empty(tmp_path: Path) -> None:
    frame = scored("L1", "L2").assign(fit_score=pd.array([None, 7], dtype="Int64"))

    files = write_scored_leads(frame, tmp_path)

    assert [row["fit_score"] for row in cells(files.csv)] == ["", "7"]
    assert pq.read_table(files.parquet)["fit_score"].to_pylist() == [None, 7]


def test_leads_of_an_export_without_time_have_no_instant(tmp_path: Path) -> None:
    files = write_scored_leads(
        scored("L1").assign(scored_at=pd.Series([pd.NaT], dtype="datetime64[us]")), tmp_path
    )

    assert [row["scored_at"] for row in cells(files.csv)] == [""]
    assert pq.read_table(files.parquet)["scored_at"].to_pylist() == [None]


def test_the_same_leads_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    frame = scored(*(f"L{at}" for at in range(50))).assign(probability=0.25)

    first = write_scored_leads(frame, tmp_path / "a")
    second = write_scored_leads(frame.sample(frac=1, random_state=1), tmp_path / "b")

    assert first.csv.read_bytes() == second.csv.read_bytes()
    assert first.parquet.read_bytes() == second.parquet.read_bytes()


def test_no_leads_give_files_with_a_header_only(tmp_path: Path) -> None:
    files = write_scored_leads(scored("L1").iloc[:0], tmp_path)

    assert cells(files.csv) == []
    assert pq.read_table(files.parquet).schema.names == SCHEMA.names


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"2 of 15 columns .* grade, version"):
        write_scored_leads(scored("L1").drop(columns=["grade", "version"]), tmp_path)


def test_a_lead_without_id_or_with_two_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"1 of 2 rows .* have no lead_id"):
        write_scored_leads(
            scored("L1", "L2").assign(lead_id=pd.array(["L1", None], dtype="str")), tmp_path
        )
    with pytest.raises(UsageError, match=r"1 of 2 rows .* repeat a lead"):
        write_scored_leads(scored("L1", "L1"), tmp_path)


def test_a_wrong_type_is_named_without_its_value(tmp_path: Path) -> None:
    frame = scored("L1").assign(score="person@example.org")

    with pytest.raises(UsageError, match=r"column score .* must hold int16") as told:
        write_scored_leads(frame, tmp_path)

    assert "example" not in str(told.value)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutputError, match=r"cannot be written into .*file"):
        write_scored_leads(scored("L1"), tmp_path / "file" / "exports")


def test_a_folder_in_the_place_of_a_file_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / CSV_NAME).mkdir()

    with pytest.raises(OutputError, match="cannot be written"):
        write_scored_leads(scored("L1"), tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".exports.lock") == [
        CSV_NAME
    ]


def test_a_folder_being_written_into_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadscore.exports.LOCK_SECONDS", 0.1)

    with FileLock(tmp_path / ".exports.lock"), pytest.raises(BusyError, match="Another leadscore"):
        write_scored_leads(scored("L1"), tmp_path)


_WRITE = """
import resource, signal, sys
from pathlib import Path
import pandas as pd
from leadscore.errors import OutputError
from leadscore.exports import write_scored_leads
frame = pd.read_parquet(sys.argv[1])
{body}
"""


def run(body: str, frame: pd.DataFrame, tmp_path: Path) -> list[str]:
    frame.to_parquet(tmp_path / "frame.parquet")
    return [
        sys.executable,
        "-c",
        _WRITE.format(body=body),
        str(tmp_path / "frame.parquet"),
        str(tmp_path / "exports"),
    ]


@pytest.mark.skipif(os.name != "posix", reason="file size limits are a POSIX matter")
def test_a_full_disk_leaves_the_old_files_whole(tmp_path: Path) -> None:
    before = write_scored_leads(scored("old"), tmp_path / "exports")
    old = before.csv.read_bytes(), before.parquet.read_bytes()
    body = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
try:
    write_scored_leads(frame, Path(sys.argv[2]))
except OutputError as told:
    print(told)
"""
    frame = scored(*(f"L{at}" for at in range(2_000)))

    done = subprocess.run(run(body, frame, tmp_path), capture_output=True, text=True, check=True)

    assert "cannot be written" in done.stdout
    assert (before.csv.read_bytes(), before.parquet.read_bytes()) == old
    assert not list((tmp_path / "exports").glob("*.partial"))


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
def test_files_are_whole_whenever_the_writer_is_killed(tmp_path: Path) -> None:
    body = """
print("ready", flush=True)
while True:
    write_scored_leads(frame, Path(sys.argv[2]))
"""
    frame = scored(*(f"L{at}" for at in range(2_000)))
    write_scored_leads(frame, tmp_path / "exports")
    chance = random.Random(0)

    for _ in range(4):
        writer = subprocess.Popen(run(body, frame, tmp_path), stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.2))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert len(cells(tmp_path / "exports" / CSV_NAME)) == 2_000
        assert pq.read_table(tmp_path / "exports" / PARQUET_NAME).num_rows == 2_000

    assert write_scored_leads(frame, tmp_path / "exports").rows == 2_000
    assert not list((tmp_path / "exports").glob(".*.partial"))
