"""What a patient is given: one module a document, its fields named at its top."""
