-- Appointments: one pool for each time, counted and held like beds until it begins.

-- Makes the appointments of one program at one time. p_slot_id is the caller's own id of them: asking
-- again answers the same, other fields or another program's are 'slot_id_reused'. A new pool is asked by
-- a call unless its own staff say how it may be held, which is their consent and recorded as such. It
-- takes over what the program's service has answered about whom it takes.
CREATE OR REPLACE FUNCTION housing_api.make_slot_v1(
    p_caller uuid, p_program_id uuid, p_slot_id uuid, p_starts_at timestamptz, p_units integer,
    p_policy text, OUT code text, OUT created boolean, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    c record;
    now_at timestamptz;
BEGIN
    created := false;
    SELECT * INTO c FROM housing.caller_of(p_caller);
    code := housing.may_make_slots(p_caller, p_program_id);
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    -- One at a time for a program, so that its limit holds; before any pool's lock.
    PERFORM pg_advisory_xact_lock(hashtextextended('housing slots ' || p_program_id, 0));
    now_at := housing.service_clock();
    code := CASE
        WHEN EXISTS (SELECT FROM housing.pool x WHERE x.id = p_slot_id)
            THEN housing.known_slot(p_slot_id, p_program_id, p_starts_at, p_units)
        WHEN c.role = 'operator' AND p_policy <> 'call_only' THEN 'consent_required'
        WHEN p_starts_at <= now_at OR p_starts_at > now_at + interval '90 days'
            THEN 'slot_time_out_of_range'
        WHEN 200 <= (SELECT count(*) FROM housing.pool x
                      WHERE x.program_id = p_program_id AND x.starts_at > now_at)
            THEN 'slot_limit_reached'
    END;
    IF code IS NULL THEN
        created := housing.insert_slot(
            p_caller, c.role, p_program_id, p_slot_id, p_starts_at, p_units, p_policy, now_at);
        -- Where it was not, the id was taken through another program in the same instant.
        code := CASE WHEN created THEN 'created' ELSE 'slot_id_reused' END;
    END IF;
    IF code IN ('created', 'exists') THEN
        pool := housing.pool_for(p_slot_id, p_caller);
    END IF;
END
$$;

-- Null when p_caller may make appointments of this program. Each one of a confidential program would be
-- seen to come and go, and so say when somebody is met there; it gives them by its own line.
CREATE OR REPLACE FUNCTION housing.may_make_slots(p_caller uuid, p_program_id uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN c.account_id IS NULL THEN 'not_signed_in'
        WHEN g.id IS NULL THEN CASE WHEN c.sees_confidential AND EXISTS (
                SELECT FROM housing.program x WHERE x.alias_id = p_program_id AND x.confidential)
            THEN 'not_allowed' ELSE 'program_not_found' END
        WHEN NOT (c.role = 'operator'
                  OR (c.role = 'shelter_staff' AND c.organization_id = g.organization_id))
            THEN 'not_allowed'
        WHEN g.confidential THEN 'confidential_no_slots'
        END
      FROM (SELECT 1) one
      LEFT JOIN LATERAL housing.caller_of(p_caller) c ON true
      LEFT JOIN housing.program g
             ON g.id = p_program_id AND housing.is_insider(g, c.role, c.organization_id)
$$;

CREATE OR REPLACE FUNCTION housing.known_slot(
    p_slot_id uuid, p_program_id uuid, p_starts_at timestamptz, p_units integer
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (p.program_id, p.starts_at, p.units_total)
                IS NOT DISTINCT FROM (p_program_id, p_starts_at, p_units)
           THEN 'exists' ELSE 'slot_id_reused' END
      FROM housing.pool p WHERE p.id = p_slot_id
$$;

-- Inserts the pool with its answers, consent and first count. False when the id is taken.
CREATE OR REPLACE FUNCTION housing.insert_slot(
    p_caller uuid, p_role text, p_program_id uuid, p_slot_id uuid, p_starts_at timestamptz,
    p_units integer, p_policy text, p_now timestamptz
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    service housing.pool;
BEGIN
    SELECT x.* INTO service FROM housing.pool x
     WHERE x.program_id = p_program_id AND x.unit = 'service' ORDER BY x.id LIMIT 1;
    INSERT INTO housing.pool (
        id, program_id, organization_id, name, unit, starts_at, units_total, hold_policy,
        hold_minutes_default, hold_minutes_max, confirm_minutes, stale_after_seconds,
        households_served, party_people_max)
    SELECT p_slot_id, g.id, g.organization_id, 'Appointment', 'slot', p_starts_at, p_units, p_policy,
           -- Until it begins, at most 14 days.
           20160, 20160,
           -- An office answers in its own hours.
           720, 7 * 86400, service.households_served, service.party_people_max
      FROM housing.program g WHERE g.id = p_program_id
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO housing.eligibility (
        pool_id, answers, vocabulary_version, version, changed_at, changed_by_role)
    SELECT p_slot_id, e.answers, e.vocabulary_version, 2, p_now, p_role
      FROM housing.eligibility e WHERE e.pool_id = service.id;
    IF p_policy <> 'call_only' THEN
        INSERT INTO housing.policy_consent
        VALUES (p_slot_id, p_now, p_role, p_caller, 'call_only', p_policy);
    END IF;
    PERFORM housing.apply_report(
        p_slot_id, gen_random_uuid(), p_caller, p_role, p_units, NULL, false, NULL, NULL, NULL, '{}');
    RETURN true;
END
$$;

-- Forgets appointments that began four days ago, when no hold of theirs is left: what became of their
-- holds stays, by program.
CREATE OR REPLACE FUNCTION housing.purge_slots(p_now timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    gone uuid[];
BEGIN
    SELECT array_agg(x.id) INTO gone FROM (
        SELECT p.id FROM housing.pool p
         WHERE p.starts_at <= p_now - interval '4 days'
           AND housing.slot_is_over(p.starts_at, p.clock_high_water)
           AND NOT EXISTS (SELECT FROM housing.hold h WHERE h.pool_id = p.id)
           -- Reasons of this month and the last are still to be told by pool (see 684).
           AND NOT EXISTS (SELECT FROM housing.decline_total t
                            WHERE t.pool_id = p.id AND t.month > p_now - interval '62 days')
         ORDER BY p.id LIMIT 500 FOR UPDATE SKIP LOCKED) x;
    IF gone IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO housing.slot_outcome AS x (program_id, period_start, outcome, holds)
    SELECT p.program_id, o.period_start, o.outcome, sum(o.holds)
      FROM housing.hold_outcome o JOIN housing.pool p ON p.id = o.pool_id
     WHERE o.pool_id = ANY (gone) GROUP BY 1, 2, 3
    ON CONFLICT (program_id, period_start, outcome) DO UPDATE SET holds = x.holds + excluded.holds;
    DELETE FROM housing.hold_outcome o WHERE o.pool_id = ANY (gone);
    DELETE FROM housing.decline_total t WHERE t.pool_id = ANY (gone);
    DELETE FROM housing.pool_watch w WHERE w.pool_id = ANY (gone);
    DELETE FROM housing.request_pool q WHERE q.pool_id = ANY (gone);
    DELETE FROM housing.report r WHERE r.pool_id = ANY (gone);
    DELETE FROM housing.eligibility e WHERE e.pool_id = ANY (gone);
    DELETE FROM housing.policy_consent c WHERE c.pool_id = ANY (gone);
    DELETE FROM housing.pool p WHERE p.id = ANY (gone);
    RETURN cardinality(gone);
END
$$;
