"""What a privacy officer does: find a patient, show them what is kept, correct it, keep it by law, forget it."""
