"""The installation in figures, for a monitoring system: counts and moments, never a customer, a subject or an agent."""
