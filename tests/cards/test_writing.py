"""A card is saved as a person would have written it, and a person's comments stay."""

from __future__ import annotations

import difflib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscore.cards import Card, Rule, What, Who, load_card, parse_card
from leadscore.cards.editing import edited
from leadscore.cards.putting import put
from leadscore.cards.writing import rewrite_card, save_card, write_card
from leadscore.errors import CardError, OutputError
from tests.cards.making import CARDS, made, plain_cards

ROOT = Path(__file__).parents[2]
SHIPPED = (
    ROOT / "card.yaml",
    ROOT / "leadscore/templates/card.yaml",
    *sorted((ROOT / "data/samples/cards").glob("*.yaml")),
)
A = {"en": "A", "fi": "A"}
YAML_WORDS = ("null", "yes", "true", "false", "off", "nan", "inf")
HYPOTHESIS = settings(max_examples=25, deadline=None)


class Messy:
    """A person who writes a card in a way of their own, with a comment wherever one can be."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.told = 0

    def one_of(self, *ways: str) -> str:
        return self.draw(st.sampled_from(ways))

    def comment(self, owner: str) -> str:
        """Give a comment that names whose it is."""
        self.told += 1
        return f"# {owner} says {self.told}, 'x: [y'"

    def ending(self, owner: str) -> str:
        return self.one_of("", "", f"  {self.comment(owner)}", " ")

    def flow(self, value: object, owner: str, column: int) -> str:
        """Write a value on one line, or on several in brackets."""
        if isinstance(value, dict | list) and not value:
            return "{}" if isinstance(value, dict) else "[]"
        line = f"\n{' ' * (column + 4)}"
        comma = self.one_of(", ", ",  ", f",{line}", f",  {self.comment(owner)}{line}")
        space = self.one_of("", " ")
        if isinstance(value, dict):
            parts = [f"{self.key(k)}: {self.flow(v, owner, column)}" for k, v in value.items()]
            return f"{{{space}{comma.join(parts)}{self.one_of('', ',')}{space}}}"
        if isinstance(value, list):
            parts = [self.flow(v, owner, column) for v in value]
            return f"[{space}{comma.join(parts)}{space}]"
        if isinstance(value, str):
            quoted = '"' + "".join(map(self.sign, value)) + '"'
            plain = re.fullmatch(r"[a-z]{3,}(_[a-z]+)*", value) and value not in YAML_WORDS
            return self.one_of(quoted, value) if plain else quoted
        return json.dumps(value)

    @staticmethod
    def sign(sign: str) -> str:
        plain = sign.isprintable() and sign not in '"\\'
        return sign if plain else f"\\U{ord(sign):08x}"

    @staticmethod
    def key(key: str) -> str:
        return key if not key.isdigit() else f'"{key}"'

    def block(self, value: dict[str, Any], owner: str, column: int) -> list[str]:
        """Write a mapping a key a line; its values on the line, or below."""
        lines: list[str] = []
        for key, each in value.items():
            if lines and self.one_of("", "", "#"):
                lines.append(" " * column + self.comment(owner))
            nested = isinstance(each, dict | list) and each and self.one_of("", "nested")
            if nested and isinstance(each, dict):
                lines.append(f"{' ' * column}{self.key(key)}:{self.ending(owner)}")
                lines += self.block(each, owner, column + 2)
            elif nested:
                lines.append(f"{' ' * column}{self.key(key)}:{self.ending(owner)}")
                for entry in each:  # segments are entries of one line
                    told = self.flow(entry, owner, column + 2)
                    lines.append(f"{' ' * (column + 2)}- {told}{self.ending(owner)}")
            else:
                told = self.flow(each, owner, column)
                lines.append(f"{' ' * column}{self.key(key)}: {told}{self.ending(owner)}")
        return lines

    def entries(self, parts: list[dict[str, Any]]) -> list[str]:
        """Write rules or exclusions, each a block or in braces."""
        dash = int(self.one_of("0", "2"))
        lines = []
        blank = self.one_of("", "blank")
        for part in parts:
            owner = part["id"]
            if self.one_of("", "#"):
                lines.append(" " * dash + self.comment(owner))
            if self.one_of("block", "block", "flow") == "flow":
                lines.append(f"{' ' * dash}- {self.flow(part, owner, dash + 2)}")
            else:
                block = self.block(part, owner, dash + 2)
                lines += [f"{' ' * dash}- {block[0].lstrip()}", *block[1:]]
            if self.one_of("", "#"):
                lines.append(" " * (dash + 2) + self.comment(owner))
            if blank:
                lines.append("")
            if self.one_of("", "", "#"):
                lines += [" " * dash + self.comment("nobody"), ""]
        return lines

    def card(self, plain: dict[str, Any]) -> str:
        lines = [self.comment("nobody"), ""]
        for key, value in plain.items():
            if key in ("rules", "exclusions"):
                lines += [f"{key}:{self.ending('nobody')}", *self.entries(value)]
            elif key == "groups":
                lines += ["groups:", *self.block(value, "groups", 2)]
            else:
                lines += self.block({key: value}, key, 0)
            lines += [[], [""]][int(self.one_of("0", "1"))]
        return "\n".join(lines) + self.one_of("", "\n", f"\n{self.comment('nobody')}\n")


@st.composite
def written(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    plain = draw(plain_cards())
    return plain, Messy(draw).card(plain)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, Card, Card]:
    """Give a text, its card, and a card that shares some rules with it."""
    plain, text = draw(written())
    other = draw(plain_cards())
    mine = {rule["id"]: rule for rule in plain["rules"]}
    merged = [
        draw(st.sampled_from([mine.get(rule["id"], rule), {**rule, "id": rule["id"]}]))
        for rule in other["rules"]
    ]
    sides = {rule["id"]: "what" in rule for rule in merged}
    groups = {
        name: group
        for name, group in other.get("groups", {}).items()
        if len({sides[each] for each in group["rules"]}) == 1
    }
    return text, made(plain), made({**other, "rules": merged, "groups": groups})


def comments(text: str, owner: str) -> set[str]:
    return set(re.findall(rf"# {owner} says \d+, 'x: \[y'", text))


@HYPOTHESIS
@given(CARDS)
def test_a_new_card_reads_back_as_the_same_card(card: Card) -> None:
    text = write_card(card)
    assert parse_card(text) == card
    assert text.startswith("# yaml-language-server: $schema=card.schema.json\n")
    assert rewrite_card(text, card) == text


@HYPOTHESIS
@given(changes())
def test_a_changed_card_reads_back_and_every_comment_of_a_rule_that_stays_is_there(
    change: tuple[str, Card, Card],
) -> None:
    text, old, new = change
    after = rewrite_card(text, new)
    assert parse_card(after) == new
    parts = {part.id for part in (*new.rules, *new.exclusions)}
    for part in (*old.rules, *old.exclusions):
        if part.id in parts:
            assert comments(text, part.id) <= comments(after, part.id), part.id
    assert comments(text, "nobody") <= comments(after, "nobody") or not new.exclusions


@HYPOTHESIS
@given(written())
def test_an_unchanged_card_gives_back_the_same_text(each: tuple[dict[str, Any], str]) -> None:
    plain, text = each
    assert rewrite_card(text, made(plain)) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_cards_that_ship_stay_as_they_are_and_change_only_in_their_points(path: Path) -> None:
    text = path.read_bytes().decode()
    card = load_card(path)
    assert rewrite_card(text, card) == text
    quarter = [rule.model_copy(update={"points": rule.points / 4}) for rule in card.rules]
    after = rewrite_card(text, card.model_copy(update={"rules": tuple(quarter)}))
    assert sorted(changed(text, after)[0]) == sorted(
        f"    points: {r.points:g}" for r in card.rules
    )
    assert sorted(changed(text, after)[1]) == sorted(f"    points: {r.points:g}" for r in quarter)
    assert parse_card(write_card(card)) == card


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Give the lines that went, and those that came."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone, came = ([line[2:] for line in lines if line[0] == sign] for sign in "-+")
    return gone, came


TEXT = """\
# our card; ask Maija before you change it
name: 'Ours'

rules:
  # ---- who -------------------------------
  # Titles are typed by the leads themselves
  - id: boss
    says:   "Boss"     # aligned by hand
    who:
      title_contains:
        - director     # and nothing else
        - 'johtaja'
    points: 15         # was 10 before May

  # ---- what ------------------------------
  # Robots, too, look at prices
  - id: pricing
    says: {en: Pricing, fi: Hinnat}
    what: { intent: pricing }
    points: 10
    # 30 days: Maija's guess
    decay: {half_life_days: 30}

  # nothing on newsletters, on purpose

  - {id: guide, says: Guide, what: {asset: guide}, points: 5}  # one guide only

thresholds: {mql: 10}
"""


def rewritten(**parts: object) -> tuple[list[str], list[str]]:
    """Give the lines that go and those that come when parts of the card change."""
    plain = parse_card(TEXT).model_dump(by_alias=True, exclude_none=True)
    after = rewrite_card(TEXT, Card.model_validate(plain | parts))
    assert parse_card(after) == Card.model_validate(plain | parts)
    return changed(TEXT, after)


def rules(**updates: dict[str, Any]) -> list[dict[str, Any]]:
    plain = parse_card(TEXT).model_dump(by_alias=True, exclude_none=True)["rules"]
    return [rule | updates.get(rule["id"], {}) for rule in plain]


def test_points_change_in_their_place_and_what_stands_beside_them_stays() -> None:
    assert rewritten(rules=rules(boss={"points": 12.5})) == (
        ["    points: 15         # was 10 before May"],
        ["    points: 12.5         # was 10 before May"],
    )


def test_a_cap_is_added_where_it_belongs_in_either_style() -> None:
    told = rewritten(rules=rules(pricing={"cap": 20, "per": "act"}, guide={"cap": 3}))
    assert told == (
        ["  - {id: guide, says: Guide, what: {asset: guide}, points: 5}  # one guide only"],
        [
            "    per: act",
            "    cap: 20",
            "  - {id: guide, says: Guide, what: {asset: guide}, points: 5, cap: 3}"
            "  # one guide only",
        ],
    )


def test_a_rule_goes_with_its_own_comments_and_headings_stay() -> None:
    boss, pricing, guide = rules()
    gone, came = rewritten(rules=[boss, guide])
    assert came == []
    assert gone == [
        "  # Robots, too, look at prices",
        "  - id: pricing",
        "    says: {en: Pricing, fi: Hinnat}",
        "    what: { intent: pricing }",
        "    points: 10",
        "    # 30 days: Maija's guess",
        "    decay: {half_life_days: 30}",
    ]
    gone, came = rewritten(rules=[pricing])
    assert came == []
    assert "  # Titles are typed by the leads themselves" in gone
    assert not {"  # ---- who -------------------------------", "thresholds: {mql: 10}"} & set(gone)
    assert "  # nothing on newsletters, on purpose" not in gone


def test_a_new_rule_comes_after_the_last_one_or_in_its_order() -> None:
    new = {"id": "fair", "says": "Fair: #1", "what": {"kind": ["trade_fair"]}, "points": -2}
    told = [
        "  - id: fair",
        '    says: "Fair: #1"',
        "    what: {kind: trade_fair}",
        "    points: -2",
        "",
    ]
    for at in range(4):
        listed = rules()
        listed.insert(at, new)
        gone, came = rewritten(rules=listed)
        assert (gone, sorted(came)) == ([], sorted(told))


def test_a_renamed_rule_is_renamed_in_place() -> None:
    gone, came = rewritten(rules=rules(boss={"id": "director"}))
    assert (gone, came) == (["  - id: boss"], ["  - id: director"])


def test_lists_keep_their_style_and_values_their_quotes() -> None:
    gone, came = rewritten(rules=rules(boss={"who": {"title_contains": ["johtaja", "vp", "no"]}}))
    # the comment of the value that goes stays, since the rule does
    assert gone == ["        - director     # and nothing else"]
    assert came == ["        # and nothing else", "        - vp", '        - "no"']


def test_rules_in_another_order_move_with_their_comments() -> None:
    boss, pricing, guide = rules()
    plain = parse_card(TEXT).model_dump(by_alias=True, exclude_none=True)
    card = Card.model_validate(plain | {"rules": [guide, pricing, boss]})
    after = rewrite_card(TEXT, card)
    assert parse_card(after) == card
    assert sorted(after.splitlines()) == sorted(TEXT.splitlines())
    assert "Titles are typed by the leads themselves\n  - id: boss" in after


def test_sections_come_and_go() -> None:
    group = {"web": {"cap": 12, "rules": ["pricing", "guide"]}}
    exclusion = {"id": "jobs", "says": "Jobs", "what": {"intent": ["careers"]}}
    gone, came = rewritten(groups=group, exclusions=[exclusion], thresholds=None)
    assert gone == ["thresholds: {mql: 10}"]
    assert came == [
        "groups:",
        "  web:",
        "    cap: 12",
        "    rules: [pricing, guide]",
        "",
        "exclusions:",
        "  - id: jobs",
        "    says: Jobs",
        "    what: {intent: careers}",
    ]


def test_line_ends_of_windows_stay() -> None:
    text = TEXT.replace("\n", "\r\n")
    card = Card.model_validate(parse_card(TEXT).model_dump(by_alias=True) | {"name": "Theirs"})
    assert rewrite_card(text, card) == text.replace("'Ours'", "'Theirs'")


def test_a_text_that_cannot_be_changed_in_place_is_told() -> None:
    text = "rules:\n- id: a\n  says: A\n  who: {has: industry}\n  points: 5\n  ? cap\n  : 3\n"
    rule = parse_card(text).rules[0].model_copy(update={"cap": None})
    with pytest.raises(CardError, match="cannot change in place without touching the rest"):
        rewrite_card(text, Card(rules=(rule,)))


@given(data=st.data())
@HYPOTHESIS
def test_every_line_keeps_the_end_that_it_had(data: st.DataObject) -> None:
    lines = TEXT.splitlines()
    ends = data.draw(
        st.lists(st.sampled_from(["\n", "\r\n"]), min_size=len(lines), max_size=len(lines))
    )
    text = "".join(line + end for line, end in zip(lines, ends, strict=True))
    card = Card.model_validate(parse_card(TEXT).model_dump(by_alias=True) | {"name": "Theirs"})
    assert rewrite_card(text, card) == text.replace("'Ours'", "'Theirs'")


@pytest.mark.parametrize(("most", "few"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_new_lines_end_as_most_do(most: str, few: str) -> None:
    text = "# mine\nrules:\n  - {id: a, says: A, what: {kind: reply}, points: 5}\n"
    mixed = text.replace("\n", most).replace(most, few, 1)
    old = parse_card(text)
    more = old.rules[0].model_copy(update={"id": "b"})
    after = rewrite_card(mixed, old.model_copy(update={"rules": (*old.rules, more)}))
    assert after.startswith(mixed)
    assert after.removeprefix(mixed).count("\n") >= 1
    assert after.removeprefix(mixed).count("\r\n") == (
        after.removeprefix(mixed).count("\n") if most == "\r\n" else 0
    )


@pytest.mark.timeout(20)
def test_line_ends_of_old_macs_are_told() -> None:
    text = TEXT.replace("\n", "\r")
    card = Card.model_validate(parse_card(text).model_dump(by_alias=True) | {"name": "Theirs"})
    with pytest.raises(CardError, match="cannot change in place without touching the rest"):
        rewrite_card(text, card)


@pytest.mark.timeout(20)
def test_the_search_for_a_dash_ends() -> None:
    with pytest.raises(CardError, match="cannot change in place"):
        edited("# a\r- 1\r- 2\n", [1, 2], [1, 3])  # type: ignore[arg-type]


def test_words_that_yaml_takes_for_something_else_are_quoted() -> None:
    words = ("no", "Null", "1.0", "a: b", "a #b", "🚀", "=1+2", "two\nlines", "2024-01-01", "ok go")
    rule = Rule(id="a", says=A, who=Who(title_contains=words), points=5)
    told = write_card(Card(rules=(rule,)))
    assert (
        'title_contains: ["no", "Null", "1.0", "a: b", "a #b", "🚀", "=1+2", "two\\nlines", '
        '"2024-01-01", ok go]'
    ) in told


class TestSaving:
    """What becomes of the file."""

    CARD = Card(rules=(Rule(id="a", says=A, what=What(kind=("reply",)), points=5),))

    def test_a_new_file_is_written_whole(self, tmp_path: Path) -> None:
        save_card(self.CARD, tmp_path / "card.yaml")
        assert (tmp_path / "card.yaml").read_text("utf-8") == write_card(self.CARD)
        assert os.listdir(tmp_path) == ["card.yaml"]

    def test_a_file_that_is_there_keeps_its_comments_mark_and_rights(self, tmp_path: Path) -> None:
        path = tmp_path / "card.yaml"
        path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
        path.chmod(0o640)
        (tmp_path / "link.yaml").symlink_to(path)
        card = Card.model_validate(parse_card(TEXT).model_dump(by_alias=True) | {"name": "Theirs"})
        save_card(card, tmp_path / "link.yaml", read=TEXT)
        assert path.read_bytes() == b"\xef\xbb\xbf" + TEXT.replace("Ours", "Theirs").encode()
        assert path.stat().st_mode & 0o777 == 0o640
        assert (tmp_path / "link.yaml").is_symlink()
        assert load_card(path) == card

    def test_what_somebody_else_wrote_meanwhile_is_not_written_over(self, tmp_path: Path) -> None:
        path = tmp_path / "card.yaml"
        path.write_text(TEXT + "# mine\n", encoding="utf-8")
        with pytest.raises(OutputError, match="changed by somebody else since it was read"):
            save_card(self.CARD, path, read=TEXT)
        assert path.read_text("utf-8") == TEXT + "# mine\n"

    def test_a_file_that_is_no_card_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "card.yaml"
        for content, told in ((b"rules: 5\n", "must be a list"), (b"\xff\xfe", "not UTF-8")):
            path.write_bytes(content)
            with pytest.raises(CardError, match=told):
                save_card(self.CARD, path)
            assert path.read_bytes() == content
            assert os.listdir(tmp_path) == ["card.yaml"]

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match=r"card\.yaml cannot be written into .*then save"):
            save_card(self.CARD, tmp_path / "missing" / "card.yaml")

    def test_what_lies_under_the_name_of_an_unfinished_file_is_left_alone(
        self, tmp_path: Path
    ) -> None:
        victim, link = tmp_path / "victim", tmp_path / ".card.yaml.partial"
        victim.write_text("mine", "utf-8")
        link.symlink_to(victim)
        save_card(self.CARD, tmp_path / "card.yaml")
        assert victim.read_text("utf-8") == "mine"
        assert link.is_symlink()

    def test_nothing_is_left_beside_where_the_place_cannot_be_taken(self, tmp_path: Path) -> None:
        (tmp_path / "card.yaml").mkdir()
        with pytest.raises(IsADirectoryError):
            put(b"new", tmp_path / "card.yaml")
        assert os.listdir(tmp_path) == ["card.yaml"]
