"""Forms: a label for the eye is a name for those who cannot see it."""

from PySide6.QtWidgets import QFormLayout, QWidget


def add_row(form: QFormLayout, label: str, field: QWidget) -> None:
    """Add a field under its label, which also names it to a screen reader.

    The key that an ampersand in ``label`` marks takes one to the field.
    """
    form.addRow(label, field)
    if not field.accessibleName():
        field.setAccessibleName(label.replace("&", ""))
