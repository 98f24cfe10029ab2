"""leadscore.toml: what it accepts, and what it says when it does not."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from leadscore.errors import SettingsError
from leadscore.settings import Settings, load_settings, parse_settings

TEMPLATE = Path(__file__).parents[1] / "leadscore" / "templates" / "leadscore.toml"


def write(folder: Path, text: str) -> Path:
    path = folder / "leadscore.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_explains_every_setting_and_shows_its_default() -> None:
    shown = tomllib.loads(TEMPLATE.read_text(encoding="utf-8").replace("@NAME@", "leads"))
    defaults = Settings()
    meant_otherwise = {("data", "timezone"), ("data", "simulate_when_empty")}
    for section, model in Settings.model_fields.items():
        assert isinstance(model.annotation, type)
        assert issubclass(model.annotation, BaseModel)
        assert set(shown[section]) == set(model.annotation.model_fields), section
    parsed = parse_settings({**shown, "time": {**shown["time"]}})
    for section in Settings.model_fields:
        for key, value in getattr(parsed, section):
            if (section, key) not in meant_otherwise:
                assert value == getattr(getattr(defaults, section), key), f"{section}.{key}"


def test_a_misspelt_key_is_named_with_the_right_one(tmp_path: Path) -> None:
    path = write(tmp_path, "[time]\nhorizn_days = 30\n")
    with pytest.raises(SettingsError, match=r"time\.horizn_days.*'horizon_days'"):
        load_settings(path)


def test_a_misspelt_section_is_named_with_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"tiem is not a setting.*'time'"):
        load_settings(write(tmp_path, "[tiem]\nhorizon_days = 30\n"))


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "[time]\nhorizon_days = 0\n[sales]\ncapacity = 3\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert "time.horizon_days" in str(caught.value)
    assert "sales.capacity" in str(caught.value)


def test_a_target_outside_the_stages_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"time\.target is 'bought'.*data\.stages"):
        parse_settings({"time": {"target": "bought"}})


def test_windows_must_rise() -> None:
    with pytest.raises(SettingsError, match="rising order"):
        parse_settings({"features": {"windows_days": [30, 7]}})


def test_a_missing_file_says_how_to_lay_out_a_project(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="leadscore init"):
        load_settings(tmp_path / "leadscore.toml")


def test_text_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings(write(tmp_path, "[time\n"))


def test_an_empty_instant_or_stage_means_not_set(tmp_path: Path) -> None:
    path = write(tmp_path, '[time]\nas_of = ""\nobserved_from = ""\nstop_stage = ""\n')
    settings = load_settings(path)
    assert settings.time.as_of is None
    assert settings.time.observed_from is None
    assert settings.time.stop_stage is None


def test_an_instant_with_a_zone_is_held_in_utc() -> None:
    settings = parse_settings({"time": {"as_of": "2025-06-01T03:00:00+03:00"}})
    assert settings.time.as_of == datetime(2025, 6, 1, 0, 0)
