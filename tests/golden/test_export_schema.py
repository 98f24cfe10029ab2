"""The scored lead file is read by other programs: its shape changes only on purpose."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from leadscore.exports import write_scored_leads

GOLDEN_SCHEMA = """\
lead_id: string not null
score: int16 not null
fit_score: int16
behaviour_score: int16
grade: string
band: int8
cell: string
probability: double not null
reasons_up: string
reasons_down: string
contactable: bool not null
random_slice: bool not null
version: string not null
scored_at: timestamp[us]
qualified: string"""

GOLDEN_CSV = (
    '"lead_id","score","fit_score","behaviour_score","grade","band","cell","probability",'
    '"reasons_up","reasons_down","contactable","random_slice","version","scored_at","qualified"\n'
    '"L2",97,80,99,"A",1,"A1",0.412346,"viewed pricing 4 times in 7 days; industry: software","",'
    'true,false,"auto 3","2026-05-04T03:00:00Z","sql"\n'
    '"\'=L1",12,,8,"D",4,"D4",0.004,"","industry: \'mining\', 9 employees",'
    'false,true,"auto 3","2026-05-04T03:00:00Z",\n'
)


def test_the_files_have_the_agreed_shape(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "lead_id": ["=L1", "L2"],
            "score": [12, 97],
            "fit_score": [None, 80],
            "behaviour_score": [8, 99],
            "grade": ["D", "A"],
            "band": [4, 1],
            "cell": ["D4", "A1"],
            "probability": [0.004, 0.41234567],
            "reasons_up": ["", "viewed pricing 4 times in 7 days; industry: software"],
            "reasons_down": ["industry: 'mining', 9 employees", ""],
            "contactable": [False, True],
            "random_slice": [True, False],
            "version": "auto 3",
            "scored_at": pd.Timestamp("2026-05-04 03:00"),
            "qualified": pd.array([None, "sql"], dtype="str"),
        }
    )

    files = write_scored_leads(frame, tmp_path)

    assert files.csv.read_text(encoding="utf-8-sig") == GOLDEN_CSV
    assert pq.read_schema(files.parquet).to_string() == GOLDEN_SCHEMA
