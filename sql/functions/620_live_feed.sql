-- What the change feed reads. These two are for the service itself, not for a caller: they carry
-- both projections, and the board shows each viewer only theirs.

CREATE OR REPLACE FUNCTION housing_api.pool_versions_v1()
RETURNS TABLE (id uuid, version bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$ SELECT p.id, p.version FROM housing.pool p $$;

-- Pools by id, each with the holds that changed after p_known_versions (all live and recently
-- ended ones where that is negative). A pool's version is given out under its row lock, so
-- "after" misses nothing.
CREATE OR REPLACE FUNCTION housing_api.read_pools_v1(p_ids uuid[], p_known_versions bigint[])
RETURNS TABLE (
    id uuid, version bigint, organization_id uuid, program_id uuid, confidential boolean,
    due_in_seconds double precision, insider jsonb, outsider jsonb, holds jsonb
) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
    SELECT p.id, p.version, p.organization_id, p.program_id, g.confidential,
           extract(epoch FROM p.next_due_at - housing.service_clock())::double precision,
           housing.pool_insider(p, g, n.now),
           CASE WHEN g.confidential THEN housing.pool_outsider(p, g) END,
           (SELECT jsonb_agg(jsonb_build_object(
                'id', h.id, 'account_id', h.account_id, 'kept_by', h.kept_by,
                'organization_id', h.shelter_organization_id,
                'version', h.version, 'pool_version', h.pool_version,
                'ended_at', extract(epoch FROM h.ended_at),
                'holder', housing.hold_view(h, p, g, n.now, 'holder', h.account_id),
                'shelter', housing.hold_view(h, p, g, n.now, 'shelter', NULL),
                -- How many are on the way to a confidential program is not for the operator.
                'operator', CASE WHEN NOT g.confidential
                    THEN housing.hold_view(h, p, g, n.now, 'operator', NULL) END))
              FROM housing.hold h
             WHERE h.pool_id = p.id AND h.pool_version > k.known
               AND (k.known >= 0 OR h.ended_at IS NULL
                    OR h.ended_at > n.now - interval '24 hours'))
      FROM unnest(p_ids, p_known_versions) AS k (id, known)
      JOIN housing.pool p ON p.id = k.id
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) n
$$;

-- A small durable write and its read-back: the only proof that this process still has the
-- database. Also rings the doorbell with this process's name, which proves that LISTEN hears.
CREATE OR REPLACE FUNCTION housing_api.beat_v1(
    p_process_id uuid, OUT at timestamptz, OUT generation text
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    INSERT INTO housing.heartbeat AS b (process_id, beat_at, beats)
    VALUES (p_process_id, clock_timestamp(), 1)
    ON CONFLICT (process_id) DO UPDATE
        SET beat_at = clock_timestamp(), beats = b.beats + 1;
    DELETE FROM housing.heartbeat WHERE beat_at < clock_timestamp() - interval '1 day';
    PERFORM pg_notify('housing_changes', 'canary:' || p_process_id);
    at := housing.service_clock();
    generation := housing.generation();
END
$$;

-- Changes when the database is restored into another one, another cluster, or fails over to
-- another timeline, where versions may be given out a second time.
CREATE OR REPLACE FUNCTION housing.generation() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT md5(concat_ws('/', s.generation,
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()),
        y.system_identifier,
        -- The timeline that is written now; the control file learns of it a checkpoint later.
        left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)))
      FROM housing.service_state s, pg_control_system() y
$$;
