-- The bench's region: pools with plenty of room, one responder for each client, one member of
-- staff for each shelter. Tokens are known; the database is thrown away afterwards.
-- Variables: pools, responders.
BEGIN;
INSERT INTO housing.region (code, label, population) VALUES ('bench', 'Bench district', 80000);

INSERT INTO housing.organization
    (id, name, stage, organization_hold_limit, responder_hold_limit)
SELECT md5('organization-' || k)::uuid, 'Organization ' || k, 'full', 1000000, 1000000
  FROM generate_series(0, 17) k;

-- Organizations 0-7 employ the responders, 8-17 run the shelters.
INSERT INTO housing.account (id, role, organization_id)
SELECT md5('responder-' || k)::uuid, 'responder', md5('organization-' || k % 8)::uuid
  FROM generate_series(0, :responders - 1) k;
INSERT INTO housing.account (id, role, organization_id)
SELECT md5('staff-' || k)::uuid, 'shelter_staff', md5('organization-' || 8 + k)::uuid
  FROM generate_series(0, 9) k;
INSERT INTO housing.access_token (token_hash, account_id, expires_at)
SELECT sha256(convert_to('bench-responder-' || k, 'UTF8')), md5('responder-' || k)::uuid,
       clock_timestamp() + interval '1 day'
  FROM generate_series(0, :responders - 1) k;
INSERT INTO housing.access_token (token_hash, account_id, expires_at)
SELECT sha256(convert_to('bench-staff-' || k, 'UTF8')), md5('staff-' || k)::uuid,
       clock_timestamp() + interval '1 day'
  FROM generate_series(0, 9) k;

INSERT INTO housing.program
    (id, organization_id, kind, name, confidential, region_code, time_zone)
SELECT md5('program-' || k)::uuid, md5('organization-' || 8 + k % 10)::uuid,
       'emergency_shelter', 'Night shelter ' || k, false, 'bench', 'America/Toronto'
  FROM generate_series(0, :pools - 1) k;
INSERT INTO housing.pool
    (id, program_id, organization_id, name, unit, units_total, hold_policy,
     stale_after_seconds, units_free_reported, reported_at, reported_by_role, freshness_step)
SELECT md5('pool-' || k)::uuid, md5('program-' || k)::uuid,
       md5('organization-' || 8 + k % 10)::uuid, 'Beds', 'bed', 2000, 'instant',
       43200, 1000, housing.service_clock(), 'shelter_staff', 0
  FROM generate_series(0, :pools - 1) k;
-- One more that is full: who asks for it is refused.
INSERT INTO housing.pool
    (id, program_id, organization_id, name, unit, units_total, hold_policy,
     stale_after_seconds, units_free_reported, reported_at, reported_by_role, freshness_step)
SELECT md5('pool-full')::uuid, md5('program-0')::uuid, md5('organization-8')::uuid, 'Full beds',
       'bed', 10, 'instant', 43200, 0, housing.service_clock(), 'shelter_staff', 0;
SELECT count(housing.publish_pool(p.id, housing.service_clock(), true)) FROM housing.pool p;
COMMIT;
VACUUM ANALYZE;
