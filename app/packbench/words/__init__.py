"""Every sentence for people: refusals, states, language."""
