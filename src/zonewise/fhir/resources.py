"""The resources in a JSON document, however deep they lie: bundles, contained ones, requests of decision support.

Nothing is validated: charts are read as they come, and what has another shape than it should is passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Resource = Mapping[str, Any]

MOST_DEPTH = 40
"""Deeper nesting is no chart."""
MOST_RESOURCES = 200_000

_SYSTEMS = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "https://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "urn:oid:2.16.840.1.113883.6.88": "RxNorm",
    "http://www.whocc.no/atc": "ATC",
    "https://www.whocc.no/atc": "ATC",
    "urn:oid:2.16.840.1.113883.6.73": "ATC",
    "http://snomed.info/sct": "SNOMED",
    "urn:oid:2.16.840.1.113883.6.96": "SNOMED",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10",
    "urn:oid:2.16.840.1.113883.6.90": "ICD-10",
}


class TooDeep(ValueError):
    """The document is nested deeper than any chart, or holds far too many resources."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a CodeableConcept says."""

    words: tuple[str, ...] = ()  # Its text and the displays of its codings, each once, as written.
    codes: tuple[tuple[str, str], ...] = ()  # (system in short or as written, code).

    def code_in(self, system: str) -> str:
        """Return its first code in a system, or ""."""
        return next((code for known, code in self.codes if known == system), "")


@dataclass(slots=True)
class ResourceSet:
    """The resources of a document by what refers to them."""

    listed: list[Resource] = field(default_factory=list)  # In the order in which they stand.
    _by_reference: dict[str, Resource] = field(default_factory=dict)

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of these types."""
        return (resource for resource in self.listed if resource.get("resourceType") in types)

    def referred(self, reference: object) -> Resource:
        """Return what a Reference points to, an empty resource where that is not in the document."""
        target = text_in(reference, "reference")
        place = target if target in self._by_reference else "/".join(target.split("/_history/")[0].split("/")[-2:])
        return self._by_reference.get(place, {})

    def add(self, resource: Resource, full_url: str, inside: str) -> None:
        """Take in a resource, known by its type and id, by its entry's `fullUrl`, and inside another one by `#id`."""
        if len(self.listed) >= MOST_RESOURCES:
            raise TooDeep(f"There are more than {MOST_RESOURCES} resources in it.")
        self.listed.append(resource)
        kind, known_as = resource["resourceType"], text_in(resource, "id")
        names = [f"#{known_as}"] if inside else [full_url, f"{kind}/{known_as}"]
        for name in filter(None, names):
            self._by_reference.setdefault(name, resource)


def resources_in(document: object) -> ResourceSet:
    """Return all resources in a document that was read from JSON.

    Raises:
        TooDeep: It is nested deeper than `MOST_DEPTH`, or holds more than `MOST_RESOURCES`.
    """
    resources = ResourceSet()
    _walk(document, resources, "", "", 0)
    return resources


def _walk(value: object, resources: ResourceSet, full_url: str, inside: str, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise TooDeep(f"It is nested more than {MOST_DEPTH} deep.")
    if isinstance(value, list):
        for item in value:
            _walk(item, resources, full_url, inside, depth + 1)
    elif isinstance(value, dict):
        kind = value.get("resourceType")
        if isinstance(kind, str) and kind not in ("Bundle", "Parameters"):
            resources.add(value, full_url, inside)
            inside = kind
        full_url = text_in(value, "fullUrl")
        for key, part in value.items():
            if isinstance(part, (dict, list)) and key != "text":
                _walk(part, resources, full_url, inside, depth + 1)


def text_in(value: object, *names: str) -> str:
    """Return the text under the first of these names that has one, or ""; numbers are no texts."""
    if not isinstance(value, Mapping):
        return ""
    return next((text.strip() for name in names if isinstance(text := value.get(name), str) and text.strip()), "")


def part_of(value: object, *path: str) -> Any:
    """Return what stands under a path of names, the first one of each list; None where nothing does."""
    for name in path:
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value[0] if isinstance(value, list) and value else value


def parts_of(value: object, name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in the list under a name; a lone object is a list of one."""
    held = value.get(name) if isinstance(value, Mapping) else None
    yield from (part for part in (held if isinstance(held, list) else [held]) if isinstance(part, Mapping))


def concept_of(value: object) -> Concept:
    """Return what a CodeableConcept, a lone Coding or a plain text says."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return Concept((value.strip(),) if value.strip() else ())
    codings = list(parts_of(value, "coding"))
    if text_in(value, "code") and isinstance(value, Mapping):
        codings.append(value)
    texts = [text_in(value, "text"), *(text_in(coding, "display") for coding in codings)]
    once = {" ".join(text.split()).casefold(): text for text in reversed(texts) if text}
    codes = [(short_system(text_in(coding, "system")), text_in(coding, "code")) for coding in codings]
    return Concept(tuple(reversed(once.values())), tuple(pair for pair in codes if pair[1]))


def short_system(system: str) -> str:
    """Return the usual name of a code system, as written where it has none here."""
    return _SYSTEMS.get(system.casefold().rstrip("/"), system)


def codes_of(value: object) -> tuple[str, ...]:
    """Return the codes of a status written as a CodeableConcept or, as older releases have it, as a plain code."""
    concept = concept_of(value)
    return tuple(code.casefold() for _, code in concept.codes) or tuple(word.casefold() for word in concept.words)
