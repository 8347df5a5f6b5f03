-- A request as its three kinds of people see it. Its responder sees whom it went to and what came
-- back; a shelter sees only what it is asked, under an id of its own; the operator the way it goes.

CREATE OR REPLACE FUNCTION housing.request_state(r housing.request, p_now timestamptz)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN r.ended_at IS NULL AND r.open_until <= p_now THEN 'expired' ELSE r.state END
$$;

CREATE OR REPLACE FUNCTION housing.request_party(r housing.request) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object(
        'adults', r.adults, 'children', r.children, 'infants', r.infants)
$$;

CREATE OR REPLACE FUNCTION housing.request_steps(p_request_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'step', s.step, 'at', housing.rfc3339(s.at), 'count', s.count)
               ORDER BY s.number), '[]')
      FROM housing.request_step s WHERE s.request_id = p_request_id
$$;

-- Who was asked, in order, and which of all places could be held now. Of a confidential program its
-- responder learns its alias and its answer, and nothing of when anybody there looked.
CREATE OR REPLACE FUNCTION housing.request_for_responder(r housing.request, p_now timestamptz)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', r.id, 'state', housing.request_state(r, p_now), 'urgency', r.urgency,
        'party', housing.request_party(r), 'needs', to_jsonb(r.needs), 'line_id', r.line_id,
        'opened_at', housing.rfc3339(r.opened_at),
        'open_until', housing.rfc3339(r.open_until),
        'ended_at', housing.rfc3339(coalesce(
            r.ended_at, CASE WHEN r.open_until <= p_now THEN r.open_until END)),
        'round', r.round, 'next_step', r.next_step,
        'next_step_at', housing.rfc3339(r.next_step_at),
        'steps', housing.request_steps(r.id),
        'asked', coalesce(q.asked, '[]'), 'room_at', coalesce(q.room_at, '[]'),
        'places', q.places, 'version', r.version)
      FROM (SELECT jsonb_agg(jsonb_build_object(
                       'pool_id', q.pool_id,
                       'program_name', CASE WHEN g.confidential THEN housing.program_alias(g)
                                            ELSE g.name END,
                       'round', q.round, 'asked_at', housing.rfc3339(q.asked_at),
                       'seen', CASE WHEN g.confidential THEN NULL
                                    ELSE q.seen_at IS NOT NULL END,
                       'answer', q.answer,
                       'answered_at', housing.rfc3339(q.answered_at)) ORDER BY q.round, q.rank)
                       FILTER (WHERE q.round IS NOT NULL) AS asked,
                   jsonb_agg(q.pool_id ORDER BY q.rank) FILTER (WHERE q.has_room) AS room_at,
                   count(*) AS places
              FROM housing.request_pool q
              JOIN housing.pool p ON p.id = q.pool_id
              JOIN housing.program g ON g.id = p.program_id
             WHERE q.request_id = r.id) q
$$;

-- What a shelter is asked. Of a request that has ended nothing is left but that it has.
CREATE OR REPLACE FUNCTION housing.ask_view(
    q housing.request_pool, r housing.request, p housing.pool, g housing.program,
    p_now timestamptz
) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN housing.request_state(r, p_now) NOT IN ('asking', 'waiting')
        THEN jsonb_build_object('id', q.ask_id, 'pool_id', q.pool_id, 'state', 'closed',
                                'version', q.version)
        ELSE jsonb_build_object(
            'id', q.ask_id, 'pool_id', q.pool_id, 'pool_name', p.name, 'program_name', g.name,
            'unit', p.unit, 'units', q.units,
            'state', CASE WHEN q.answer IS NULL THEN 'open' ELSE 'answered' END,
            'party', housing.request_party(r), 'needs', to_jsonb(q.to_answer),
            'asked_at', housing.rfc3339(date_trunc('minute', q.asked_at)),
            'reminded_at', housing.rfc3339(date_trunc('minute', q.reminded_at)),
            'seen_at', housing.rfc3339(q.seen_at), 'answer', q.answer,
            'answered_at', housing.rfc3339(q.answered_at), 'version', q.version) END
$$;

-- How a request goes, for the operator; who is asking and for whom only once it has come to them.
CREATE OR REPLACE FUNCTION housing.request_for_operator(r housing.request, p_now timestamptz)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', r.id, 'state', housing.request_state(r, p_now), 'urgency', r.urgency,
        'opened_at', housing.rfc3339(r.opened_at),
        'open_until', housing.rfc3339(r.open_until), 'ended_at', housing.rfc3339(r.ended_at),
        'round', r.round, 'next_step', r.next_step,
        'next_step_at', housing.rfc3339(r.next_step_at),
        'steps', housing.request_steps(r.id), 'with_operator', e.with_operator,
        'asked', a.asked, 'answered', a.answered,
        'organization_name', CASE WHEN e.with_operator THEN o.name END,
        'line', CASE WHEN e.with_operator THEN l.line END,
        'party', CASE WHEN e.with_operator THEN housing.request_party(r) END,
        'version', r.version)
      FROM (SELECT EXISTS (SELECT FROM housing.request_step s
                            WHERE s.request_id = r.id AND s.step = 'operator') AS with_operator) e
     CROSS JOIN (SELECT count(*) FILTER (WHERE q.round IS NOT NULL) AS asked,
                        count(q.answer) AS answered
                   FROM housing.request_pool q WHERE q.request_id = r.id) a
      LEFT JOIN housing.organization o ON o.id = r.organization_id
      LEFT JOIN housing.organization_line l ON l.id = r.line_id
$$;

-- One request as p_caller may see it, or null.
CREATE OR REPLACE FUNCTION housing.request_for(p_request_id uuid, p_caller uuid) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN r.account_id = c.account_id
                THEN housing.request_for_responder(r, housing.request_clock(r))
                WHEN c.role = 'operator'
                THEN housing.request_for_operator(r, housing.request_clock(r)) END
      FROM housing.caller_of(p_caller) c JOIN housing.request r ON r.id = p_request_id
$$;
