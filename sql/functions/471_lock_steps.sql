-- The steps of a lock: acknowledged, interview, decision, move_in. They are a part of the hold's row
-- and go with it. A lock's deadline is always the time by which its next step is due.

-- The steps of a lock placed at p_at. p_own: the staff's own, who know of it already. A place that is
-- only expected can't be moved into before p_vacant_from.
CREATE OR REPLACE FUNCTION housing.lock_steps(
    p_program_id uuid, p_at timestamptz, p_own boolean, p_vacant_from date DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    b record := housing.business_hours_of(p_program_id, p_own);
    steps constant text[] := '{acknowledged,interview,decision,move_in}';
    vacant_at timestamptz := p_vacant_from::timestamp AT TIME ZONE b.time_zone;
    made jsonb := '[]';
    due timestamptz;
BEGIN
    FOR i IN 1 .. 4 LOOP
        due := housing.working_due(
            p_at, b.step_hours[i] * 60, b.time_zone, b.opens, b.closes, b.holidays,
            p_at + housing.lock_longest());
        IF i = 4 AND vacant_at > p_at THEN
            due := greatest(due, housing.working_due(
                vacant_at, (b.step_hours[4] - b.step_hours[3]) * 60, b.time_zone, b.opens,
                b.closes, b.holidays, vacant_at + housing.lock_longest()));
        END IF;
        made := made || jsonb_build_object(
            'milestone', steps[i], 'due_at', housing.rfc3339(due),
            'reached_at', CASE WHEN i = 1 AND p_own THEN housing.rfc3339(p_at) END,
            'extended_for', NULL);
    END LOOP;
    RETURN made;
END
$$;

-- When the next step is due; null when all are reached.
CREATE OR REPLACE FUNCTION housing.lock_due(p_steps jsonb) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT (x.step ->> 'due_at')::timestamptz
      FROM jsonb_array_elements(p_steps) WITH ORDINALITY x (step, n)
     WHERE x.step ->> 'reached_at' IS NULL ORDER BY x.n LIMIT 1
$$;

CREATE OR REPLACE FUNCTION housing.step_reached(p_steps jsonb, p_milestone text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT bool_or(x.step ->> 'reached_at' IS NOT NULL)
      FROM jsonb_array_elements(p_steps) x (step) WHERE x.step ->> 'milestone' = p_milestone
$$;

-- The steps with this one and all before it reached. Null stays null: not every hold is a lock.
CREATE OR REPLACE FUNCTION housing.steps_reached(
    p_steps jsonb, p_milestone text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    reached constant jsonb := to_jsonb(housing.rfc3339(p_now));
BEGIN
    FOR i IN 0 .. 3 LOOP
        IF p_steps -> i ->> 'reached_at' IS NULL THEN
            p_steps := jsonb_set(p_steps, ARRAY[i::text, 'reached_at'], reached);
        END IF;
        EXIT WHEN p_steps -> i ->> 'milestone' = p_milestone;
    END LOOP;
    RETURN p_steps;
END
$$;

-- The steps as they were before anybody moved in.
CREATE OR REPLACE FUNCTION housing.steps_not_moved_in(p_steps jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT jsonb_set(p_steps, '{3,reached_at}', 'null') $$;

-- The steps with none of those ahead due before p_at.
CREATE OR REPLACE FUNCTION housing.steps_due_from(p_steps jsonb, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
    FOR i IN 0 .. 3 LOOP
        IF p_steps -> i ->> 'reached_at' IS NULL THEN
            p_steps := jsonb_set(p_steps, ARRAY[i::text, 'due_at'], to_jsonb(housing.rfc3339(
                greatest(p_at, (p_steps -> i ->> 'due_at')::timestamptz))));
        END IF;
    END LOOP;
    RETURN p_steps;
END
$$;

-- The steps of a lock with more open time for those ahead, and why at the next one; never past the
-- longest that a lock may last with all its extensions.
CREATE OR REPLACE FUNCTION housing.steps_extended(
    h housing.hold, p_program_id uuid, p_working_hours integer, p_reason text
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    b record := housing.business_hours_of(p_program_id, h.kept_by = 'shelter');
    steps jsonb := h.milestones;
    latest constant timestamptz := h.placed_at + 2 * housing.lock_longest()
        + CASE WHEN h.expected_vacancy_id IS NULL THEN interval '0' ELSE housing.lock_longest() END;
    reason text := p_reason;
    due timestamptz;
BEGIN
    FOR i IN 0 .. 3 LOOP
        CONTINUE WHEN steps -> i ->> 'reached_at' IS NOT NULL;
        due := (steps -> i ->> 'due_at')::timestamptz;
        due := greatest(due, housing.working_due(
            due, p_working_hours * 60, b.time_zone, b.opens, b.closes, b.holidays, latest));
        steps := jsonb_set(steps, ARRAY[i::text, 'due_at'], to_jsonb(housing.rfc3339(due)));
        IF reason IS NOT NULL THEN
            steps := jsonb_set(steps, ARRAY[i::text, 'extended_for'], to_jsonb(reason));
            reason := NULL;
        END IF;
    END LOOP;
    RETURN steps;
END
$$;
