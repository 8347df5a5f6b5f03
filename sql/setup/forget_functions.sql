DELETE FROM housing.schema_function;
