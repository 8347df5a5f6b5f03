-- Ends a hold of a locked pool and remembers who did it and where it was, for undo.
CREATE OR REPLACE FUNCTION housing.end_hold(
    p_hold housing.hold, p_pool housing.pool, p_now timestamptz, p_account_id uuid,
    p_state text, p_reason text, p_may_be_undone boolean
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE housing.hold h SET
        state = p_state, ended_at = p_now, at_risk = false,
        reason = CASE p_state WHEN 'revoked' THEN p_reason
            ELSE housing.reason_group(p_reason) END,
        ended_by = p_account_id, undone_at = NULL,
        undo_state = CASE WHEN p_may_be_undone THEN h.state END,
        ended_counts_version = p_pool.counts_version,
        version = h.version + 1, pool_version = p_pool.version + 1
     WHERE h.id = p_hold.id;
END
$$;
