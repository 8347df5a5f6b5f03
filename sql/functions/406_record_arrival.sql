-- Ends a hold of a locked pool as arrived and takes the units that came off the reported count,
-- which never goes below zero. Returns by how much it went down.
CREATE OR REPLACE FUNCTION housing.record_arrival(
    p_hold housing.hold, p_pool housing.pool, p_now timestamptz, p_account_id uuid,
    p_units integer, p_already_counted boolean
) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    counted integer;
BEGIN
    counted := CASE WHEN p_already_counted THEN 0
        ELSE least(p_units, coalesce(p_pool.units_free_reported, 0)) END;
    PERFORM housing.end_hold(p_hold, p_pool, p_now, p_account_id, 'arrived', NULL, true);
    UPDATE housing.hold SET units_arrived = p_units, units_counted_down = counted,
        late = p_hold.state = 'expired',
        -- They were on their way after all.
        score_change = CASE score_change WHEN 1 THEN -1 ELSE score_change END,
        score_version = CASE score_change WHEN 1 THEN p_pool.version + 1 END,
        milestones = housing.steps_reached(milestones, 'move_in', p_now),
        -- The count's version after this arrival, so that undo can tell whether a later
        -- report has replaced the number.
        ended_counts_version = CASE WHEN counted > 0 THEN p_pool.version + 1
                                    ELSE p_pool.counts_version END
     WHERE id = p_hold.id;
    IF counted > 0 THEN
        UPDATE housing.pool SET units_free_reported = units_free_reported - counted
         WHERE id = p_pool.id;
    END IF;
    RETURN counted;
END
$$;
