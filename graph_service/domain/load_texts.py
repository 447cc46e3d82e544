"""What a load says, in one place: each problem and remark by its code, with named places for what varies.

A key is the code of a problem, or the code, a dot and a variant of its words. A text names its places as
`str.format` does, so that a translation may put them in another order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is refused, in words, and what to do about it."""

    code: str
    problem: str
    remedy: str


def refusal(key: str, /, **values: object) -> Refusal:
    """Say why something is refused; every place of its texts must be among `values`."""
    problem, remedy = PROBLEMS[key]
    code, _, _ = key.partition(".")
    return Refusal(code, problem.format_map(values), remedy.format_map(values))


def see_line(problem: str, line: int, file: str | None) -> str:
    """Add to a problem the line that it is with, of another file if one is given."""
    return SEE_LINE[file is not None].format(problem=problem, line=line, file=file)


SEE_LINE = ("{problem} (see line {line})", "{problem} (see line {line} of {file})")

PROBLEMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # files
        "no_table": (
            "the file is not a table of a case",
            "the tables are {files}; for another, write a mapping (--mapping), or try gruppkarta quick",
        ),
        "no_table.case_file": ("the file is not a table of a case", "rename it to {file}, or remove it"),
        "no_table.format": (
            "the file is not a table of a case",
            "save its table as a CSV file with the name of a table, and remove this file",
        ),
        "no_table.format_near": ("the file is not a table of a case", "save its table as {near}, and remove this file"),
        "no_table.near": ("the file is not a table of a case", "did you mean {near}? rename it, or remove it"),
        "not_a_file": ("{file} is not a file", "put a CSV file in its place"),
        "unreadable_file": (
            "the file cannot be read: {reason}",
            "allow it to be read, or close the program that has it open",
        ),
        "empty_file": ("the file is empty", "write at least the header, or remove the file"),
        "wrong_encoding": (
            "the line is not {encoding}",
            'save the file as "CSV UTF-8", or load it with --encoding {alternative}',
        ),
        "wrong_encoding.utf_16": (
            "the file begins with the mark of UTF-16, but it is not in UTF-16",
            'save it as "CSV UTF-8"',
        ),
        "title_above_header": (
            "line {line} does not look like a header, line {header_line} does",
            "delete what is above line {header_line}",
        ),
        "broken_line_end": ("the line holds a lone carriage return", "save the file with ordinary line ends"),
        "broken_quoting": (
            'the row that begins here has one quotation mark (") too many or too few',
            'close the quotation; inside a quoted cell a quotation mark is written twice ("")',
        ),
        "broken_quoting.or_long_cell": (
            'the row that begins here has one quotation mark (") too many or too few, or a cell that is too long',
            'close the quotation; inside a quoted cell a quotation mark is written twice ("")',
        ),
        "too_many_bytes": (
            "the tables of the case hold more than {limit} bytes",
            "load the case in parts, or raise {setting}",
        ),
        "too_many_bytes.made": (
            "the templates of the mapping make more than {limit} characters of text",
            "shorten the templates, load the case in parts, or raise {setting}",
        ),
        "too_many_bytes.shared": (
            "the file holds more than {limit} bytes of text once what its cells share is written out",
            "load the case in parts, or raise {setting}",
        ),
        "too_many_rows": (
            "the tables of the case hold more than {limit} rows",
            "load the case in parts, or raise {setting}",
        ),
        "too_many_rows.passes": (
            "the outputs of the mapping read more than {limit} rows, those of each output counted",
            "load the case in parts, or raise {setting}",
        ),
        "too_many_rows.records": (
            "the outputs of the mapping make more than {limit} records",
            "load the case in parts, or raise {setting}",
        ),
        "row_too_long": (
            "the row that begins here, or one of the next {n_rows}, is longer than {limit} bytes",
            "close the quotation of its last cell, or break it into rows",
        ),
        "too_many_columns": (
            "the header has {n_columns} columns, and at most {limit} are read",
            "leave out columns that are not needed, or raise {setting}",
        ),
        "column_name_too_long": (
            "the name of column {number} has {length} characters, and at most {limit} are read",
            "shorten it; is this line the header?",
        ),
        "no_header": ("the first {limit} lines are empty", "write the header in the first line"),
        "symbolic_link": (
            "the file is a link out of the case folder",
            "copy the file itself into the folder",
        ),
        "nul_byte": ("the line holds a NUL byte", "save the file again as text: it is damaged, or not a CSV file"),
        "line_too_long": ("the line is longer than {limit} bytes", "break it into rows; is this a CSV file?"),
        "ragged_row": (
            "the row has {n_cells} cells, the header {n_columns}",
            "give the row one cell per column; put a cell that holds a separator in quotation marks",
        ),
        "ragged_row.one": (
            "the row has 1 cell, the header {n_columns}",
            "give the row one cell per column; put a cell that holds a separator in quotation marks",
        ),
        # workbooks, JSON lines, Parquet
        "not_a_workbook": (
            "the file is not a workbook, whatever it is called",
            "open it in an office program, and save it as .xlsx",
        ),
        "not_a_workbook.binary": (
            "the workbook is in the binary format (.xlsb), which is not read",
            "save it as .xlsx",
        ),
        "encrypted_workbook": ("the workbook is locked by a password", "save it without a password"),
        "damaged_workbook": (
            "the workbook is damaged, or was not written by an office program",
            "open it in an office program, and save it again as .xlsx",
        ),
        "unsafe_workbook": ("{problem}", "{remedy}"),
        "empty_workbook": ("no sheet of the workbook holds anything", "fill in a sheet, or remove the file"),
        "too_many_cells": (
            "the tables of the file have more than {limit} cells, empty ones counted",
            "delete rows and columns that only look empty, or load the case in parts",
        ),
        "table_twice": ("{file} holds this table too", "keep one of the two"),
        "not_json_lines": (
            "the line is not a JSON object",
            'write one object a line, such as {{"person_id": "P-0001"}}, each key once',
        ),
        "nested_value": (
            "{column} holds a list or an object",
            "write a single value; parts of a list are separated by |",
        ),
        "optional_format": (
            "the format is read by an optional part that is not installed",
            "pip install 'gruppkarta[{extra}]', or save the table as a CSV file",
        ),
        "not_parquet": ("the file is not a Parquet file, or damaged", "write it again"),
        # graph files
        "broken_graph": (
            "the file is no {form} here: {expected} is expected",
            "write the file again with the program that made it; is its ending that of its format?",
        ),
        "broken_xml": (
            "the XML is broken: {reason}",
            "write the file again with the program that made it",
        ),
        "document_type": (
            "the file has a document type, which may declare entities; none is read",
            "take out the line that begins with <!DOCTYPE, with all that it declares",
        ),
        "nested_too_deep": (
            "more than {limit} parts stand within one another",
            "write the file again with the program that made it",
        ),
        "tag_too_long": (
            "a tag or text is longer than {limit} bytes",
            "close it, or shorten it",
        ),
        "too_many_graph_cells": (
            "the attributes of all nodes or edges, or the cells of the matrix, are more than {limit}",
            "leave out attributes that are not needed, or give the ties as a list",
        ),
        "several_networks": (
            "the file holds more than one network",
            "save each network in a file of its own",
        ),
        "two_modes": (
            "the network has two modes: its rows and columns stand for different things",
            "give it as tables: persons, groups and memberships",
        ),
        "dl_format": ("the file has a DL format that is not read", "save it in one of {formats}"),
        "no_matrix": (
            "the file is not a square matrix: the row is not the one that the header names there",
            "give a row for each column, in the same order, with its name in the first column",
        ),
        # columns
        "unnamed_column": ("column {number} has no name", "name it, or remove the column, its empty cells too"),
        "duplicate_column": ("more than one column is called {column}", "remove or rename all but one of them"),
        "missing_column": ("the column {column} is missing", "add the column {column} ({meaning})"),
        "missing_column.near": (
            "the column {column} is missing",
            "is it {near}? rename it; otherwise add the column {column} ({meaning})",
        ),
        "header_fits_nothing": (
            "none of the columns is one of {table}",
            "rename them as gruppkarta schema has them, write a mapping (--mapping), or try gruppkarta quick {file}",
        ),
        "unknown_column": (
            "this table has no column called {column}",
            "rename it, remove it, or load without it (--ignore-unknown)",
        ),
        "unknown_column.near": (
            "this table has no column called {column}",
            "did you mean {near}? rename it, remove it, or load without it (--ignore-unknown)",
        ),
        "unknown_column.mapping": (
            "{mapping} does not use the column {column}",
            "use it in {mapping}, list it there under ignore, or load without it (--ignore-unknown)",
        ),
        # cells
        "untranslated_value": (
            "the mapping has no translation of this word",
            'add the word under translate, or say with "otherwise" what holds for all other words',
        ),
        "lookup_missing": (
            "no row of the file in which this is looked up has this key",
            'add the row there, or say with "otherwise" what holds for keys that are not there',
        ),
        "lookup_not_unique": (
            "the key in {column}, by which something is looked up, is there already",
            "leave one of the two rows out, so that one row has the answer",
        ),
        "no_personal_number": (
            "this is no personal identity number or coordination number, or its last digit is wrong",
            "correct it in the source, with ten or twelve digits; it is not shown here",
        ),
        "personal_number_as_id": (
            "{column} is, or holds, a personal identity number, which must not come in",
            "have a mapping make a pseudonym of it (pseudonym = true); if it is none, put a letter directly before it",
        ),
        "not_sweref99": (
            "this is no place in Sweden in SWEREF 99 TM",
            "write northing and easting in metres, in this order, such as 6580822 and 674032",
        ),
        "not_in_form": (
            "{column} is not written as the mapping says: {form}",
            "write it like {example}, or correct date in the mapping",
        ),
        "not_a_moment": (
            "{column} is not a moment, such as 2020-04-17T21:30:00Z",
            "correct it, or correct date in the mapping",
        ),
        "moment_without_zone": (
            "{column} holds a moment that says neither an offset nor a time zone",
            "say in the mapping where the clock stood: time_zone beside date",
        ),
        "not_yes_or_no": ("{column} is neither yes nor no", "write yes or no, in small letters"),
        "not_a_whole_number": ("{column} is not a whole number", "write digits only, such as 12"),
        "not_a_number": ("{column} is not a number", "write it with a decimal point, such as 0.5"),
        "ambiguous_number": (
            "{column} can be read in two ways: its comma may be a decimal comma, or stand between thousands",
            "write {with_decimals} or {with_thousands}",
        ),
        "not_a_date": ("{column} is not a date", "write it like 2020-04-17"),
        "not_a_date.coarse": ("{column} is not a date", "write it like 2020-04-17, 2020-04 or 2020"),
        "no_such_day": ("{column} is not a day of the calendar", "correct it: YYYY-MM-DD"),
        "ambiguous_date": (
            "{column} can be read in two ways: the day may come first, or the month",
            "write {day_first} or {month_first}, or say in a mapping how the column is written: {by_day} or {by_month}",
        ),
        "ambiguous_date.column": (
            "{column} is written in an order of day and month that other cells of the column leave open",
            "write it like 2020-04-17, or say in a mapping how the column is written: {by_day} or {by_month}",
        ),
        "date_with_time": (
            "{column} holds a time of day",
            'write the local date alone: {day}; a mapping takes it as it stands (date = "as written")',
        ),
        "date_or_instant": (
            "every moment of {column} is midnight of UTC: the date {day}, or {local} in {time_zone}",
            'write the date alone, or say in a mapping which it is: date = "as written" ({day}) or date = "instant"',
        ),
        "date_or_instant.protected": (
            "every moment of {column} is midnight of UTC: a date that some export made a moment, or a moment",
            'write dates alone, or say in a mapping which it is: date = "as written" or date = "instant"',
        ),
        "implausible_date": (
            "{column} is not between 1900 and 2200",
            "correct the year, or leave the cell empty if nothing is known",
        ),
        "implausible_date.year": (
            "{column} is in the year {year}: nothing in these tables happened before 1900",
            "the year is likely {likely}; if so, write {day}",
        ),
        "implausible_date.empty": (
            "{column} looks like an empty date of another program",
            "leave the cell empty, or write the day",
        ),
        "implausible_date.open_end": (
            "{column} is in the year {year}, as other programs write an end that is open",
            "leave the cell empty if it has not ended",
        ),
        "date_not_whole": ("{column} needs the day too", "write the day, such as 2020-04-17, or leave the cell empty"),
        "date_too_coarse": (
            "{column} gives only a {coarse}, but precision is {precision}",
            "set precision to {coarse}, or write the date out",
        ),
        "spreadsheet_serial": (
            "{column} looks like the number by which a spreadsheet keeps a date, counted from 1900 or from 1904",
            "format the column as a date and save again; counted from 1900 it is {day}",
        ),
        "cell_too_long": (
            "{column} has {length} characters, and at most {limit} are read",
            "shorten it, or raise {setting}",
        ),
        "too_many_marks": (
            "{column} holds a letter with more than {limit} combining marks",
            "write the letter without them: no script needs so many",
        ),
        "missing_value": ("{column} is empty", "fill in {column} ({meaning})"),
        "unknown_word": ("{column} holds a word that is not in its list", "use one of {words}"),
        "ambiguous_word": (
            "{column} holds a word that says less than the list asks for",
            "find out which it is, and write {words}",
        ),
        "unknown_word.near": (
            "{column} holds a word that is not in its list",
            "did you mean {near}? use one of {words}",
        ),
        "key_too_long": ("the id has {length} characters; at most {limit} are kept", "give the record a shorter id"),
        "invisible_character": (
            "{column} holds a character that cannot be seen: two ids that look the same would differ",
            "type the id again, without line breaks, tabs or special spaces",
        ),
        "reserved_id": (
            '"withheld" stands for whoever may not be shown, and nobody may be called so',
            "give the record another id",
        ),
        "word_for_nothing": (
            "{column} is a word for nothing: all that is not known would become one record",
            "leave the row out, and rows that refer to it: what is not known needs no record",
        ),
        "word_for_nothing.label": (
            "{column} is a word for nothing: nobody could tell the record by it",
            "give the record a name of its own, or leave it out; a mapping with keep takes the word as a name",
        ),
        "word_for_nothing.attribution": (
            "{column} is a word for nothing",
            "leave the attribution out: what is attributed to nobody counts as unknown already",
        ),
        "word_for_nothing.end": (
            "{column} is a word for nothing: all that is not known would become one record",
            "leave the row out, or write the id of the record that is meant",
        ),
        "word_for_nothing.empty": ("{column} is a word for nothing", "leave the cell empty"),
        "bad_form": ("{column} is not written as it should be", "write it like this: {meaning}"),
        "out_of_bounds": ("{column} must be {bounds}", "correct {column}, or leave the row out"),
        "out_of_bounds.optional": ("{column} must be {bounds}", "correct {column}, or leave the cell empty"),
        "out_of_bounds.finite_optional": (
            "{column} must be a finite number",
            "correct {column}, or leave the cell empty",
        ),
        "out_of_bounds.finite": ("{column} must be a finite number", "correct {column}, or leave the row out"),
        "out_of_bounds.digits": ("{column} has more digits than can be kept", "correct {column}"),
        # rows
        "in_future": (
            "{column} is after {today}, the day of loading",
            "correct {column}: what has not happened yet cannot be recorded",
        ),
        "in_future.year": (
            "{column} is after {year}, the year of loading",
            "correct {column}, or leave the cell empty",
        ),
        "reversed_order": ("{low} is greater than {high}", "correct {low} and {high}, or swap them"),
        "reversed_order.dates": ("{low} is later than {high}", "correct {low} and {high}, or swap them"),
        "reversed_order.death": (
            "died_on is before the year of birth_year",
            "correct died_on or birth_year, or leave one of the cells empty",
        ),
        "self_link.optional": ("the row links {key} to itself", "correct {second}, or leave the cell empty"),
        "self_link": ("the row links {key} to itself", "correct {first} or {second}, or leave the row out"),
        "status_without_suspect": (
            "status is for suspects only, and part is {part}",
            "leave status empty, or set part to suspect",
        ),
        "harm_without_victim": (
            "harm is for victims only, and part is {part}",
            "leave harm empty, or set part to victim",
        ),
        "delivered_to_missing": (
            "delivered_to is empty although delivered_on is filled in",
            "fill in delivered_to, or correct delivered_on",
        ),
        "delivered_to_unexpected": (
            "delivered_to is filled in although neither delivered_on nor planned_on is",
            "leave delivered_to empty, or fill in one of the dates",
        ),
        "held_on_missing": (
            "held_on is empty although the call-in was held",
            "fill in held_on, or correct status",
        ),
        "held_on_unexpected": (
            "held_on is filled in although status is {status}",
            "leave held_on empty, or correct status",
        ),
        "closed_on_missing": (
            "closed_on is empty although the support case is {status}",
            "fill in closed_on, or correct status",
        ),
        "closed_on_unexpected": (
            "closed_on is filled in although status is {status}",
            "leave closed_on empty, or correct status to completed or withdrawn",
        ),
        "answer_without_delivery": (
            "the notification was not delivered, so that nobody can have answered it",
            "fill in delivered_on of the notification, or correct response to not_found",
        ),
        "date_missing": (
            "occurred_on is empty although precision is {precision}",
            "fill in occurred_on, or set precision to unknown",
        ),
        "date_unexpected": (
            "occurred_on is filled in although precision is unknown",
            "set precision to day, month or year, or leave occurred_on empty",
        ),
        "more_than_victims_high": (
            "n_killed and n_injured add up to {n_victims}, more than victims_high",
            "raise victims_high, or correct the counts",
        ),
        # between rows
        "unknown_reference": ("no row of {table} has this id", "correct {column}, or add the row to {table}"),
        "unknown_reference.near": (
            "no row of {table} has this id",
            "did you mean {near}? correct {column}, or add the row to {table}",
        ),
        "key_with_two_contents": (
            "several rows have this {key}, and they differ in {columns}",
            "give each record a {key} of its own, or leave one of the rows out",
        ),
        "key_with_two_contents.made": (
            "several rows say the same of {ends}, and they differ in {columns}",
            "leave one of the rows out, or give each an id of its own in {key}",
        ),
        "attribution_twice": (
            "another row has the same incident, side, group and joint_set (two empty ones are the same)",
            "leave one of the rows out, or give each its own joint_set",
        ),
        "unequal_joint_set": (
            "the rows of this joint_set have different confidences",
            "groups that acted jointly have one confidence: give all rows of the set the same",
        ),
        "sets_over_one": (
            "the confidences of this incident and side add up to {total}, more than 1",
            "lower them, or give groups that acted jointly one joint_set",
        ),
        "group_not_involved": (
            "the incident is attributed to a group although its group_involved is no",
            "set group_involved of the incident to yes or unknown, or leave the attribution out",
        ),
        "more_linked_than_stated": (
            "{n_linked} victims are linked to the incident, more than {column} says",
            "raise {column}, or correct harm in involvements",
        ),
        "more_linked_than_stated.one": (
            "1 victim is linked to the incident, more than {column} says",
            "raise {column}, or correct harm in involvements",
        ),
        "answer_before_its_cause": (
            "the incident is dated before the one that it answers",
            "swap the two: retaliation_for stands at the later one; or correct occurred_on",
        ),
        "circle_of_answers": (
            "the incident answers one that, from answer to answer, answers it",
            "correct retaliation_for of one of them, or leave the cell empty",
        ),
        "decided_before_the_deed": (
            "decided_on is before the incident",
            "correct decided_on or the date of the incident, or leave decided_on empty",
        ),
        "suspected_after_death": (
            "the suspect died before the incident",
            "correct person_id, incident_id, or died_on of the person",
        ),
        "killed_twice": (
            "the person is killed in two incidents of different days",
            "correct person_id or harm of one of the rows; two persons need two ids",
        ),
        # in a quarantine
        "refers_to_quarantined": ("the row refers to one that was put aside", "correct that row first, then load both"),
        "same_row_refused": ("another record made from the same row was put aside", "correct that record"),
        "same_key_refused": (
            "another row with the same id is refused, so the two cannot be merged",
            "correct that row",
        ),
    }
)

REMARKS: Mapping[str, str] = MappingProxyType(
    {  # shown after their count: "2 × persons.csv label: ..."
        "trimmed": "spaces at the start or end removed",
        "normalised": "text brought to Unicode NFC",
        "single_spaces": "no-break spaces and runs of white space in a name made one space",
        "mangled_letters": "letters read in another encoding than they were written in, such as Ã¥ or U+FFFD: kept",
        "control_signs": "text with characters that cannot be shown, as after pasting: kept, and shown as U+FFFD",
        "empty_list_part": "empty part of a list left out",
        "date_with_midnight": "date with the time 00:00:00 read as the date",
        "date_year_first": "date like 2020/04/17 or 20200417 read as 2020-04-17",
        "date_day_first": "date like 17/04/2020, which makes sense in one way only, read day first",
        "date_month_first": "date like 04/17/2020, which makes sense in one way only, read month first",
        "date_as_written": "date taken as it is written, without the time that follows it",
        "instant_to_day": "moment read as the day that it was in the time zone of the case",
        "open_end": "9999-12-31 read as an open end",
        "empty_date_1899": "1899-12-30 looks like an empty date of another program; leave such cells empty",
        "empty_date_1900": "1900-01-01 looks like an empty date of another program; leave such cells empty",
        "empty_date_1904": "1904-01-01 looks like an empty date of another program; leave such cells empty",
        "empty_date_1970": "1970-01-01 looks like an empty date of another program; leave such cells empty",
        "time_rewritten": "time like 0:30 or 12:30 PM read as 00:30 or 12:30",
        "decimal_comma": "decimal comma read as a point",
        "whole_number_with_point": "whole number written like 2.0 read as 2",
        "spreadsheet_boolean": "TRUE or FALSE (SANT, FALSKT) read as yes or no",
        "other_yes_or_no": "ja, nej, true, false, 1, 0 or the like read as yes or no",
        "swedish_word": "word in Swedish read as that of the list",
        "word_for_nothing": "word for nothing, such as unknown or -, taken as a name",
        "zero_coordinates": "position 0, 0: looks like an empty one of another program",
        "swapped_coordinates": "position far from the time zone of the case, and near it with latitude and longitude "
        "swapped",
        "personal_number": "looks like a personal identity number; use a pseudonym as id and label",
        "read_as_utf_8": "file in UTF-8, read so although another encoding was named",
        "read_as_utf_16": "file in UTF-16, read so as its mark says",
        "mark_again": "byte order mark that stands more than once passed over",
        "separator_line": "line sep=, which names the separator for spreadsheets, passed over",
        "signs_in_header": "name of a column freed of signs that are not seen",
        "empty_columns": "column without a name and without a filled cell passed over",
        "trailing_separators": "row with empty cells beyond the last column, or without those of empty columns, read",
        "header_again": "row that repeats the header passed over",
        "total_rows": "row of totals (Summa, Total) passed over",
        # between records
        "order_not_settled": "date too coarse to say which came first: give the day, or check that the order is right",
        "involved_after_death": "involvement in an incident after the person died or was killed: "
        "correct died_on, the involvement, or the date of the incident",
        "answered_before_delivered": "response dated before its notification was delivered: "
        "correct responded_on or delivered_on",
        "invited_after_held": "invitation dated after the call-in was held: correct invited_on or held_on",
        "look_alike_ids": "id that differs from another only in capitals, spaces, hyphens, zeros in front or letters "
        "that look alike: if they are one, give all rows one id",
        "groups_alike": "group with a name or alias of another: if they are one, give all rows one id; "
        "if one became the other, say so in group_successions",
        "incidents_alike": "incident of one day, type and place with another, or with the same person killed: "
        "if they are one, keep one of the rows",
        "joined_persons_differ": "person joined with another by same_persons, who differs here: "
        "correct it, or undo the decision (undone_on)",
        "blank_rows": "empty row skipped",
        "title_rows": "row above the header of a sheet skipped",
        "header_of_two_rows": "header of two rows, of which the upper one groups the columns, read as one",
        "serial_as_day": "number in a column of dates read as the day that the workbook means by it",
        "iso_day": "date like 2020-04-17 in a column that the mapping says is written otherwise",
        "hidden_rows": "row that is hidden in the workbook read like the rest",
        "hidden_sheets": "hidden sheet skipped",
        "empty_sheets": "empty sheet skipped",
        "macros_passed_over": "workbook with macros read without them",
        "ends_swapped": "undirected link turned round, so that the smaller id comes first",
        "key_generated": "record without an id of its own given one made from its content",
        "identical_rows_merged": "row merged with an identical earlier one",
        "rows_merged_by_key": "row merged with another of the same id, by the rules of the mapping",
        "differed": "record whose rows differed here; the value was chosen by the rule of the mapping",
        "summed": "record in which numbers of several rows were added up, by the rule of the mapping",
        "diagonal_left_out": "cell of a matrix left out: it links a record to itself",
        "values_left_out": "empty cell of which no record was made: the mapping makes one of each value",
        "rows_not_chosen": "row left out by a condition of the mapping",
        "rows_left_out": "row left out: the mapping translates its word to nothing",
        "column_ignored": "filled cell not loaded: the column is unknown, or ignored by the mapping",
        "column_dropped": "filled cell not loaded: the column must not come in",
        "column_allowed": "column let through although it looks forbidden",
        "file_ignored": "file skipped: it is not a table",
        "quarantined": "row put aside",
        # of graph files
        "protected_identity_assumed": "person taken to have NO protected identity: the graph does not say who has one; "
        "if one may be among them, load the persons as a table",
        "ids_from_labels": "person whose id is their label: the ids in the file are numbers that only count",
        "labels_from_ids": "person without a label, shown by their id",
        "kind_as_other": "tie whose kind is not said, or is none of ours, read as other",
        "strength_from_weight": "tie whose strength is the weight in the file",
        "edges_directed": "edge with a direction, read as a tie, which has none",
        "self_loops": "edge from a person to themselves left out",
        "value_over_time": "earlier value of an attribute that changes over time left out: the last is read",
        "not_a_person": "entity whose icon is no person, or link to one, left out",
        "graph_part_left_out": "part of the graph left out that is no person, group, membership or tie",
        "more_sources_left_out": "record with several sources: the first is read",
        "coarse_date_left_out": "first or last day that is not known to the day left out",
        "membership_assumed": "membership from a partition, read as affiliate and assessment",
        "class_without_group": "person whose class in the partition says that they are in no group",
        # by the rights of whoever imports
        "class_not_written": "record put aside for those who may write it: your rights do not cover all that it holds",
        "joined_by_others": "decision that two rows are one person, put aside for those who may decide it",
        "not_there_for_caller": "record put aside: it refers to a record that is not there for you",
        "of_another_agency": "record put aside for its owner: it belongs to another agency",
        "withheld_put_aside": "record taken in; any that touches what is withheld from you is put aside for those who "
        "may see it, and is counted here too",
    }
)
