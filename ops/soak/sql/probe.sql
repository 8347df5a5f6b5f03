-- The probe's pools lie in a district of their own, so that its consoles hear of nothing else.
INSERT INTO housing.region (code, label, population)
VALUES ('probe', 'Probe district', 80000) ON CONFLICT DO NOTHING;
UPDATE housing.program SET region_code = 'probe' WHERE id = md5('probe-program-0')::uuid;
SELECT housing.publish_pool(p.id, housing.service_clock(), true)
  FROM housing.pool p WHERE p.program_id = md5('probe-program-0')::uuid;
