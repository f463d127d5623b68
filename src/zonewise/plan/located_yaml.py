"""Which keys and values does a YAML text hold, and on which line does each stand?

A plan file is plain keys, lists and words. Anchors, aliases, tags, repeated keys, several documents, deep nesting and
huge texts are refused, and every value stays the text that was written: 1.50 never becomes a float on its way.
"""

from dataclasses import dataclass

import yaml

from zonewise.problem import InputRefused, Problem

MOST_CHARACTERS = 32_768
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Leaf:
    """One written value.

    Attributes:
        text: What was written, without quotes; "" for an empty value.
        line: Line number from 1.
        empty: Nothing, null or ~ was written.
    """

    text: str
    line: int
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list.

    Attributes:
        items: Its values in order.
        line: Line number from 1.
    """

    items: "tuple[Tree, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """Keys with their values.

    Attributes:
        entries: Each key with its line and value, in order; no key twice.
        line: Line number from 1.
    """

    entries: "tuple[tuple[str, int, Tree], ...]"
    line: int


Tree = Leaf | Listing | Block


def read_located(text: str, where: str) -> Block:
    """Return the keys and values of a YAML text with their lines.

    Args:
        text: The whole file.
        where: Name to show in messages.

    Raises:
        InputRefused: The text is huge, is not YAML, uses YAML features that a plan has no need of, repeats a key,
            or is not a set of keys.
    """
    if len(text) > MOST_CHARACTERS:
        found = f"the text has {len(text)} characters."
        raise InputRefused([Problem(where, 0, found, f"A plan has at most {MOST_CHARACTERS}.", "too-long")])
    text = text.removeprefix("\ufeff")
    try:
        problems = _features_refused(text, where)
        if problems:
            raise InputRefused(problems)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise InputRefused([_not_yaml(error, text, where)]) from None
    tree = None if node is None else _tree(node, text, where, problems)
    if problems:
        raise InputRefused(problems)
    if not isinstance(tree, Block):
        found = "there are no keys." if tree is None or isinstance(tree, Leaf) else "there is a list."
        raise InputRefused([Problem(where, 1, found, "A plan starts with a key, such as 'prescriber:'.", "no-keys")])
    return tree


def _features_refused(text: str, where: str) -> list[Problem]:
    """Walk the events, which needs no recursion, before anything is built from them."""
    problems: list[Problem] = []
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                problems.append(Problem(where, line, "a second document starts.", "Keep one plan a file.", "documents"))
        elif isinstance(event, yaml.AliasEvent):
            problems.append(_feature(where, line, "alias", f"*{event.anchor}"))
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                problems.append(_feature(where, line, "anchor", f"&{event.anchor}"))
            tag = getattr(event, "tag", None)
            if tag is not None:
                problems.append(_feature(where, line, "tag", str(tag)))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            expected = f"A plan needs at most {DEEPEST}."
            return [*problems, Problem(where, line, f"lists are nested {depth} deep.", expected, "too-deep")]
    return problems


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _feature(where: str, line: int, feature: str, found: str) -> Problem:
    return Problem(where, line, f"found the YAML {feature} '{found}'.", "Write the value itself.", f"yaml-{feature}")


def _not_yaml(error: yaml.YAMLError, text: str, where: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        said = getattr(error, "problem", None) or "the text stops making sense"
        line = mark.line + 1
    else:
        position = int(getattr(error, "position", 0))
        line = text.count("\n", 0, position) + 1
        said = "found a control character"
    expected = "Write each entry as 'key: value'; put text with a colon in quotes."
    return Problem(where, line, f"this is not readable as YAML: {said}.", expected, "not-yaml")


def _tree(node: yaml.Node, text: str, where: str, problems: list[Problem]) -> Tree:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _block(node, text, where, problems)
    if isinstance(node, yaml.SequenceNode):
        _refuse_commas_in_numbers(node, text, where, problems)
        return Listing(tuple(_tree(item, text, where, problems) for item in node.value), line)
    return Leaf(str(node.value).strip(), line, empty=node.tag == "tag:yaml.org,2002:null")


def _block(node: yaml.MappingNode, text: str, where: str, problems: list[Problem]) -> Block:
    entries: dict[str, tuple[int, Tree]] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem(where, line, "a key is a list.", "Write a word as key.", "key-type"))
            continue
        key = str(key_node.value).strip()
        value = _tree(value_node, text, where, problems)
        if key in entries:
            found = f"the key '{key}' stands here and on line {entries[key][0]}."
            problems.append(Problem(where, line, found, "Keep one of them.", "repeated-key"))
        elif node.flow_style and key[:1].isdigit() and isinstance(value, Leaf) and value.empty:
            problems.append(_comma(where, line, f"', {key}' starts a new entry."))
        else:
            entries[key] = (line, value)
    return Block(tuple((key, line, value) for key, (line, value) in entries.items()), node.start_mark.line + 1)


def _refuse_commas_in_numbers(node: yaml.SequenceNode, text: str, where: str, problems: list[Problem]) -> None:
    """Inside brackets YAML reads 1,5 as two items, so a decimal comma would silently make two doses of one."""
    for one, other in zip(node.value, node.value[1:], strict=False):
        between = text[one.end_mark.index : other.start_mark.index]
        around = text[one.end_mark.index - 1 : one.end_mark.index] + text[other.start_mark.index :][:1]
        if node.flow_style and between == "," and around.isdigit():
            line = other.start_mark.line + 1
            problems.append(_comma(where, line, f"'{one.value},{other.value}' inside brackets is two entries."))


def _comma(where: str, line: int, found: str) -> Problem:
    expected = "Write a decimal point, or put a space after a comma that separates."
    return Problem(where, line, found, expected, "comma-in-list")
