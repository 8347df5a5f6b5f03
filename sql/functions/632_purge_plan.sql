-- What is kept for how long, as it is promised in docs/data-inventory.md, and how late its purge is. Who
-- adds a table with a time in it adds a row here, or says in that document that it stays.

-- Of the rows x of table_name among those joined and chosen, each is gone `kept` after its moment due.
CREATE OR REPLACE FUNCTION housing.purge_plan()
RETURNS TABLE (table_name text, due text, kept interval, among text) LANGUAGE sql IMMUTABLE AS $$
    VALUES
    ('hold', 'x.ended_at', interval '24 hours',
        'JOIN housing.pool p ON p.id = x.pool_id JOIN housing.program g ON g.id = p.program_id '
        'JOIN housing.organization o ON o.id = p.organization_id '
        'WHERE g.confidential OR o.victim_service_provider'),
    ('hold', 'x.ended_at', interval '72 hours', ''),
    ('hold_event', 'x.at', interval '0', 'LEFT JOIN housing.hold h ON h.id = x.hold_id '
        'WHERE h.id IS NULL'),
    ('hold_set', 'x.placed_at', interval '24 hours',
        'WHERE NOT EXISTS (SELECT FROM housing.hold h WHERE h.set_id = x.id)'),
    ('request', 'x.ended_at', interval '24 hours', ''),
    -- What ties a report to holds, and of confidential programs its hour and who gave it.
    ('report', 'x.received_at', interval '72 hours', 'WHERE x.arrived <> ''{}'''),
    ('report', 'x.received_at', interval '24 hours', 'JOIN housing.pool p ON p.id = x.pool_id '
        'JOIN housing.program g ON g.id = p.program_id AND g.confidential '
        'WHERE x.arrived <> ''{}'''),
    ('report', 'x.observed_at', interval '72 hours', 'JOIN housing.pool p ON p.id = x.pool_id '
        'JOIN housing.program g ON g.id = p.program_id AND g.confidential '
        'WHERE x.observed_at <> date_trunc(''day'', x.observed_at) OR x.account_id IS NOT NULL'),
    ('pool', 'x.starts_at', interval '4 days',
        'WHERE NOT EXISTS (SELECT FROM housing.hold h WHERE h.pool_id = x.id) '
        'AND NOT EXISTS (SELECT FROM housing.decline_total t WHERE t.pool_id = x.id)'),
    ('expected_vacancy', 'x.changed_at', interval '72 hours', 'WHERE x.state <> ''open'' '
        'AND NOT EXISTS (SELECT FROM housing.hold h WHERE h.expected_vacancy_id = x.id)'),
    ('pool_watch', 'x.expires_at', interval '0', ''),
    ('announcement', 'coalesce(x.ended_at, x.ends_at)', interval '30 days', ''),
    ('demand_need', 'x.first_at', interval '24 hours', ''),
    ('reason_counted', 'x.counted_at', interval '24 hours', ''),
    ('session', 'x.expires_at', interval '0', ''),
    ('access_token', 'least(x.revoked_at, x.expires_at)', interval '90 days', ''),
    ('device', 'least(x.revoked_at, x.expires_at)', interval '90 days', ''),
    ('count_link', 'least(x.revoked_at, x.expires_at)', interval '30 days', ''),
    ('duty', 'x.until', interval '1 day', ''),
    ('invitation', 'least(x.ended_at, x.expires_at)', interval '30 days', ''),
    ('sign_in_ticket', 'x.expires_at', interval '0', ''),
    ('passkey_challenge', 'x.expires_at', interval '0', ''),
    ('totp', 'x.added_on::timestamp AT TIME ZONE ''UTC''', interval '2 days',
        'WHERE x.confirmed_at IS NULL'),
    ('credential_try', 'x.wait_until', interval '30 days', ''),
    ('place_told', 'x.day::timestamp AT TIME ZONE g.time_zone', interval '90 days',
        'JOIN housing.program g ON g.id = x.program_id'),
    ('try_count', 'x.full_again_at', interval '0', ''),
    ('rate_count', 'x.at', interval '5 minutes', ''),
    ('hold_score', 'x.at', interval '1 day', ''),
    ('reading_day', 'x.day::timestamp AT TIME ZONE ''UTC''', interval '30 days', ''),
    ('alert', 'x.last_at', interval '30 days', ''),
    ('audit', 'x.at', interval '24 months', 'WHERE x.book = ''acts'''),
    ('audit', 'x.at', interval '90 days', 'WHERE x.book = ''disclosures''')
$$;

-- By how much the oldest row that should be gone is late, by table; 0 where none is. No table's figure
-- tells of rows whose time has not come.
CREATE OR REPLACE FUNCTION housing_api.purge_late_v1()
RETURNS TABLE (table_name text, late_seconds double precision) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = housing, pg_temp AS $$
DECLARE
    plan record;
    oldest timestamptz;
    now_at timestamptz := housing.service_clock();
BEGIN
    FOR plan IN SELECT * FROM housing.purge_plan() LOOP
        EXECUTE format('SELECT min(%s) FROM housing.%I x %s',
                       plan.due, plan.table_name, plan.among) INTO oldest;
        purge_late_v1.table_name := plan.table_name;
        late_seconds := greatest(
            0, coalesce(extract(epoch FROM now_at - (oldest + plan.kept)), 0));
        RETURN NEXT;
    END LOOP;
END
$$;
