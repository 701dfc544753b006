"""May we? Pure rules of a dental front desk."""
