-- One hold placed and let go of, by pgbench: the two functions the service calls, as its role.
\set pool random(0, :pools - 1)
\set number random(1, 9000000000000000000)
SELECT code FROM housing_api.place_holds_v1(ARRAY[md5(:number::text)::uuid], ARRAY[md5('responder-' || :client_id)::uuid], ARRAY[md5('pool-' || :pool)::uuid], ARRAY[1], ARRAY[NULL::integer], ARRAY[NULL::integer], ARRAY[NULL::integer], ARRAY[NULL::integer], ARRAY[''], ARRAY['amber-river-12']);
SELECT code FROM housing_api.release_holds_v1(ARRAY[md5('responder-' || :client_id)::uuid], ARRAY[md5(:number::text)::uuid], ARRAY[NULL::text]);
