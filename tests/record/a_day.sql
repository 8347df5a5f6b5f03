-- One row of everything that is forgotten by its time, as of this database's clock: $1 is a responder,
-- $2 a member of staff, $3 their organization, $4 a pool of it.
WITH now AS (SELECT housing.service_clock() AS at),
r1 AS (INSERT INTO housing.hold_set SELECT gen_random_uuid(), $1, at FROM now),
r2 AS (INSERT INTO housing.pool_watch SELECT $1, $4, at + interval '2 days' FROM now
       ON CONFLICT DO NOTHING),
r3 AS (INSERT INTO housing.announcement (id, audience, body, starts_at, ends_at)
       SELECT gen_random_uuid(), 'all', 'Quiet night', at, at + interval '1 hour' FROM now),
r4 AS (INSERT INTO housing.device (organization_id, label, secret_hash, enrolled_on, expires_at)
       SELECT $3, 'desk', sha256(uuid_send(gen_random_uuid())), at::date, at + interval '1 day'
         FROM now),
r5 AS (INSERT INTO housing.count_link (token_hash, pool_id, account_id, made_on, expires_at)
       SELECT sha256(uuid_send(gen_random_uuid())), $4, $2, at::date, at + interval '1 day'
         FROM now),
r6 AS (INSERT INTO housing.duty SELECT $2, at + interval '8 hours' FROM now
       ON CONFLICT DO NOTHING),
r7 AS (INSERT INTO housing.expected_vacancy
       SELECT gen_random_uuid(), $4, 1, at::date, 'likely', 'withdrawn', at FROM now),
r8 AS (INSERT INTO housing.invitation
            (token_hash, organization_id, role, coordinator, made_by, made_at, expires_at)
       SELECT sha256(uuid_send(gen_random_uuid())), $3, 'shelter_staff', false, $2, at,
              at + interval '1 day' FROM now),
r9 AS (INSERT INTO housing.totp (account_id, sealed_secret, added_on)
       SELECT $2, sha256('x'), at::date FROM now ON CONFLICT DO NOTHING),
r10 AS (INSERT INTO housing.passkey_challenge
        SELECT sha256(uuid_send(gen_random_uuid())), 'sign_in', NULL, at + interval '5 minutes'
          FROM now),
r11 AS (INSERT INTO housing.sign_in_ticket
        SELECT sha256(uuid_send(gen_random_uuid())), $2, at + interval '5 minutes' FROM now),
r12 AS (INSERT INTO housing.credential_try SELECT $2, 'code', 3, at FROM now
        ON CONFLICT DO NOTHING),
r13 AS (INSERT INTO housing.session
            (token_hash, account_id, created_at, last_seen_at, idle_seconds, expires_at)
        SELECT sha256(uuid_send(gen_random_uuid())), $2, at, at, 60, at + interval '8 hours'
          FROM now),
r14 AS (INSERT INTO housing.access_token (token_hash, account_id, expires_at)
        SELECT sha256(uuid_send(gen_random_uuid())), $1, at + interval '1 hour' FROM now),
r15 AS (INSERT INTO housing.reason_counted SELECT gen_random_uuid(), 1, at FROM now),
r16 AS (INSERT INTO housing.demand_need (id, first_at) SELECT gen_random_uuid(), at FROM now),
r17 AS (INSERT INTO housing.place_told (program_id, day, account_id, role, views)
        SELECT p.program_id, at::date, $1, 'responder', 1 FROM now, housing.pool p WHERE p.id = $4),
r18 AS (INSERT INTO housing.try_count
        SELECT 'password', substr(sha256(uuid_send(gen_random_uuid())), 1, 3),
               at + interval '1 hour' FROM now),
r19 AS (INSERT INTO housing.rate_count SELECT substr(sha256('x'), 1, 8), 1, 1, at FROM now
        ON CONFLICT DO NOTHING),
r20 AS (INSERT INTO housing.hold_score (subject_id, is_account, value, at, score_limit)
        SELECT $1, true, 1, at, 5 FROM now ON CONFLICT DO NOTHING),
r21 AS (INSERT INTO housing.reading_day SELECT $1, at::date, 'single', 3 FROM now),
r22 AS (INSERT INTO housing.alert (kind, account_id, day, first_at, last_at, count)
        SELECT 'single', $1, at::date, at, at, 3 FROM now)
SELECT housing.note($3, $2, 'pool_pause', 'pool', $4), housing.note($3, $1, 'address_told', 'pool', $4)
