-- The soak's region in a database of its own, with the owner's rights. Tokens are known; the
-- database is thrown away afterwards. What is wanted stands in settings of this session:
-- soak.label, soak.organizations, soak.responders, soak.hot_pools, soak.cold_pools,
-- soak.hot_units, soak.cold_units.
INSERT INTO housing.region (code, label, population)
VALUES ('soak', 'Soak district', 80000) ON CONFLICT DO NOTHING;

-- Shelters, and after them eight agencies that employ the responders.
INSERT INTO housing.organization
    (id, name, stage, organization_hold_limit, responder_hold_limit)
SELECT md5(current_setting('soak.label') || '-organization-' || k)::uuid,
       'Organization ' || k, 'full', 1000000, 1000000
  FROM generate_series(0, current_setting('soak.organizations')::int + 7) k;

INSERT INTO housing.account (id, role, organization_id)
SELECT md5(current_setting('soak.label') || '-staff-' || k)::uuid, 'shelter_staff',
       md5(current_setting('soak.label') || '-organization-'
           || k % current_setting('soak.organizations')::int)::uuid
  FROM generate_series(
      0, current_setting('soak.organizations')::int
         * current_setting('soak.staff_each')::int - 1) k;
INSERT INTO housing.account (id, role, organization_id)
SELECT md5(current_setting('soak.label') || '-responder-' || k)::uuid, 'responder',
       md5(current_setting('soak.label') || '-organization-'
           || current_setting('soak.organizations')::int + k % 8)::uuid
  FROM generate_series(0, current_setting('soak.responders')::int - 1) k;
INSERT INTO housing.access_token (token_hash, account_id, expires_at)
SELECT sha256(convert_to(current_setting('soak.label') || '-staff-' || k, 'UTF8')),
       md5(current_setting('soak.label') || '-staff-' || k)::uuid,
       clock_timestamp() + interval '1 day'
  FROM generate_series(
      0, current_setting('soak.organizations')::int
         * current_setting('soak.staff_each')::int - 1) k;
INSERT INTO housing.access_token (token_hash, account_id, expires_at)
SELECT sha256(convert_to(current_setting('soak.label') || '-responder-' || k, 'UTF8')),
       md5(current_setting('soak.label') || '-responder-' || k)::uuid,
       clock_timestamp() + interval '1 day'
  FROM generate_series(0, current_setting('soak.responders')::int - 1) k;

INSERT INTO housing.program
    (id, organization_id, kind, name, confidential, region_code, time_zone)
SELECT md5(current_setting('soak.label') || '-program-' || k)::uuid,
       md5(current_setting('soak.label') || '-organization-' || k)::uuid,
       'emergency_shelter', 'Night shelter ' || k, false, 'soak', 'America/Toronto'
  FROM generate_series(0, current_setting('soak.organizations')::int - 1) k;

-- Hot pools come first. Every fourth pool asks the shelter first.
INSERT INTO housing.pool
    (id, program_id, organization_id, name, unit, units_total, hold_policy, confirm_minutes,
     stale_after_seconds, units_free_reported, reported_at, reported_by_role, freshness_step)
SELECT md5(current_setting('soak.label') || '-pool-' || k)::uuid,
       md5(current_setting('soak.label') || '-program-'
           || k % current_setting('soak.organizations')::int)::uuid,
       md5(current_setting('soak.label') || '-organization-'
           || k % current_setting('soak.organizations')::int)::uuid,
       'Beds ' || k, 'bed', 1000, CASE k % 4 WHEN 3 THEN 'confirm' ELSE 'instant' END, 15,
       604800,
       CASE WHEN k < current_setting('soak.hot_pools')::int
            THEN current_setting('soak.hot_units')::int
            ELSE current_setting('soak.cold_units')::int END,
       housing.service_clock(), 'shelter_staff', 0
  FROM generate_series(
      0, current_setting('soak.hot_pools')::int + current_setting('soak.cold_pools')::int - 1) k;
SELECT count(housing.publish_pool(p.id, housing.service_clock(), true))
  FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
 WHERE g.region_code = 'soak';
