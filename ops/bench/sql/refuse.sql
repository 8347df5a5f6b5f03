-- One request for a full pool, by pgbench: the look that answers it.
\set number random(1, 9000000000000000000)
SELECT code FROM housing_api.look_at_holds_v1(ARRAY[md5(:number::text)::uuid], ARRAY[md5('responder-' || :client_id)::uuid], ARRAY[md5('pool-full')::uuid], ARRAY[1], ARRAY[NULL::integer], ARRAY[NULL::integer], ARRAY[NULL::integer], ARRAY[NULL::integer], ARRAY['']);
