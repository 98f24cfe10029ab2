"""Does anything know the future? Named checks of columns, rows and splits."""
