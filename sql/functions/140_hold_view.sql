-- The three views of a hold. p_as is 'holder', 'shelter' or 'operator'.
CREATE OR REPLACE FUNCTION housing.hold_view(
    h housing.hold, p housing.pool, g housing.program, p_now timestamptz, p_as text,
    p_viewer uuid
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- The clock ends a hold; the stored row may still wait to be written down.
    past_deadline constant boolean :=
        h.state IN ('requested', 'active') AND h.expires_at <= p_now;
    state constant text := CASE WHEN NOT past_deadline THEN h.state
        WHEN h.state = 'active' THEN 'expired' ELSE 'timed_out' END;
    ended_at constant timestamptz :=
        coalesce(h.ended_at, CASE WHEN past_deadline THEN h.expires_at END);
    -- The holder of a confidential program's hold learns its alias and nothing else.
    from_outside constant boolean :=
        g.confidential AND p_as <> 'shelter' AND h.kept_by = 'responder';
    hold jsonb;
    responder_organization text;
    holder_gone boolean;
BEGIN
    IF p_as = 'operator' THEN
        RETURN jsonb_build_object(
            'id', h.id, 'pool_id', h.pool_id, 'state', state,
            'expires_at', housing.rfc3339(h.expires_at), 'version', h.version,
            'pool_version', CASE WHEN g.confidential THEN p.outsider_version
                                 ELSE h.pool_version END);
    END IF;
    hold := jsonb_build_object(
        'id', h.id, 'pool_id', h.pool_id,
        'program_name', CASE WHEN from_outside THEN housing.program_alias(g) ELSE g.name END,
        'pool_name', CASE WHEN from_outside THEN NULL ELSE p.name END,
        'unit', p.unit, 'units', h.units,
        'party', CASE WHEN h.adults IS NOT NULL THEN jsonb_build_object(
            'adults', h.adults, 'children', h.children, 'infants', h.infants) END,
        'needs', to_jsonb(h.needs), 'emergency', h.emergency, 'state', state,
        'placed_at', housing.rfc3339(h.placed_at),
        'accepted_at', housing.rfc3339(h.accepted_at),
        'expires_at', housing.rfc3339(h.expires_at),
        'ended_at', housing.rfc3339(ended_at),
        'minutes', h.minutes, 'extensions', h.extensions,
        'extensions_left', greatest(0, 1 - h.holder_extensions),
        'arrival_code', h.arrival_code, 'at_risk', h.at_risk,
        'seen_at', housing.rfc3339(h.seen_at),
        'arrival_said_at', housing.rfc3339(h.arrival_said_at),
        'late', h.late, 'reinstated', h.reinstated_at IS NOT NULL,
        'undo_until', CASE
            WHEN h.undo_state IS NOT NULL AND h.undone_at IS NULL
             AND h.ended_at + interval '30 seconds' > p_now
             AND CASE WHEN p_as = 'holder' THEN h.ended_by = h.account_id
                      ELSE h.ended_by <> h.account_id OR h.kept_by = 'shelter' END
            THEN housing.rfc3339(h.ended_at + interval '30 seconds') END,
        -- Shelters learn nothing of what else is held for a household.
        'milestones', h.milestones,
        'expected', CASE WHEN h.expected_vacancy_id IS NOT NULL
            THEN housing.expected_place(h) END,
        'set_id', CASE WHEN p_as = 'holder' OR h.kept_by = 'shelter' THEN h.set_id END,
        'offered', h.request_id IS NOT NULL AND h.taken_at IS NULL,
        'request_id', CASE WHEN p_as = 'holder' THEN h.request_id END,
        -- All that who asked is told of why; of a confidential program nothing.
        'reason_group', CASE WHEN from_outside THEN NULL
            WHEN state = 'timed_out' THEN 'no_answer'
            WHEN state IN ('declined', 'released') THEN h.reason END,
        'mine', h.account_id = p_viewer, 'kept_by', h.kept_by, 'version', h.version,
        'pool_version', CASE WHEN from_outside THEN p.outsider_version
                             ELSE h.pool_version END);
    IF p_as = 'shelter' THEN
        -- Who asks is told to nobody before they have taken what is offered.
        IF h.kept_by = 'responder' THEN
            SELECT CASE WHEN NOT housing.is_offer(h) THEN o.name END,
                   state IN ('requested', 'active')
                   AND (a.disabled_at IS NOT NULL OR a.suspended_at IS NOT NULL
                        OR a.role <> 'responder' OR o.suspended_at IS NOT NULL)
              INTO responder_organization, holder_gone
              FROM housing.account a
              LEFT JOIN housing.organization o ON o.id = a.organization_id
             WHERE a.id = h.account_id;
        END IF;
        hold := hold || jsonb_build_object(
            'responder_organization_name', responder_organization,
            'units_backed', h.units_backed, 'reason', h.reason,
            -- Who holds it may not act any more: they are asked about before somebody is let in.
            'call_before_admitting', coalesce(holder_gone, false),
            -- Nobody can have come to a place that is not vacant yet, or that was only offered.
            'did_they_come', state = 'expired' AND h.units_backed AND NOT housing.is_offer(h)
                AND ended_at > p_now - interval '4 hours',
            -- Who said that they can reads where to call; nobody else is ever told.
            'call_back', CASE WHEN h.request_id IS NOT NULL AND state = 'active' THEN
                (SELECT l.line FROM housing.request r
                   JOIN housing.organization_line l ON l.id = r.line_id
                   JOIN housing.request_pool q ON q.request_id = r.id
                    AND q.pool_id = h.pool_id AND q.answer = 'we_can'
                  WHERE r.id = h.request_id) END,
            'counted_since', coalesce(
                p.reported_at > coalesce(h.accepted_at, h.placed_at), false));
    END IF;
    RETURN hold;
END
$$;

-- How p_caller stands to a hold: its holder, its shelter, the operator, or not at all.
CREATE OR REPLACE FUNCTION housing.hold_relation(
    h housing.hold, p_account_id uuid, p_role text, p_organization_id uuid
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_role = 'shelter_staff' AND p_organization_id = h.shelter_organization_id
            THEN 'shelter'
        WHEN p_account_id = h.account_id THEN 'holder'
        WHEN p_role = 'operator' THEN 'operator'
    END
$$;

-- What already happened to a hold, as the code a late caller reads.
CREATE OR REPLACE FUNCTION housing.hold_state_code(p_state text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_state
        WHEN 'requested' THEN 'hold_not_accepted'
        WHEN 'active' THEN 'hold_already_active'
        WHEN 'arrived' THEN 'hold_already_arrived'
        WHEN 'released' THEN 'hold_already_released'
        WHEN 'declined' THEN 'hold_already_declined'
        WHEN 'timed_out' THEN 'hold_timed_out'
        WHEN 'expired' THEN 'hold_expired'
        WHEN 'revoked' THEN 'hold_revoked'
        WHEN 'no_show' THEN 'hold_no_show'
    END
$$;
