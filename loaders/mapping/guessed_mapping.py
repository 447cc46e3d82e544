"""Writes the mapping file of tables that were understood: each column with its use, and what was taken for granted."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.domain.text import counted, with_escapes
from graph_service.domain.vocabulary import Basis, IncidentType, Role, TieKind
from loaders.mapping.column_facts import Column
from loaders.mapping.column_words import INCIDENT_TYPES, PARTS, ROLES, TIE_KINDS, folded
from loaders.mapping.guessed_shapes import IncidentTable, OurTable, PairTable, PersonTable, UnderstoodTable

SOURCE = "quick"
N_LISTED = 5  # words that are named, of many
MAX_MISSING = 1_000  # persons that a table of persons lacks up to which they are made from where they stand
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_IN_TEMPLATE = re.compile(r"[^{}:]+")


@dataclass(slots=True)
class _Output:
    """One [[output]] as text, rule by rule."""

    table: str
    file: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    where: dict[str, Sequence[str]] = field(default_factory=dict)
    differ: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        yield "[[output]]"
        if self.file:
            yield f"from = {_text(self.file)}"
        yield f"into = {_text(self.table)}"
        for name, values in self.where.items():
            yield f"where = {{ {_key(name)} = [{', '.join(map(_text, values))}] }}"
        yield "[output.columns]"
        yield from (f"{name} = {rule}" for name, rule in self.columns.items())
        if self.differ:
            yield "[output.merge.differ]"
            yield from (f"{name} = {_text(rule)}" for name, rule in self.differ.items())


def mapping_text(shapes: Sequence[UnderstoodTable]) -> str:
    """Return the mapping file, and note in each shape what had to be taken for granted."""
    persons = [shape for shape in shapes if isinstance(shape, PersonTable)]
    ours = [shape for shape in shapes if isinstance(shape, OurTable) and shape.table == "persons"]
    listed = [shape.sheet[shape.id] for shape in persons] + [shape.sheet["person_id"] for shape in ours]
    outputs: list[_Output] = []
    for shape in shapes:
        match shape:
            case PersonTable():
                outputs += _of_persons(shape)
            case PairTable():
                outputs += [*_of_ends(shape, listed), _tie(shape)]
            case IncidentTable():
                outputs += [*_of_ends(shape, listed), *_of_incidents(shape)]
            case OurTable():
                columns = {use.column: _text(use.column) for use in shape.uses if use.is_used}
                outputs.append(_Output(shape.table, shape.sheet.file, columns))
            case _:
                raise AssertionError
    if any(output.table == "memberships" and f'"{SOURCE}"' in output.columns["source_id"] for output in outputs):
        outputs.insert(0, _Output("sources", columns={"source_id": _constant(SOURCE)}))
    return "\n".join([*_head(shapes), *_ignored(shapes), *_body(outputs)]) + "\n"


def _head(shapes: Sequence[UnderstoodTable]) -> Iterable[str]:
    for shape in shapes:
        yield f"# {_said(shape.sheet.file)}, {counted(shape.sheet.n_rows, 'row')}: {shape.title}"
        width = max((len(_said(use.column)) for use in shape.uses), default=0)
        for name in shape.sheet.names:
            for use in shape.uses:
                if use.column == name:
                    yield f"#   {_said(name):{width}}  {use.what} ({_said(use.why)})"
    assumed = dict.fromkeys(text for shape in shapes for text in shape.assumed)
    if assumed:
        yield "# Taken for granted, for no column says otherwise:"
        yield from (f"#   {_said(text)}" for text in assumed)
    yield ""


def _ignored(shapes: Sequence[UnderstoodTable]) -> Iterable[str]:
    unused = {
        shape.sheet.file: [use.column for use in shape.uses if not use.is_used and use.why != "it must not come in"]
        for shape in shapes
    }
    if any(unused.values()):
        yield "[ignore]"
        for file, columns in unused.items():
            if columns:
                yield f"{_key(file)} = [{', '.join(map(_text, columns))}]"
        yield ""


def _body(outputs: Iterable[_Output]) -> Iterable[str]:
    for number, output in enumerate(outputs):
        if number:
            yield ""
        yield from output.lines()


def _of_ends(shape: UnderstoodTable, listed: Sequence[Column]) -> Iterable[_Output]:
    """Make persons from where they stand, but those who stand in a table of persons."""
    ids = frozenset().union(*(column.values for column in listed))
    for name in dict.fromkeys(shape.ends()):
        column = shape.sheet[name]
        missing = sorted(column.values - ids) if listed else []
        if listed and (not missing or len(missing) > MAX_MISSING):
            continue
        output = _Output("persons", shape.sheet.file)
        output.columns = {"person_id": _text(name), "label": _text(name), "protected_identity": _constant("no")}
        if listed:
            output.where = {name: missing}
            shape.assumed.append(
                f"{counted(len(missing), 'person')} of {name} not in the table of persons: made from {shape.sheet.file}"
            )
        else:
            _leave_out(output, column)
        shape.assumed.append("nobody has a protected identity")
        shape.assumed.append(f"{shape.sheet.file}: ids serve as labels, which whoever may look sees")
        yield output


def _tie(shape: PairTable) -> _Output:
    sheet = shape.sheet
    output = _Output("ties", sheet.file, {"person_a": _text(shape.source), "person_b": _text(shape.target)})
    if shape.kind:
        output.columns["kind"] = _translated(sheet[shape.kind], TIE_KINDS, TieKind.OTHER.value)
        _assume_rest(shape, sheet[shape.kind], TIE_KINDS, "kind of tie", TieKind.OTHER.value)
    else:
        output.columns["kind"] = _constant(TieKind.OTHER.value)
        shape.assumed.append("every tie is of the kind other")
    for name, column in (("strength", shape.strength), ("valid_from", shape.date), ("valid_to", shape.until)):
        if column:
            output.columns[name] = _text(column)
    if not shape.strength:
        shape.assumed.append("every tie is equally strong (1)")
    empty = [sheet[name] for name in (shape.source, shape.target) if sheet[name].nothings]
    if len(empty) == 1:
        _leave_out(output, empty[0])
        shape.assumed.append(f"{counted(empty[0].n_nothing, 'row')} without {empty[0].name}: no tie")
    if shape.strength:
        _merge_repeated(shape, output)
    return output


def _merge_repeated(shape: PairTable, output: _Output) -> None:
    """Let the rows of one pair become one tie, where they would contradict each other by their strength."""
    sheet = shape.sheet
    ends = list(zip(sheet[shape.source].cells, sheet[shape.target].cells, strict=True))
    n_repeated = sum(n > 1 for n in Counter(map(frozenset, ends)).values())
    if not n_repeated or not all(_IN_TEMPLATE.fullmatch(name) for name in (shape.source, shape.target)):
        return
    output.columns["tie_id"] = f"{{ template = {_text(f'{{{shape.source}}} – {{{shape.target}}}')} }}"
    output.differ = {"strength": "max", "kind": "first", "valid_from": "min", "valid_to": "max"}
    output.differ = {name: rule for name, rule in output.differ.items() if name in output.columns}
    shape.assumed.append(f"{counted(n_repeated, 'pair')} in several rows: one tie each, as strong as the strongest row")


def _of_persons(shape: PersonTable) -> Iterable[_Output]:
    sheet = shape.sheet
    person = _Output("persons", sheet.file, {"person_id": _text(shape.id), "label": _text(shape.label or shape.id)})
    if len(shape.names) == 1:
        person.columns["names"] = _text(shape.names[0])
    elif shape.names and all(map(_IN_TEMPLATE.fullmatch, shape.names)):
        template = " ".join(f"{{{name}}}" for name in shape.names)
        person.columns["names"] = f"{{ template = {_text(template)} }}"
    if shape.birth_year:
        person.columns["birth_year"] = _text(shape.birth_year)
    person.columns["protected_identity"] = _constant("no")
    shape.assumed.append("nobody has a protected identity")
    yield person
    if not shape.group:
        return
    column = sheet[shape.group]
    group = _Output("groups", sheet.file, {"group_id": _text(shape.group)})
    group.columns["name"] = _text(shape.group_name or shape.group)
    _leave_out(group, column)
    yield group
    member = _Output("memberships", sheet.file, {"person_id": _text(shape.id), "group_id": _text(shape.group)})
    if shape.role:
        member.columns["role"] = _translated(sheet[shape.role], ROLES, Role.AFFILIATE.value)
    else:
        member.columns["role"] = _constant(Role.AFFILIATE.value)
        shape.assumed.append("every member is an affiliate, neither leader nor core")
    member.columns["basis"] = _constant(Basis.ASSESSMENT.value)
    member.columns["source_id"] = _constant(SOURCE)
    shape.assumed.append("every membership is an assessment, none a fact")
    shape.assumed.append(f'the source of every membership is called "{SOURCE}", and nobody graded it')
    if shape.date:
        member.columns["valid_from"] = _text(shape.date)
    _leave_out(member, column)
    if column.nothings:
        shape.assumed.append(f"{counted(column.n_nothing, 'row')} without {column.name}: a person without a group")
    yield member


def _of_incidents(shape: IncidentTable) -> Iterable[_Output]:
    sheet = shape.sheet
    incident = _Output("incidents", sheet.file, {"incident_id": _text(shape.id)})
    if shape.date:
        date = sheet[shape.date]
        incident.columns["occurred_on"] = _text(shape.date)
        words: dict[str, str | None] = dict.fromkeys((word for word in date.nothings if not word), "unknown")
        incident.columns["precision"] = _translate(date.name, words, "day") if words else _constant("day")
        shape.assumed.append("every date of an incident is known to the day")
    else:
        incident.columns["precision"] = _constant("unknown")
        shape.assumed.append("no incident has a date: none counts in a period")
    if shape.type:
        incident.columns["type"] = _translated(sheet[shape.type], INCIDENT_TYPES, IncidentType.OTHER.value)
        _assume_rest(shape, sheet[shape.type], INCIDENT_TYPES, "type of incident", IncidentType.OTHER.value)
    else:
        incident.columns["type"] = _constant(IncidentType.OTHER.value)
        shape.assumed.append("every incident is of the type other")
    for name, column in (("n_killed", shape.n_killed), ("n_injured", shape.n_injured), ("place", shape.place)):
        if column:
            incident.columns[name] = _text(column)
    incident.columns |= {"group_involved": _constant("unknown"), "status": _constant("confirmed")}
    shape.assumed.append("every incident is confirmed, and whether a group took part is not known")
    yield incident
    for name, part in shape.parts:
        output = _Output("involvements", sheet.file, {"person_id": _text(name), "incident_id": _text(shape.id)})
        output.columns["part"] = _constant(part.value)
        _leave_out(output, sheet[name])
        yield output
    if shape.person:
        output = _Output("involvements", sheet.file, {"person_id": _text(shape.person), "incident_id": _text(shape.id)})
        output.columns["part"] = _translated(sheet[shape.role], PARTS, "witness")
        yield output


def _leave_out(output: _Output, column: Column) -> None:
    """Leave out the rows in which a column holds nothing: a note that is empty for all others, and none for these."""
    if column.nothings:
        output.columns["note"] = _translate(column.name, dict.fromkeys(column.nothings, None), "")


def _translated(column: Column, words: Mapping[str, str], otherwise: str) -> str:
    """Words of a column to ours; what is not among them becomes one of ours, if anything is not."""
    ours = {value: str(words[folded(value)]) for value in sorted(column.values) if folded(value) in words}
    is_whole = len(ours) == len(column.values) and not column.nothings
    return _translate(column.name, ours, None if is_whole else otherwise)


def _assume_rest(shape: UnderstoodTable, column: Column, words: Mapping[str, str], what: str, otherwise: str) -> None:
    rest = sorted(value for value in column.values if folded(value) not in words)
    if rest:
        listed = ", ".join(rest[:N_LISTED]) + (" and more" if len(rest) > N_LISTED else "")
        shape.assumed.append(f"{column.name} {listed}: the {what} is {otherwise}")
    if column.nothings:
        shape.assumed.append(f"{counted(column.n_nothing, 'row')} without {column.name}: the {what} is {otherwise}")


def _translate(column: str, words: Mapping[str, str | None], otherwise: str | None) -> str:
    pairs = ", ".join(f"{_key(word)} = {'[]' if ours is None else _text(ours)}" for word, ours in words.items())
    rest = "" if otherwise is None else f", otherwise = {_text(otherwise)}"
    return f"{{ column = {_text(column)}, translate = {{ {pairs} }}{rest} }}"


def _constant(text: str) -> str:
    return f"{{ constant = {_text(text)} }}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """Write a text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _said(text: str) -> str:
    """Write a text into a comment: on one line, nothing unseen."""
    return with_escapes(text.replace("\n", " ").replace("\r", " "))
