"""What errors say to people who work with pages, for other languages: templates, with what varies in braces.

Errors carry their English text alone; a reader of another language gets the template that it was made from, filled in
with the same values. What hints at what was meant follows a text. Texts that are in no table stay in English: those of
commands, of stores, and of measures that no page offers.
"""

from collections.abc import Mapping
from typing import Final

ERROR_TEXTS: Final[tuple[str, ...]] = (
    # who may do what
    "a caller who is {role} of {agency} may not use {action}: see docs/access.md",
    "a caller who is {role} of {agency} may not see protected content",
    "the role {role} of {agency} has no access to this page",
    "a caller who is {role} of {agency} joins nobody: see docs/access.md",
    "say what for, in one line of {length}: with --purpose, or in the header X-Purpose",
    "{table} are not yours to read: see docs/access.md",
    "{table} are not yours to write: see docs/access.md",
    "{columns} of {table} is not yours to write: see docs/access.md",
    "{column} is not yours to write: see docs/access.md",
    "such records are not yours to write: see docs/access.md",
    "the record is another agency's: ask them to change it",
    "the {parameter} names {number} persons who are withheld from you; leave them out",
    # tokens
    "the token is unknown, revoked or expired; ask an administrator for another",
    (
        "an administrator of {agency} makes tokens of the own agency alone, none above the own; the first "
        "administrator of {other_agency} comes from `store init --agency {other_agency_again}`"
    ),
    "token {token_id} is the last valid one of an administrator of the agency; make another before you revoke it",
    "there is no {role} of {agency}; tokens are for {pairs}",
    "a token is valid for 1 to {number} days, not {days}",
    "say in one line of at most {number} characters who gets the token",
    (
        "the name {name} is taken, and the audit trail names one holder by it: give another name, or revoke the "
        "token of the same agency and role that has it"
    ),
    "there is no token {token_id}; `token list` shows their ids",
    # forms and addresses
    "the form is not one that this session was shown: open the page again, and send the form from there",
    "the form was sent by a page of another site: open the page here, and send the form from there",
    "{text} is not a day: write it as 2020-12-03",
    "cannot write {form}: ask for one of {forms}",
    "cannot look at {day}: give a day from {first} to {last}",
    # what is read in
    (
        "there is no import to take back: something else was written after the last one, or a record was erased; "
        "correct what is wrong, or import a delivery that is right"
    ),
    "the last import is somebody else's: they take it back, or an administrator of their agency",
    "the last import was made at {last}, not at {other}: look again at which would be taken back",
    # what pages are asked for
    (
        "of those who must be chosen, {number} cannot be: not in the pool, or also among those who must not be; "
        "leave them out, or name a pool that has them"
    ),
    "the budget is {budget}; it must be at least 1",
    "no such kind of tie: {unknown}; they are {listed}",
    "at most {budget} may be chosen, and {number} must be: allow more, or take some out",
    "there is no token {token_id} of your agency; the list shows their ids",
    "{act} cannot be done to this record: open it again, and choose what to do",
    "{column} is no field that refers to a record",
    "{text} is no number of an entry: follow the link to older entries",
    "{text} is not a place in the list: give a whole number, such as {example}, or {whole}",
    "{text} is nothing that a column may be taken as: choose one of the list",
    "{agency} may see nothing of {action}: see docs/access.md",
    "a caller who is {role} of {agency} makes no {what}: see docs/access.md",
    "encoding {encoding} is not read; choose one of the list",
    "no kind of record {kind}",
    "no kind of record {kind}: choose one of the list",
    "say for how many days, from 1 to {number}",
    "the file is not here any more: it is kept for some minutes only; send it again",
    "the file is not there any more: send it again",
    "the interface has no operation {operation}: the list names them all",
    "what was saved here is not shown any more after a while: look the record up",
    # what is named and is not there
    "there is no person {who}",
    "there is no person or group {who}",
    "there is no group {word}",
    "there is no conflict {word}",
    "there is no incident {word}",
    "there is no source {word}",
    "there is no {kind} {word}",
    "there is no {what} {word}; it is one of {words}",
    "the {parameter} names persons that are not there: {persons}",
    "several groups are called {word}: give the id of one, {ids}",
    "there is no such record; check the id",
    "{column}: there is no such record; check the id",
    "no record {record_id} among the {table}; check the id",
    "{table} have no column {column}",
    "search for a text of at most {number} characters",
    # records
    "{number} records in one call; give 1 to {limit}, or import a case",
    "kept until {day}: give a day that lies ahead",
    "say why in one line of {low} to {high} characters, without names",
    "say why, in one line of {low} to {high} characters, without names",
    "nothing to change; give at least one field with what it should say",
    "{table} are not filled but corrected: say why (a reason of {number} characters or more)",
    "{table} have no last day; correct what is wrong, or erase a person",
    "{column} names the record and stays as it is; make a new one",
    "this key was sent with another request before; give each request a key of its own",
    "{person} is named twice: name two rows",
    "{person} and {other_person} are held to be one person already",
    # deliveries
    "name the deliverer in one line of at most {number} characters, such as police register",
    "{word} is nothing to do about what is gone: choose one of {words}",
    "1 problem, nothing was written{first}",
    "{number} problems, nothing was written{first}",
    (
        "{file} holds columns that must not come in: {columns}; take them out of the file, or load without them "
        "(--drop-forbidden), or let a false alarm through (--allow-column NAME)"
    ),
    # at work
    "others write to the store so often that no moment of it could be read; try again",
)
HINTS: Final[tuple[str, ...]] = ("; did you mean {words}?", "; ids are as in the {table} table")
# Values that are texts themselves, by their names; all others are codes or data.
TEXTS_OF_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("of that name, and none is found by name here", "of that name: persons are named by an id alone"),
    "what": ("measure", "state that makes rivals", "agency"),
    "words": ("{words} or {last}",),
    "ids": ("{ids} or {last}",),
    "pairs": ("{pairs}, {role} of {agency}", "{role} of {agency}"),
    "bounds": ("{low} to {high}", "at least {low}", "at most {high}", "greater than {low}"),
    "length": ("{low} to {high} characters",),
    "first": ("; first: {file} line {line}: {problem}", "; first: {file}: {problem}"),
}
LISTS_OF_VALUES: Final[Mapping[str, str]] = {  # of codes, by the list in which their words stand
    "role": "CallerRole",
    "agency": "Agency",
    "other_agency": "Agency",
    "table": "Table",
}
