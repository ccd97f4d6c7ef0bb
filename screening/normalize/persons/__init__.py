"""Names of persons, brought into forms that compare."""
