"""The name of the role that serves; `sql/roles.sql` makes it."""

SERVICE_ROLE = "housing_service"
