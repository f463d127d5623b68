"""How does Alembic reach the database? Through the connection, and inside the transaction, that `upgrade` hands it."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
)
context.run_migrations()
