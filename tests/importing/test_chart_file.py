"""A chart is taken in like any file: its medicines with their codes, its answers, and what is left open."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from zonewise.cli.main import cli
from zonewise.importing.containers import chart_file, stored_tables
from zonewise.problem import NotUnderstood

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def _order(name: str, code: str = "", status: str = "active", authored: str = "2026-10-01") -> dict[str, Any]:
    coding = [{"system": RXNORM, "code": code, "display": name}] if code else []
    return {
        "resourceType": "MedicationRequest", "status": status, "authoredOn": authored,
        "medicationCodeableConcept": {"coding": coding, "text": name},
    }  # fmt: skip


CHART = {
    "resourceType": "Bundle", "type": "collection", "timestamp": "2026-11-20T10:00:00Z",
    "entry": [{"resource": one} for one in (
        {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"},
        _order("ibuprofen 200 MG Oral Tablet", "310965"),
        _order("Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet", "1049221", "stopped"),
        _order("Amoxicillin 250 MG Oral Capsule", status="completed", authored="2012"),
        _order("Metformin 500 MG Oral Tablet", status="unknown"),
        {"resourceType": "Condition", "code": {"text": "Cirrhosis of liver"}},
        {"resourceType": "Observation", "code": {"text": "x"}},
    )],
}  # fmt: skip


def _zonewise(diary: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["--diary", str(diary), *arguments])
    return result.exit_code, result.output


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """Return the file of a chart."""
    path = tmp_path / "chart.json"
    path.write_text(json.dumps(CHART), encoding="utf-8")
    return path


def test_a_chart_is_taken_in_and_gates_the_start(chart: Path, tmp_path: Path) -> None:
    """The opioid that ended lately is one, what is known by name and code is not asked about, the liver is answered."""
    diary = tmp_path / "diary.sqlite"
    code, text = _zonewise(diary, "import", str(chart), "--json")
    done = json.loads(text[text.index("{") :])

    assert (code, done["format"], done["added"]) == (0, "fhir-chart", 6)
    assert {one["name"].split()[0]: one["finding"] for one in done["medicines"]} == {
        "Acetaminophen": "opioid", "ibuprofen": "harmless", "Metformin": "harmless"
    }  # fmt: skip
    notes = " ".join(done["notes"])
    assert "ordered more than a year ago: 'Amoxicillin 250 MG Oral Capsule'. If you took" in notes
    assert "whether you still take 'Metformin 500 MG Oral Tablet'" in notes
    assert "'Cirrhosis of liver'" in notes
    assert "liver" in json.dumps(json.loads(_zonewise(diary, "today", "--json")[1]))


def test_the_same_chart_again_adds_nothing(chart: Path, tmp_path: Path) -> None:
    """Each row is known again by its kind, name and day."""
    diary = tmp_path / "diary.sqlite"
    _zonewise(diary, "import", str(chart))
    text = _zonewise(diary, "import", str(chart), "--json")[1]
    again = json.loads(text[text.index("{") :])

    assert (again["added"], again["repeated"]) == (0, 6)


def _text_of(content: bytes) -> str:
    tables = stored_tables(io.BytesIO(content), content[:65_536])
    assert tables is not None
    out = io.BytesIO()
    tables[0].write(out)
    return out.getvalue().decode()


def test_the_download_of_a_portal_is_one_chart() -> None:
    """An archive of resources a file, or a line each, is read as a whole."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("export/Patient.ndjson", json.dumps({"resourceType": "Patient", "id": "p"}))
        archive.writestr("export/a.json", json.dumps(_order("Codeine 30 MG Oral Tablet")))
        archive.writestr("export/b.ndjson", "\n".join(json.dumps(_order(name)) for name in ("Aspirin", "Zinc")))
        archive.writestr("manifest.json", json.dumps({"files": 3}))

    names = [row.split(",")[3] for row in _text_of(packed.getvalue()).splitlines()[1:]]
    assert names == ["Codeine 30 MG Oral Tablet", "Aspirin", "Zinc"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"resourceType": "Bundle", "entry": [', "broken-json"),
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 50_000, "no-chart"),
        (json.dumps([{"resourceType": "Patient", "id": name} for name in "ab"]).encode(), "several-people"),
    ],
)  # fmt: skip
def test_what_is_no_chart_of_one_person_is_refused_whole(content: bytes, code: str) -> None:
    """The reason says what to do, and nothing is written."""
    with pytest.raises(NotUnderstood) as refused:
        _text_of(content)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<?xml version="1.0"?>\n<Bundle xmlns="http://hl7.org/fhir"><entry/></Bundle>', "chart-in-xml"),
        (b"\xef\xbb\xbf<MedicationOrder xmlns='http://hl7.org/fhir'/>", "chart-in-xml"),
        (b'<?xml version="1.0"?>\n<?xml-stylesheet href="CDA.xsl"?>\n<ClinicalDocument '
         b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:hl7-org:v3"/>', "chart-in-xml"),
        (b"<html lang='en'><p>http://hl7.org/fhir</p></html>", "binary-file"),
    ],
)  # fmt: skip
def test_a_chart_in_xml_is_said_to_be_one(tmp_path: Path, content: bytes, code: str) -> None:
    """Its owner is told what to ask for instead, not to export a diary; any other XML is still no chart."""
    path = tmp_path / "chart.xml"
    path.write_bytes(content)
    result = CliRunner().invoke(cli, ["--diary", str(tmp_path / "diary.sqlite"), "import", str(path)])

    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert ("FHIR in JSON" in " ".join(result.stderr.split())) == (code == "chart-in-xml")
    assert not (tmp_path / "diary.sqlite").exists()


def test_what_stands_behind_a_chart_is_named_with_its_line() -> None:
    """A bracket too many at the end is not read as the first of several lines."""
    with pytest.raises(NotUnderstood, match="in line 3"):
        _text_of(b'{"resourceType": "Bundle",\n"entry": []}\n}\n')


def test_a_chart_of_a_gigabyte_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the most is ever in memory."""
    monkeypatch.setattr(chart_file, "MOST_BYTES", 1000)

    with pytest.raises(NotUnderstood, match="more than"):
        _text_of(json.dumps(CHART).encode())


def test_a_date_to_come_is_today(tmp_path: Path) -> None:
    """A clinic's clock that is ahead loses no medicine."""
    path = tmp_path / "chart.json"
    path.write_text(json.dumps(_order("Codeine", authored="2199-01-01")), encoding="utf-8")
    code, text = _zonewise(tmp_path / "diary.sqlite", "import", str(path))

    assert code == 0
    assert "Codeine: an opioid" in text
