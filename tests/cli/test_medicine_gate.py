"""No way into the diary lets anything rise while an opioid, or a name that nobody knows, is in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DAY = "2024-03-10"
"""On this day the diary of these tests steps up."""
RISING = ("start", "step-up", "resume-low")

HEAD = "date,time,kind,name,value,unit,note\n"
DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note\n"
BEARABLE = 'date,weekday,time of day,category,rating/amount,detail,notes\n"8th Mar 2024","F","am",'
VISIBLE = "observation_date,tracker_name,tracker_category,observation_value\n"

Way = Callable[[Any, Path, str], Any]


def _file(text: str, *words: str) -> Way:
    """Return a way that imports a text with a name in it."""

    def way(zonewise: Any, folder: Path, name: str) -> Any:
        path = folder / "file.csv"
        path.write_text(text.replace("NAME", name), encoding="utf-8")
        return zonewise("import", path, *(word.replace("NAME", name) for word in words))

    return way


def _medicine(*words: str) -> Way:
    return lambda zonewise, _folder, name: zonewise("medicine", "start", name, *words)


def _check_in(zonewise: Any, _folder: Path, name: str) -> Any:
    return zonewise("check-in", "--medicine", name, "--on", DAY, "--at", "09:00")


WAYS: dict[str, tuple[Way, str]] = {
    "medicine on an earlier day": (_medicine("--on", "2024-03-08"), "co-codamol 30/500"),
    "medicine on the day": (_medicine("--on", DAY), "Tylenol 3"),
    "check-in": (_check_in, "Tramal"),
    "our own file": (_file(HEAD + "2024-03-08,,medicine,NAME,start,,\n"), "kratom"),
    "our own file, taken once": (
        _file(HEAD + "2024-03-08,,medicine,NAME,start,,\n2024-03-08,,medicine,NAME,stop,,\n"),
        "Suboxone",
    ),
    "our own file, a dose": (_file(HEAD + "2024-03-08,,dose,NAME,20,mg,\n"), "oxycodon"),
    "our own file, an event": (_file(HEAD + "2024-03-08,,event,new-medicine,,,NAME\n"), "Targin"),
    "Bearable": (_file(BEARABLE + '"Meds/Supplements","1","NAME",""\n'), "Percocet"),
    "another app, a column": (_file("Day,NAME\n2024-03-08,1\n", "--map", "NAME=medicine", "--accept"), "Butrans patch"),
    "another app, a row": (_file("Date,Name,Value\n2024-03-08,NAME,1\n", "--map", "NAME=medicine", "--accept"), "DHC"),
    "another app, names": (
        _file("Day,Medication\n2024-03-08,NAME\n", "--map", "Medication=medicine", "--accept"),
        "tianeptine",
    ),
    "another app, names kept": (_file("Day,Pain meds\n2024-03-08,NAME\n", "--accept"), "poppy tea"),
    "another app, names as a note": (
        _file("Day,Medication\n2024-03-08,NAME\n", "--map", "Medication=note", "--accept"),
        "morphine/naltrexone",
    ),
    "another app, names as an event": (
        _file("Day,Medication\n2024-03-08,NAME\n", "--map", "Medication=new-medicine", "--accept"),
        "Vicodin",
    ),
}
"""Ways on which it is clear that a medicine is meant, each with an opioid to try."""

NOTES: dict[str, tuple[Way, str]] = {
    "check-in": (
        lambda zonewise, _folder, name: zonewise("check-in", "--note", f"took {name}", "--on", DAY, "--at", "23:00"),
        "tramdol",
    ),
    "a dose with a note": (
        lambda zonewise, _folder, name: zonewise(
            "dose", "0.5 mg", "--on", DAY, "--at", "23:00", "--note", f"and {name}"
        ),
        "co-codamol",
    ),
    "our own file": (_file(HEAD + "2024-03-09,,note,diary,after the fall one NAME,,\n"), "percoset"),
    "our own file, beside a rating": (_file(HEAD + "2024-03-09,,rating,fatigue,4,,NAME helped\n"), "oxycodne"),
    "Daylio": (
        _file(f"{DAYLIO}2024-03-09,x,x,21:00,good,,,after the fall on the stairs I took one NAME\n", "--accept"),
        "codeinne",
    ),
    "Bearable": (_file(BEARABLE + '"Mood","3","","after the long day in town took NAME"\n', "--accept"), "oxycodne"),
    "another app, a column": (
        _file("Day,Words\n2024-03-09,after the long day in town took NAME\n", "--map", "Words=note", "--accept"),
        "tramadoll",
    ),
}
"""Ways on which an opioid stands in somebody's own words, each with one to try."""

TRACKERS: dict[str, tuple[Way, str]] = {
    "our own file": (_file(HEAD + "2024-03-08,,tracker,NAME,yes,,\n"), "Embeda"),
    "Visible": (_file(VISIBLE + "2024-03-08,NAME,Custom,1\n"), "Nucynta"),
    "Bearable": (_file(BEARABLE + '"Factors","","NAME",""\n'), "Tilidin"),
    "another app": (_file("Day,NAME\n2024-03-08,1\n", "--accept"), "methadone"),
    "another app, said to be LDN": (_file("Day,NAME\n2024-03-08,5\n", "--map", "NAME=dose:mg", "--accept"), "Embeda"),
}
"""Ways on which only the name of a tracker tells."""


def _today(zonewise: Any, day: str = DAY) -> Any:
    return zonewise.json("today", "--as-of", day, code=None)


def _answer(zonewise: Any, *answers: str) -> None:
    zonewise("answer", *answers, "--on", DAY)


def test_without_a_medicine_it_steps_up(titrating: Any) -> None:
    """So what the other tests see is the medicine's doing."""
    assert _today(titrating)["action"] == "step-up"


@pytest.mark.parametrize("way", WAYS)
def test_an_opioid_stops_whatever_is_answered(titrating: Any, tmp_path: Path, way: str) -> None:
    """It is named in the reason; "none" said afterwards changes nothing."""
    write, name = WAYS[way]
    write(titrating, tmp_path, name)
    _answer(titrating, "opioid=none")
    today = _today(titrating)

    assert today["action"] == "stop-and-call"
    assert today["facts"]["opioid"]["value"] in ("current", "recent")
    assert name in today["facts"]["opioid"]["because"]
    assert any(name in note for note in today["notes"])


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_name_is_asked_about(titrating: Any, tmp_path: Path, way: str) -> None:
    """No dose is shown until an answer comes that was given after it."""
    WAYS[way][0](titrating, tmp_path, "Anybrand")
    today = _today(titrating)

    assert (today["action"], today["dose"]["doses"]) == ("ask", [])
    assert "opioid" in [item["fact"] for item in today["ask"]]
    if way not in ("our own file, an event", "another app, names as an event"):
        assert "'Anybrand" in next(item["question"] for item in today["ask"] if item["fact"] == "opioid")
    _answer(titrating, "opioid=current")
    assert _today(titrating)["action"] == "stop-and-call"


@pytest.mark.parametrize("way", NOTES)
def test_a_note_that_names_an_opioid_is_asked_about(titrating: Any, tmp_path: Path, way: str) -> None:
    """No dose is shown until an answer is given after it; the question says the word, and nothing is set."""
    write, name = NOTES[way]
    write(titrating, tmp_path, name)
    today = _today(titrating)

    assert (today["action"], today["dose"]["doses"]) == ("ask", [])
    assert today["facts"]["opioid"]["value"] is None
    question = next(item["question"] for item in today["ask"] if item["fact"] == "opioid")
    assert f"'{name.replace('-', ' ')}'" in question
    _answer(titrating, "opioid=none")
    assert _today(titrating)["action"] not in ("ask", "stop-and-call")


@pytest.mark.parametrize("way", NOTES)
def test_an_ordinary_note_changes_nothing(titrating: Any, tmp_path: Path, way: str) -> None:
    """Nothing is asked of it; after a dose of the day itself the step is over."""
    NOTES[way][0](titrating, tmp_path, "the tram to town")

    assert _today(titrating)["action"] == ("keep" if way == "a dose with a note" else "step-up")


@pytest.mark.parametrize("way", TRACKERS)
def test_a_tracker_that_is_an_opioid_counts_as_one(titrating: Any, tmp_path: Path, way: str) -> None:
    """Also where nobody said that it is a medicine, or somebody said that it is LDN."""
    write, name = TRACKERS[way]
    done = write(titrating, tmp_path, name)
    today = _today(titrating)

    assert (today["action"], today["facts"]["opioid"]["value"]) == ("stop-and-call", "current")
    assert f"{name}: an opioid." in done.stdout


def test_what_is_left_out_is_said(titrating: Any, tmp_path: Path) -> None:
    """An opioid that the person leaves out of the diary is named once more."""
    done = _file(
        "Day,Pain,tramadol\n2024-03-08,3,1\n", "--map", "Pain=pain:0-10", "--map", "tramadol=ignore", "--accept"
    )(titrating, tmp_path, "")

    assert "'tramadol' is left out, as you said." in done.stderr


def test_a_question_mark_for_a_name_is_asked_about(titrating: Any, tmp_path: Path) -> None:
    """Somebody who took something and does not know what has taken something unknown; a number is no name."""
    _file("Day,Medication\n2024-03-07,2\n2024-03-08,???\n", "--accept")(titrating, tmp_path, "")

    assert "'???'" in _today(titrating)["ask"][0]["question"]


def test_an_import_says_what_each_medicine_is(titrating: Any, csv_file: Callable[[str], Path]) -> None:
    """The gravest first, each once, in text and as JSON; a dry run says it too and keeps nothing."""
    names = ("cetirizine", "Anybrand", "tramadol", "ketamine", "Contrave", "tramadol")
    path = csv_file(HEAD + "".join(f"2024-03-0{n},,medicine,{name},start,,\n" for n, name in enumerate(names, 1)))
    dry = titrating.json("import", path, "--dry-run")["medicines"]
    output = titrating("import", path).stdout
    again = titrating.json("import", path)["medicines"]

    assert [(item["name"], item["finding"]) for item in again] == [
        ("tramadol", "opioid"), ("Contrave", "antagonist"), ("Anybrand", "not-recognised"),
        ("ketamine", "interacting"), ("cetirizine", "harmless"),
    ]  # fmt: skip
    assert dry == again
    for line in ("tramadol: an opioid.", "Anybrand: not recognised, so it is", "Without an opioid: cetirizine."):
        assert line in output


def test_an_import_without_medicines_says_nothing_of_them(titrating: Any, csv_file: Callable[[str], Path]) -> None:
    """A file of ratings and doses of LDN has no such lines."""
    path = csv_file(HEAD + "2024-03-08,,rating,pain,3,,\n2024-03-08,,dose,LDN,0.5,mg,\n2024-03-08,,tracker,HRV,40,,\n")

    assert "Medicines" not in titrating("import", path).stdout
    assert titrating.json("import", path)["medicines"] == []


def test_logged_again_after_its_stop_it_is_current_again(titrating: Any, tmp_path: Path) -> None:
    """A grown file shows that the stop was not the end; the same file again changes nothing."""
    first = BEARABLE + '"Meds/Supplements","1","tramadol",""\n'
    _file(first)(titrating, tmp_path, "")
    titrating("medicine", "stop", "tramadol", "--on", "2024-03-09")
    assert _today(titrating)["facts"]["opioid"]["value"] == "recent"
    grown = first + '"10th Mar 2024","S","am","Meds/Supplements","1","tramadol",""\n'
    _file(grown)(titrating, tmp_path, "")

    assert _today(titrating)["facts"]["opioid"]["value"] == "current"
    assert "0 new entries" in _file(grown)(titrating, tmp_path, "").stdout


def test_taken_back_it_stays_so(titrating: Any, tmp_path: Path) -> None:
    """A tracker that is no medicine after all is taken back once, and the same file again does not bring it back."""
    way = _file("Day,T3\n2024-03-08,1\n", "--accept")
    way(titrating, tmp_path, "")
    assert _today(titrating)["facts"]["opioid"]["value"] == "current"
    (entry,) = [item for item in titrating.entries() if item["kind"] == "medicine"]
    titrating("correct", entry["id"], "--take-back")
    way(titrating, tmp_path, "")

    assert _today(titrating)["action"] == "step-up"


def test_a_wrong_name_is_taken_back_and_written_anew(titrating: Any) -> None:
    """The command says how; under its right name it is what it is."""
    output = titrating("medicine", "start", "Anybrand", "--on", "2024-03-01").stdout
    entry = next(item for item in titrating.entries() if item["kind"] == "medicine")
    assert f"zonewise correct {entry['id']} --take-back" in output
    titrating("correct", entry["id"], "--take-back")
    assert _today(titrating)["action"] == "step-up"
    titrating("medicine", "start", "cetirizine", "--on", "2024-03-01")
    assert _today(titrating)["action"] == "step-up"
    titrating("medicine", "start", "Anybrand forte codeine", "--on", "2024-03-01")
    assert _today(titrating)["action"] == "stop-and-call"


def test_a_medicine_is_screened_at_once(nothing_yet: Any) -> None:
    """What it is, what follows today with day and name, and how it is taken back."""
    output = nothing_yet("medicine", "start", "co-codamol 30/500").stdout
    stopped = nothing_yet("medicine", "stop", "co-codamol 30/500").stdout

    assert "co-codamol 30/500: opioid" in output
    assert ">>> TAKE NO MORE AND CALL" in output
    assert "You take co-codamol 30/500 since" in output
    assert "the wait is over on" in " ".join(stopped.split())


def test_an_unknown_medicine_is_asked_about_at_once(nothing_yet: Any) -> None:
    """The question names it and says how it is answered; a harmless one asks nothing and is not to be taken back."""
    asked = " ".join(nothing_yet("medicine", "start", "Anybrand").stdout.split())
    calm = nothing_yet("medicine", "start", "cetirizine").stdout

    assert "You wrote down 'Anybrand'" in asked
    assert "zonewise answer opioid=none, planned, recent or current" in asked
    assert "cetirizine: no opioid in it" in calm
    assert "--take-back" not in calm


def test_a_code_is_kept_and_screened(nothing_yet: Any) -> None:
    """A name and a code that disagree are said to, and the graver of them counts."""
    output = nothing_yet("medicine", "start", "paracetamol", "--code", "n02aj06").stdout

    assert "Name and code disagree" in " ".join(output.split())
    assert ">>> TAKE NO MORE AND CALL" in output
    assert [item["unit"] for item in nothing_yet.entries()] == ["ATC N02AJ06"]
    assert "'xx' is no code we know." in nothing_yet.refused("medicine", "start", "paracetamol", "--code", "xx")


def test_a_check_in_names_what_was_begun(nothing_yet: Any) -> None:
    """It is screened at once, and it is something new."""
    output = nothing_yet("check-in", "pain=3", "--medicine", "Tramal", "--nothing-else").stdout
    kept = [(item["kind"], item["name"], item["value"]) for item in nothing_yet.entries()]

    assert "Tramal: opioid" in output
    assert ("medicine", "Tramal", "start") in kept
    assert ("answer", "other_change", "none") not in kept


def test_the_export_brings_the_gate_along(titrating: Any, nothing_yet: Any, tmp_path: Path) -> None:
    """A diary taken in from its export has the same opioid fact, and nothing is added to it."""
    _file("Day,tramadol\n2024-03-08,1\n2024-03-09,1\n", "--accept")(titrating, tmp_path, "")
    titrating("export", tmp_path / "all.csv")
    kept = titrating.entries("--all")
    other = type(titrating)(tmp_path / "other.sqlite")
    other("import", tmp_path / "all.csv")

    assert sorted(map(json.dumps, other.entries("--all"))) == sorted(map(json.dumps, kept))
    assert _today(other)["facts"]["opioid"] == _today(titrating)["facts"]["opioid"]
