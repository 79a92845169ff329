"""What Alembic runs for every migration: over the connection that `migrate` has opened."""

from alembic import context

from xiaoer.migrations.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
