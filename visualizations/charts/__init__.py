"""Small charts as SVG text: from numbers and words to a drawing with its text alternative."""
