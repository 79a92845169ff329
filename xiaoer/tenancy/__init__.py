"""Who may do what in which shop: merchants, shops, people, roles, sessions, API keys, the audit trail."""
