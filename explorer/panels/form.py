"""Forms: a label for the eye is a name for those who cannot see it."""

from PySide6.QtWidgets import QAbstractSpinBox, QFormLayout, QWidget


def inset(box: QAbstractSpinBox) -> None:
    """Keep a number off the edge of its box: a style sheet's padding does not reach it."""
    box.lineEdit().setTextMargins(5, 0, 0, 0)


def add_row(form: QFormLayout, label: str, field: QWidget) -> None:
    """Add a field under its label, which also names it to a screen reader.

    The key that an ampersand in ``label`` marks takes one to the field.
    """
    form.addRow(label, field)
    if isinstance(field, QAbstractSpinBox):
        inset(field)
    if not field.accessibleName():
        field.setAccessibleName(label.replace("&", ""))
