"""Pages for people: the same questions, rights and audit as commands and API, in Swedish and English."""
