"""Why an appointment is as it is: from the log to facts, and from facts to a paragraph that a person would say."""
