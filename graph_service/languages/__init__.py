"""Swedish and English: texts of the catalogues, days and numbers as each language writes them."""
