"""The same increments by MariaDB, as the user's own tables would give them."""
