SELECT name FROM housing_api.schema_state_v1();
