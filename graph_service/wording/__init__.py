"""What results and errors say by code, in the words of a language: for pages, files, pictures and commands alike."""
