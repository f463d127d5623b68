"""Statements, evidence, knowledge and notices carry the guide whole, truthfully and in our own words."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

ROOT = Path(__file__).resolve().parents[2]
LDN = ROOT / "src" / "zonewise" / "protocols" / "ldn"
DATA = ROOT / "tests" / "data"
KINDS = {"notice", "rule", "range", "caution", "fact"}
CERTAINTIES = {"very low", "low", "low-moderate", "moderate", "not studied"}
DOMAINS = {"anxiety", "laxity", "pain", "immune", "mood", "sensory"}
DANGER_SIGNS = {"anaphylaxis", "suicidal", "chest-or-collapse", "neurological", "liver", "withdrawal"}
SOURCE_ID = re.compile(r"(?:label|trial|practice|product):[a-z0-9-]+")
PERCENT = re.compile(r"\d\s*%|per\s?cent")
RUN = 8  # words; a shorter run is a turn of phrase, a longer one is a copied sentence
NO_MORE = "Take no more naltrexone until a clinician tells you."


class NoRepeatedKeys(yaml.SafeLoader):
    """Safe YAML that refuses a key standing twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping, or raise when a key is repeated."""
        keys = Counter(key.value for key, _ in node.value)
        repeated = [key for key, times in keys.items() if times > 1]
        if repeated:
            raise yaml.constructor.ConstructorError(None, None, f"repeated: {repeated}", node.start_mark)
        return super().construct_mapping(node, deep)


def load(name: str) -> Any:
    """Return one protocol file as plain values."""
    return yaml.load((LDN / name).read_text(encoding="utf-8"), Loader=NoRepeatedKeys)


STATEMENTS: list[dict[str, Any]] = load("statements.yaml")["statements"]
EVIDENCE: dict[str, dict[str, str]] = load("evidence.yaml")["sources"]
ENTRIES: list[dict[str, Any]] = load("knowledge.yaml")["entries"]
NOTICES: dict[str, Any] = load("notices.yaml")
CARDS: dict[str, dict[str, Any]] = NOTICES["danger_cards"]
FIGURES = yaml.safe_load((DATA / "figures.yaml").read_text(encoding="utf-8"))
SAYS = {statement["id"]: statement["says"] for statement in STATEMENTS}


def expected_kinds() -> dict[str, str]:
    """Return the kind of each of the guide's statements, from the list kept beside the tests."""
    with (DATA / "statement_ids.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row["kind"] for row in csv.DictReader(lines)}


def cited() -> Iterator[tuple[str, str]]:
    """Yield (where, source id) for everything that entries, notices and cards cite."""
    for entry in ENTRIES:
        for source in (*entry["guide"]["statements"], *entry["trials"]["sources"]):
            yield entry["id"], source
    for notice in NOTICES["notices"]:
        for source in notice["sources"]:
            yield notice["id"], source
    for sign, card in CARDS.items():
        for source in card["sources"]:
            yield sign, source


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower case, letters and digits only."""
    return re.findall(r"[^\W_]+", text.lower())


def runs_of(text: str) -> set[str]:
    """Return each run of eight words of a text."""
    words = words_of(text)
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def hash_of(run: str) -> str:
    """Return what the list of the guide's runs keeps of a run."""
    return sha256(run.encode()).hexdigest()[:16]


def guide_hashes() -> frozenset[str]:
    """Return the hashed runs of the guide."""
    lines = (DATA / "guide_shingles.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


# ---- statements


def test_every_statement_of_the_guide_is_there_once_with_its_kind() -> None:
    """Ids and kinds are exactly those of the guide's numbered statements, none missing, none added, none twice."""
    result = [(statement["id"], statement["kind"]) for statement in STATEMENTS]
    assert sorted(result) == sorted(expected_kinds().items())
    assert len(result) == 77
    assert {kind for _, kind in result} == KINDS


def test_every_statement_has_its_four_parts_and_says_something_of_its_own() -> None:
    """A statement has an id, a kind, a section and a sentence that no other statement has."""
    assert all(list(statement) == ["id", "kind", "section", "says"] for statement in STATEMENTS)
    assert all(statement["says"].endswith(".") and statement["section"] for statement in STATEMENTS)
    assert len(set(SAYS.values())) == len(STATEMENTS)


@pytest.mark.parametrize(("statement", "figures"), FIGURES["guide"].items())
def test_the_figures_of_the_guide_carry_over(statement: str, figures: list[str]) -> None:
    """Each figure of the guide stands unchanged in the statement and in an entry that carries it."""
    carriers = " ".join(entry["guide"]["says"] for entry in ENTRIES if statement in entry["guide"]["statements"])
    for figure in figures:
        assert figure in SAYS[statement]
        assert figure in carriers


def test_every_statement_is_carried_by_an_entry_or_a_notice() -> None:
    """Facts, ranges and cautions stand in an entry, notices in a notice, and nothing is left out."""
    in_entries = {name for entry in ENTRIES for name in entry["guide"]["statements"]}
    in_notices = {source for notice in NOTICES["notices"] for source in notice["sources"]}
    kinds = expected_kinds()
    assert {name for name, kind in kinds.items() if kind in {"fact", "range", "caution"}} - in_entries == set()
    assert {name for name, kind in kinds.items() if kind == "notice"} - in_notices == set()
    assert kinds.keys() - in_entries - in_notices == set()


# ---- evidence


def test_every_source_has_its_parts_and_a_mark_that_may_be_shown() -> None:
    """Each source is a label, trial or practice with title, finding, citation and a mark V, S, R or C, never M."""
    for name, source in EVIDENCE.items():
        assert re.fullmatch(r"(label|trial|practice):[a-z0-9-]+", name), name
        assert list(source) == ["title", "finding", "citation", "mark"], name
        assert source["mark"] in {"V", "S", "R", "C"}, name
        assert source["finding"].endswith("."), name


@pytest.mark.parametrize(("source", "figures"), FIGURES["papers"].items())
def test_the_figures_of_the_papers_stand_as_published(source: str, figures: list[str]) -> None:
    """The figures people see most are those of the papers, under the mark they were checked with."""
    assert EVIDENCE[source]["mark"] == figures[0]
    for figure in figures[1:]:
        assert figure in EVIDENCE[source]["finding"]


def test_every_source_that_is_cited_exists() -> None:
    """What entries, notices and cards cite is a statement, an evidence entry or a declared choice of the product."""
    known = {*SAYS, *EVIDENCE, *load("product.yaml")["sources"]}
    assert [(where, source) for where, source in cited() if source not in known] == []


def test_every_evidence_id_named_in_any_protocol_file_exists() -> None:
    """No rule, setting or review note names a label, trial or practice that is not in the evidence."""
    named = {name for path in LDN.iterdir() if path.is_file() for name in SOURCE_ID.findall(path.read_text("utf-8"))}
    assert {name for name in named if not name.startswith("product:")} - EVIDENCE.keys() == set()


# ---- knowledge


def test_every_entry_has_its_parts() -> None:
    """An entry says what the guide says and, beside it, what trials found, how certain that is and what follows."""
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES)
    for entry in ENTRIES:
        assert list(entry) == ["id", "about", "title", "guide", "trials"], entry["id"]
        assert [key for key in entry["guide"] if key != "percent"] == ["says", "statements"], entry["id"]
        assert [key for key in entry["trials"] if key != "net"] == ["found", "sources", "certainty", "verdict"]
        assert entry["trials"]["certainty"] in CERTAINTIES, entry["id"]
        assert entry["guide"]["statements"], entry["id"]
        assert entry["trials"]["sources"], entry["id"]
        assert all(SOURCE_ID.fullmatch(source) for source in entry["trials"]["sources"]), entry["id"]


def test_a_percentage_of_the_guide_never_stands_alone() -> None:
    """A claimed percentage is called a claim and no promise, with findings, certainty and verdict beside it."""
    claims = [entry for entry in ENTRIES if PERCENT.search(entry["guide"]["says"])]
    assert {entry["id"] for entry in claims} == {*(f"expected-{domain}" for domain in DOMAINS), "expected-overall"}
    for entry in claims:
        assert "claim" in entry["guide"]["says"], entry["id"]
        assert "not a promise" in entry["guide"]["says"], entry["id"]
        assert entry["trials"]["found"], entry["id"]
        assert entry["trials"]["certainty"] in CERTAINTIES - {"not studied"}, entry["id"]
        assert entry["trials"]["verdict"], entry["id"]
    for name, says in SAYS.items():
        assert not PERCENT.search(says) or ("claims" in says and "not a promise" in says), name


def test_no_percentage_hides_in_a_title_a_verdict_or_a_notice() -> None:
    """Headings, notices and cards show no percentage at all, so none can be read without its company."""
    lines = [entry["title"] for entry in ENTRIES] + [notice["text"] for notice in NOTICES["notices"]]
    lines += [line for card in CARDS.values() for line in (card["heading"], *card["steps"])]
    assert [line for line in lines if PERCENT.search(line)] == []


def test_each_domain_has_how_it_may_help_and_how_much_to_expect() -> None:
    """Each of the six domains has one entry on how and one on how much; sleep and cognition have one each."""
    for domain in DOMAINS:
        ids = {entry["id"] for entry in ENTRIES if entry["about"] == domain}
        assert ids == {f"how-{domain}", f"expected-{domain}"}
        expected = next(entry for entry in ENTRIES if entry["id"] == f"expected-{domain}")
        assert expected["guide"]["statements"] == [f"relief.{domain}"]
        assert len({entry["trials"]["certainty"] for entry in ENTRIES if entry["about"] == domain}) == 1, domain
    assert {entry["about"] for entry in ENTRIES} >= {"sleep", "cognition", "overall", "onset", "mechanism", "zones"}


@pytest.mark.parametrize(
    ("entry", "certainty"),
    by_outcome({
        "low-moderate": ["expected-pain"],
        "very low": ["expected-immune", "expected-anxiety", "expected-sensory", "expected-laxity",
            "what-it-is-tried-for", "mechanism-immune"],
        "low": ["expected-mood", "how-sleep", "how-cognition", "expected-overall"],
        "not studied": ["mechanism-endorphin"],
    }),
)  # fmt: skip
def test_certainty_of_each_claim_is_the_one_graded(entry: str, certainty: str) -> None:
    """The certainty beside each claimed relief is the one the evidence review gave."""
    assert next(item for item in ENTRIES if item["id"] == entry)["trials"]["certainty"] == certainty


# ---- notices, cards, numbers


def test_notices_have_text_and_sources() -> None:
    """A notice has an id of its own, a text and at least one source."""
    notices = NOTICES["notices"]
    assert list(NOTICES) == ["notices", "danger_cards", "emergency_numbers"]
    assert all(list(notice) == ["id", "text", "sources"] and notice["sources"] for notice in notices)
    assert len({notice["id"] for notice in notices}) == len(notices)


def test_each_danger_sign_has_a_short_card() -> None:
    """Every danger sign has a heading, two to four steps and its sources."""
    assert set(CARDS) == DANGER_SIGNS
    for sign, card in CARDS.items():
        assert list(card) == ["heading", "steps", "sources"], sign
        assert 2 <= len(card["steps"]) <= 5, sign
        assert all(len(step) <= 130 for step in card["steps"]), sign


def test_adrenaline_comes_before_the_call_and_the_call_before_the_rest() -> None:
    """In anaphylaxis adrenaline is first and the emergency call second; elsewhere in an emergency the call is first."""
    steps = CARDS["anaphylaxis"]["steps"]
    assert "adrenaline" in steps[0]
    assert "{emergency}" in steps[1]
    assert "second injector" in steps[2]
    for sign in ("chest-or-collapse", "neurological", "withdrawal"):
        assert "{emergency}" in CARDS[sign]["steps"][0], sign
    assert CARDS["liver"]["steps"][0] == NO_MORE
    assert any("{emergency}" in step for step in CARDS["liver"]["steps"])


def test_no_card_says_anything_about_a_dose_but_to_take_no_more() -> None:
    """A card names no amount, and naltrexone is taken, reduced or resumed in no step; every bodily danger stops it."""
    for sign, card in CARDS.items():
        steps = [step for step in card["steps"] if step != NO_MORE]
        told = " ".join((card["heading"], *steps)).lower()
        assert (NO_MORE in card["steps"]) == (sign != "suicidal"), sign
        assert not re.search(r"\bdos\w*|\d|\bmg\b|\bml\b|\bhalf\b|\breduce|\bpause|\bresume|\bstep\b", told), sign


def test_the_card_on_suicide_is_plain_kind_and_without_method() -> None:
    """It thanks, says suicide, gives both numbers, and names neither a method nor the medicine nor 'committed'."""
    told = " ".join((CARDS["suicidal"]["heading"], *CARDS["suicidal"]["steps"])).lower()
    for needed in ("thank you", "suicide", "ending your life", "{crisis}", "{emergency}", "someone you trust"):
        assert needed in told
    assert not re.search(r"commit|overdos|pill|tablet|medicine|naltrexone|weapon|knife|rope|jump|opioid", told)


def test_only_known_places_are_left_open_in_a_step() -> None:
    """The only things to fill in are the emergency number and the crisis line."""
    open_places = {
        place for card in CARDS.values() for step in card["steps"] for place in re.findall(r"\{(\w*)\}", step)
    }
    assert open_places == {"emergency", "crisis"}


def test_emergency_numbers_are_complete_and_the_known_ones_stand() -> None:
    """Each country has an emergency number; the lines we named stand; elsewhere the default says what to dial."""
    default = NOTICES["emergency_numbers"]["default"]
    countries = NOTICES["emergency_numbers"]["countries"]
    assert default["emergency"] == "your local emergency number (112 works in many countries)"
    assert default["crisis"]
    for country, numbers in countries.items():
        assert re.fullmatch(r"[A-Z]{2}", country)
        assert set(numbers) in ({"emergency"}, {"emergency", "crisis"}), country
        assert re.fullmatch(r"\d{3}( or \d{2,3})?", numbers["emergency"]), country
        assert re.match(r"\d", numbers.get("crisis", "1")), country
    wanted = {"US": ("911", "988"), "CA": ("911", "988"), "GB": ("999", "116 123"), "IE": ("112", "116 123")}
    wanted |= {"AU": ("000", "13 11 14"), "NZ": ("111", "1737"), "FR": ("112", "3114"), "ES": ("112", "024")}
    for country, (emergency, crisis) in wanted.items():
        assert countries[country]["emergency"].startswith(emergency)
        assert countries[country]["crisis"].startswith(crisis)
    elsewhere = countries.keys() - {"US", "CA", "AU", "NZ", "NO"}
    assert len(elsewhere) >= 27 + 3  # the European Union, and three countries around it
    assert [code for code in elsewhere if "112" not in countries[code]["emergency"]] == []


# ---- our own words


def test_no_sentence_of_the_guide_was_copied(project_files: tuple[Path, ...]) -> None:
    """No run of eight words anywhere in the product or its documents stands in the guide."""
    guide = guide_hashes()
    assert len(guide) > 1000
    texts = [path for path in project_files if path.suffix in {".yaml", ".md", ".py", ".toml"}]
    texts = [path for path in texts if "tests" not in path.relative_to(ROOT).parts]
    assert set(LDN.glob("*.yaml")) <= set(texts)
    copied = {(path.name, run) for path in texts for run in runs_of(path.read_text("utf-8")) if hash_of(run) in guide}
    assert copied == set()


def test_a_copied_run_would_be_found() -> None:
    """The guide page's own footer, which is no statement, is recognised, so the hashes match the way we read words."""
    footer = "🟢 Green\n\nYou cannot copy content  of THIS page"
    assert {hash_of(run) for run in runs_of(footer)} <= guide_hashes()
    assert len(runs_of(footer)) == 1


@given(
    st.lists(st.sampled_from(["green", "calm", "dose", "night", "mast", "cell", "4", "5"]), max_size=30),
    st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=6), min_size=RUN, max_size=RUN),
    st.lists(st.sampled_from(["red", "storm", "step", "morning", "1", "2"]), max_size=30),
)
def test_eight_words_are_found_wherever_they_stand(before: list[str], copied: list[str], after: list[str]) -> None:
    """However a copied run is embedded, punctuated or broken over lines, it is among the runs of the text."""
    text = " ".join(before) + "\n- says: " + ",\n  ".join(copied).upper() + ". " + " ".join(after)
    assert " ".join(copied) in runs_of(text)
    assert runs_of(" ".join(copied[1:])) == set()
