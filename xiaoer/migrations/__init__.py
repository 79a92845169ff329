"""The tables of the whole house and how a database is brought up to them."""
