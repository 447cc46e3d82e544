import pytest

from graph_service.domain.nothing import WORDS_FOR_NOTHING, is_word_for_nothing

WORDS = (
    *(
        "unknown",
        "UNKNOWN",
        " Unknown ",
        "(unknown)",
        "Unknown.",
        "unk",
        "(null)",
        "NULL",
        "<NA>",
        "N/A",
        "n.a.",
        "None",
    ),
    *("-", "--", "–", "?", "???", ".", "*", "okänd", "OKÄND", "oka\u0308nd", "nan", "saknas", "Uppgift  saknas"),
    *("#REF!", "#N/A", "#NAME?", "#DIV/0!", "#SAKNAS!", "#VÄRDEFEL!", "uppgift\u00a0saknas", "ingen grupp"),
)
VALUES = ("", "  ", "0", "-1", "A", "P-", "#1", "Nana", "North", "unknown 7", "Okända Torget", "..a", "None of it")


@pytest.mark.parametrize("text", WORDS)
def test_a_word_for_nothing_is_one_in_any_case_and_bracket(text: str) -> None:
    assert is_word_for_nothing(text)


@pytest.mark.parametrize("text", VALUES)
def test_a_value_is_no_word_for_nothing(text: str) -> None:
    assert not is_word_for_nothing(text)


def test_each_listed_word_is_written_as_it_is_compared() -> None:
    assert [
        word for word in sorted(WORDS_FOR_NOTHING) if not is_word_for_nothing(word) or word != word.casefold()
    ] == []
