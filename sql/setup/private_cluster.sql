-- In the embedded cluster the service's role has no business in the other databases.
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
