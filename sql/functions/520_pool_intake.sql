-- Pausing, closing and policy. None of these ends a hold. Each repeats without effect.

CREATE OR REPLACE FUNCTION housing_api.set_intake_v1(
    p_caller uuid, p_pool_id uuid, p_action text, p_reason text, p_until timestamptz,
    OUT code text, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    p housing.pool;
    now_at timestamptz;
    settled integer;
    changed boolean;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    IF code IS NULL THEN
        p := housing.lock_pool(p_pool_id);
        now_at := housing.pool_clock(p);
        settled := housing.settle_pool(p, now_at);
        changed := CASE p_action
            WHEN 'pause' THEN p.paused_at IS NULL OR
                (p.pause_reason, p.paused_until) IS DISTINCT FROM (p_reason, p_until)
            WHEN 'resume' THEN p.paused_at IS NOT NULL OR p.closed_at IS NOT NULL
            ELSE p.closed_at IS NULL END;
        IF p_action = 'pause' AND p_until <= now_at THEN
            code := 'pause_ends_in_past';
        ELSE
            IF changed THEN
                UPDATE housing.pool SET
                    paused_at = CASE WHEN p_action = 'pause' THEN now_at END,
                    paused_until = CASE WHEN p_action = 'pause' THEN p_until END,
                    pause_reason = CASE WHEN p_action = 'pause' THEN p_reason END,
                    closed_at = CASE p_action WHEN 'close' THEN now_at
                        WHEN 'resume' THEN NULL ELSE closed_at END
                 WHERE id = p_pool_id;
                PERFORM housing.note_pool(p_caller, 'pool_' || p_action, p_pool_id);
            END IF;
            code := 'ok';
        END IF;
        IF settled > 0 OR (changed AND code = 'ok') THEN
            PERFORM housing.publish_pool(p_pool_id, now_at, false);
        END IF;
    END IF;
    pool := housing.pool_for(p_pool_id, p_caller);
END
$$;

-- How this pool may be held. Turning on 'confirm' or 'instant' is the shelter's consent and is
-- recorded with the role that gave it; a confidential program is never instant.
CREATE OR REPLACE FUNCTION housing_api.set_hold_policy_v1(
    p_caller uuid, p_pool_id uuid, p_policy text, OUT code text, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    p housing.pool;
    now_at timestamptz;
    settled integer;
    c record;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    SELECT * INTO c FROM housing.caller_of(p_caller);
    -- The operator may only take a policy back; giving consent is the shelter's own act.
    IF code IS NULL AND c.role = 'operator' AND p_policy <> 'call_only' THEN
        code := 'consent_required';
    END IF;
    IF code IS NULL THEN
        p := housing.lock_pool(p_pool_id);
        now_at := housing.pool_clock(p);
        settled := housing.settle_pool(p, now_at);
        IF p_policy = 'instant' AND
           (SELECT g.confidential FROM housing.program g WHERE g.id = p.program_id) THEN
            code := 'confidential_never_instant';
        ELSIF p.unit = 'service' AND p_policy <> 'call_only' THEN
            code := 'pool_not_counted';
        ELSE
            IF p.hold_policy <> p_policy THEN
                UPDATE housing.pool SET hold_policy = p_policy WHERE id = p_pool_id;
                INSERT INTO housing.policy_consent
                VALUES (p_pool_id, now_at, c.role, p_caller, p.hold_policy, p_policy);
                PERFORM housing.note_pool(p_caller, 'policy_' || p_policy, p_pool_id);
            END IF;
            code := 'ok';
        END IF;
        IF settled > 0 OR (code = 'ok' AND p.hold_policy <> p_policy) THEN
            PERFORM housing.publish_pool(p_pool_id, now_at, false);
        END IF;
    END IF;
    pool := housing.pool_for(p_pool_id, p_caller);
END
$$;
