--
-- PostgreSQL database dump
--

--
-- Name: alert; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.alert (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    account_id uuid,
    day date NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    count integer NOT NULL,
    canary_kind text,
    canary_number integer,
    usual integer,
    acknowledged_at timestamp with time zone,
    acknowledged_by uuid,
    CONSTRAINT alert_canary_kind_check CHECK ((canary_kind = ANY (ARRAY['pool'::text, 'program'::text, 'hold'::text, 'token'::text]))),
    CONSTRAINT alert_check CHECK (((kind = 'canary'::text) = ((canary_kind IS NOT NULL) AND (canary_number IS NOT NULL)))),
    CONSTRAINT alert_check1 CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL))),
    CONSTRAINT alert_count_check CHECK ((count > 0)),
    CONSTRAINT alert_kind_check CHECK ((kind = ANY (ARRAY['canary'::text, 'single'::text, 'absent'::text, 'disclosure'::text, 'night_search'::text])))
);

--
-- Name: announcement; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.announcement (
    id uuid NOT NULL,
    audience text NOT NULL,
    region_code text,
    body text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT announcement_audience_check CHECK ((audience = ANY (ARRAY['all'::text, 'responders'::text, 'staff'::text]))),
    CONSTRAINT announcement_body_check CHECK ((((length(body) >= 1) AND (length(body) <= 280)) AND (body !~ '[[:cntrl:]]'::text))),
    CONSTRAINT announcement_check CHECK ((ends_at > starts_at))
);

--
-- Name: hold; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.hold (
    id uuid NOT NULL,
    pool_id uuid NOT NULL,
    shelter_organization_id uuid NOT NULL,
    account_id uuid NOT NULL,
    responder_organization_id uuid,
    kept_by text NOT NULL,
    units integer NOT NULL,
    units_backed boolean DEFAULT true NOT NULL,
    requested_units integer,
    requested_minutes integer,
    minutes integer NOT NULL,
    adults smallint,
    children smallint,
    infants smallint,
    needs text[] DEFAULT '{}'::text[] NOT NULL,
    state text NOT NULL,
    arrival_code text NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    seen_at timestamp with time zone,
    arrival_said_at timestamp with time zone,
    reinstated_at timestamp with time zone,
    extensions smallint DEFAULT 0 NOT NULL,
    holder_extensions smallint DEFAULT 0 NOT NULL,
    units_arrived integer,
    units_counted_down integer DEFAULT 0 NOT NULL,
    late boolean DEFAULT false NOT NULL,
    reason text,
    placed_counts_version bigint NOT NULL,
    ended_counts_version bigint,
    ended_by uuid,
    undo_state text,
    undone_at timestamp with time zone,
    at_risk boolean DEFAULT false NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    pool_version bigint NOT NULL,
    set_id uuid,
    milestones jsonb,
    expected_vacancy_id uuid,
    expected_from date,
    emergency boolean DEFAULT false NOT NULL,
    request_id uuid,
    taken_at timestamp with time zone,
    offered_automatically boolean DEFAULT false NOT NULL,
    handed_by uuid,
    score_at timestamp with time zone,
    score_change smallint,
    score_version bigint,
    CONSTRAINT hold_adults_check CHECK ((adults >= 0)),
    CONSTRAINT hold_arrival_code_check CHECK ((arrival_code ~ '^([A-Za-z0-9-]{1,40}|[0-9]{4} [0-9]{4})$'::text)),
    CONSTRAINT hold_check CHECK (((infants >= 0) AND (infants <= children))),
    CONSTRAINT hold_check1 CHECK (((state = ANY (ARRAY['requested'::text, 'active'::text])) = (ended_at IS NULL))),
    CONSTRAINT hold_children_check CHECK ((children >= 0)),
    CONSTRAINT hold_kept_by_check CHECK ((kept_by = ANY (ARRAY['responder'::text, 'shelter'::text]))),
    CONSTRAINT hold_milestones_check CHECK (((jsonb_typeof(milestones) = 'array'::text) AND (jsonb_array_length(milestones) = 4) AND (NOT jsonb_path_exists(milestones, '$[*].keyvalue()?(!(((@."key" == "milestone" && (((@."value" == "acknowledged" || @."value" == "interview") || @."value" == "decision") || @."value" == "move_in") || @."key" == "due_at" && @."value" like_regex "^[0-9TZ:.-]{27}$") || @."key" == "reached_at" && (@."value" == null || @."value" like_regex "^[0-9TZ:.-]{27}$")) || @."key" == "extended_for" && ((((@."value" == null || @."value" == "waiting_for_documents") || @."value" == "interview_moved") || @."value" == "unit_being_prepared") || @."value" == "other_agency")))'::jsonpath)))),
    CONSTRAINT hold_needs_check CHECK ((needs <@ ARRAY['crib'::text, 'step_free'::text, 'language'::text, 'medicine_storage'::text, 'animal'::text])),
    CONSTRAINT hold_reason_check CHECK ((reason ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT hold_score_change_check CHECK ((score_change = ANY (ARRAY['-1'::integer, 1]))),
    CONSTRAINT hold_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'active'::text, 'arrived'::text, 'released'::text, 'declined'::text, 'timed_out'::text, 'expired'::text, 'revoked'::text, 'no_show'::text]))),
    CONSTRAINT hold_undo_state_check CHECK ((undo_state ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT hold_units_check CHECK (((units >= 1) AND (units <= 50)))
);

--
-- Name: audit_draft; Type: TABLE; Schema: housing; Owner: -
--

CREATE UNLOGGED TABLE housing.audit_draft (
    number bigint NOT NULL,
    chain uuid NOT NULL,
    account_id uuid,
    action text NOT NULL,
    target_kind text,
    target_id uuid,
    CONSTRAINT audit_draft_action_check CHECK ((action ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT audit_draft_check CHECK (((target_kind IS NULL) = (target_id IS NULL))),
    CONSTRAINT audit_draft_target_kind_check CHECK (((target_kind ~ '^[a-z_]{2,40}$'::text) AND (target_kind !~ '^(hold|request|ask|need|report)'::text)))
);

--
-- Name: pool; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.pool (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    program_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    people_per_unit integer,
    infants_need_unit boolean DEFAULT true NOT NULL,
    households_served text[],
    party_people_max integer,
    units_total integer,
    planned_units integer,
    hold_policy text DEFAULT 'call_only'::text NOT NULL,
    hold_minutes_default integer DEFAULT 60 NOT NULL,
    hold_minutes_max integer DEFAULT 180 NOT NULL,
    confirm_minutes integer DEFAULT 30 NOT NULL,
    stale_after_seconds integer NOT NULL,
    units_free_reported integer,
    units_out_of_service integer,
    reported_at timestamp with time zone,
    reported_by_role text,
    paused_at timestamp with time zone,
    paused_until timestamp with time zone,
    pause_reason text,
    closed_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    counts_version bigint DEFAULT 1 NOT NULL,
    clock_high_water timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    next_due_at timestamp with time zone,
    freshness_step smallint DEFAULT '-1'::integer NOT NULL,
    outsider_version bigint DEFAULT 1 NOT NULL,
    outsider_availability text DEFAULT 'ask'::text NOT NULL,
    outsider_freshness text DEFAULT 'unknown'::text NOT NULL,
    outsider_policy text DEFAULT 'call_only'::text NOT NULL,
    outsider_published_at timestamp with time zone DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone NOT NULL,
    outsider_due_at timestamp with time zone,
    source text,
    source_key text,
    intake text,
    intake_from date,
    starts_at timestamp with time zone,
    lock_milestones boolean DEFAULT false NOT NULL,
    capacity_kind text DEFAULT 'regular'::text NOT NULL,
    reserve_units integer DEFAULT 0 NOT NULL,
    season_from smallint,
    season_until smallint,
    policy_decided_at timestamp with time zone,
    stopped_by text,
    CONSTRAINT pool_capacity_kind_check CHECK ((capacity_kind = ANY (ARRAY['regular'::text, 'surge'::text, 'seasonal'::text, 'reserve'::text]))),
    CONSTRAINT pool_check CHECK (((hold_minutes_default >= 15) AND (hold_minutes_default <= hold_minutes_max))),
    CONSTRAINT pool_check1 CHECK (((capacity_kind = 'seasonal'::text) = (season_from IS NOT NULL))),
    CONSTRAINT pool_check2 CHECK (((season_from IS NULL) = (season_until IS NULL))),
    CONSTRAINT pool_confirm_minutes_check CHECK (((confirm_minutes >= 5) AND (confirm_minutes <= 4320))),
    CONSTRAINT pool_hold_minutes_max_check CHECK ((hold_minutes_max <= 20160)),
    CONSTRAINT pool_hold_policy_check CHECK ((hold_policy = ANY (ARRAY['instant'::text, 'confirm'::text, 'call_only'::text]))),
    CONSTRAINT pool_households_served_check CHECK ((households_served <@ ARRAY['single_adult'::text, 'couple'::text, 'adult_with_children'::text, 'youth_alone'::text, 'multi_adult'::text])),
    CONSTRAINT pool_intake_check CHECK ((intake = ANY (ARRAY['taking'::text, 'waitlist'::text, 'closed'::text, 'ask'::text]))),
    CONSTRAINT pool_intake_from_check CHECK (((intake_from IS NULL) OR (intake IS NOT NULL))),
    CONSTRAINT pool_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT pool_outsider_availability_check CHECK ((outsider_availability = ANY (ARRAY['may_have_room'::text, 'ask'::text, 'closed'::text]))),
    CONSTRAINT pool_outsider_freshness_check CHECK ((outsider_freshness ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT pool_outsider_policy_check CHECK ((outsider_policy ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT pool_party_people_max_check CHECK (((party_people_max >= 1) AND (party_people_max <= 100))),
    CONSTRAINT pool_pause_reason_check CHECK ((pause_reason = ANY (ARRAY['cleaning'::text, 'staffing'::text, 'maintenance'::text, 'quarantine'::text, 'other'::text]))),
    CONSTRAINT pool_people_per_unit_check CHECK (((people_per_unit >= 1) AND (people_per_unit <= 50))),
    CONSTRAINT pool_planned_units_check CHECK ((planned_units >= 0)),
    CONSTRAINT pool_reported_by_role_check CHECK ((reported_by_role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT pool_reserve_units_check CHECK (((reserve_units >= 0) AND (reserve_units <= 10000))),
    CONSTRAINT pool_service_is_not_counted CHECK (
CASE
    WHEN (unit = 'service'::text) THEN ((units_free_reported IS NULL) AND (hold_policy = 'call_only'::text))
    ELSE (intake IS NULL)
END),
    CONSTRAINT pool_slot_begins CHECK (((unit = 'slot'::text) = (starts_at IS NOT NULL))),
    CONSTRAINT pool_stale_after_seconds_check CHECK (((stale_after_seconds >= 300) AND (stale_after_seconds <= 31536000))),
    CONSTRAINT pool_stopped_by_check CHECK ((stopped_by = ANY (ARRAY['organization'::text, 'region'::text]))),
    CONSTRAINT pool_unit_check CHECK ((unit = ANY (ARRAY['bed'::text, 'room'::text, 'apartment'::text, 'voucher'::text, 'crib'::text, 'service'::text, 'slot'::text]))),
    CONSTRAINT pool_units_free_reported_check CHECK ((units_free_reported >= 0)),
    CONSTRAINT pool_units_out_of_service_check CHECK ((units_out_of_service >= 0)),
    CONSTRAINT pool_units_total_check CHECK ((units_total >= 0))
);

--
-- Name: report; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.report (
    id uuid NOT NULL,
    pool_id uuid NOT NULL,
    account_id uuid,
    reporter_role text NOT NULL,
    kind text NOT NULL,
    units_free integer,
    delta integer,
    units_out_of_service integer,
    arrived uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    based_on_version bigint,
    observed_at_given timestamp with time zone,
    observed_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    applied boolean NOT NULL,
    units_free_after integer,
    counts_version bigint NOT NULL,
    intake text,
    intake_from date,
    CONSTRAINT report_intake_check CHECK ((intake = ANY (ARRAY['taking'::text, 'waitlist'::text, 'closed'::text, 'ask'::text]))),
    CONSTRAINT report_kind_check CHECK ((kind = ANY (ARRAY['number'::text, 'delta'::text, 'unchanged'::text, 'intake'::text]))),
    CONSTRAINT report_units_free_check CHECK ((units_free >= 0)),
    CONSTRAINT report_units_out_of_service_check CHECK ((units_out_of_service >= 0))
);

--
-- Name: program; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.program (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    alias_id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    confidential boolean NOT NULL,
    region_code text NOT NULL,
    intake_line text,
    disclosure text DEFAULT 'shelter_calls_you'::text NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    source text,
    source_key text,
    public_by_operator_at timestamp with time zone,
    vetted_at timestamp with time zone,
    CONSTRAINT program_check CHECK (((kind <> 'safe_house'::text) OR confidential OR (public_by_operator_at IS NOT NULL))),
    CONSTRAINT program_disclosure_check CHECK ((disclosure = ANY (ARRAY['shelter_calls_you'::text, 'come_to_address'::text]))),
    CONSTRAINT program_intake_line_check CHECK ((intake_line ~ '^[+0-9 ()x.-]{3,30}$'::text)),
    CONSTRAINT program_kind_check CHECK ((kind = ANY (ARRAY['emergency_shelter'::text, 'safe_house'::text, 'transitional_housing'::text, 'detox'::text, 'residential_treatment'::text, 'hotel_voucher'::text, 'day_shelter'::text, 'counselling'::text, 'recovery_support'::text, 'sexual_health'::text, 'peer_support'::text, 'legal_aid'::text, 'education'::text, 'job_training'::text, 'job_placement'::text, 'childcare'::text, 'transport'::text, 'financial_help'::text, 'advocacy'::text]))),
    CONSTRAINT program_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

--
-- Name: request; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.request (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    organization_id uuid,
    urgency text NOT NULL,
    adults smallint NOT NULL,
    children smallint NOT NULL,
    infants smallint NOT NULL,
    needs text[] NOT NULL,
    line_id uuid,
    state text DEFAULT 'asking'::text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    open_until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    round smallint DEFAULT 0 NOT NULL,
    next_step text,
    next_step_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    handed_by uuid,
    CONSTRAINT request_adults_check CHECK ((adults >= 0)),
    CONSTRAINT request_check CHECK (((infants >= 0) AND (infants <= children))),
    CONSTRAINT request_check1 CHECK (((state = ANY (ARRAY['asking'::text, 'waiting'::text])) = (ended_at IS NULL))),
    CONSTRAINT request_check2 CHECK (((next_step IS NULL) = (next_step_at IS NULL))),
    CONSTRAINT request_children_check CHECK ((children >= 0)),
    CONSTRAINT request_needs_check CHECK ((needs <@ ARRAY['crib'::text, 'step_free'::text, 'language'::text, 'medicine_storage'::text, 'animal'::text])),
    CONSTRAINT request_next_step_check CHECK ((next_step = ANY (ARRAY['remind'::text, 'next_round'::text, 'operator'::text]))),
    CONSTRAINT request_state_check CHECK ((state = ANY (ARRAY['asking'::text, 'waiting'::text, 'placed'::text, 'closed'::text, 'expired'::text]))),
    CONSTRAINT request_urgency_check CHECK ((urgency = ANY (ARRAY['now'::text, 'tonight'::text, 'this_week'::text])))
);

--
-- Name: request_pool; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.request_pool (
    request_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    rank smallint NOT NULL,
    fits boolean NOT NULL,
    units smallint NOT NULL,
    to_answer text[] NOT NULL,
    ask_id uuid DEFAULT gen_random_uuid() NOT NULL,
    round smallint,
    asked_at timestamp with time zone,
    reminded_at timestamp with time zone,
    seen_at timestamp with time zone,
    answer text,
    answered_at timestamp with time zone,
    has_room boolean DEFAULT false NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT request_pool_answer_check CHECK ((answer = ANY (ARRAY['we_can'::text, 'not_tonight'::text]))),
    CONSTRAINT request_pool_to_answer_check CHECK (((array_to_string(to_answer, ','::text) ~ '^[a-z0-9_,]*$'::text) AND (length(array_to_string(to_answer, ','::text)) <= 2000))),
    CONSTRAINT request_pool_units_check CHECK (((units >= 1) AND (units <= 20)))
);

--
-- Name: audit; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.audit (
    chain uuid NOT NULL,
    book text NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id uuid,
    actor_role text NOT NULL,
    action text NOT NULL,
    target_kind text,
    target_id uuid,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_action_check CHECK ((action ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT audit_actor_role_check CHECK ((actor_role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT audit_book_check CHECK ((book = ANY (ARRAY['acts'::text, 'disclosures'::text]))),
    CONSTRAINT audit_check CHECK (((book = 'acts'::text) OR (at = date_trunc('day'::text, at, 'UTC'::text)))),
    CONSTRAINT audit_check1 CHECK (((target_kind IS NULL) = (target_id IS NULL))),
    CONSTRAINT audit_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_number_check CHECK ((number > 0)),
    CONSTRAINT audit_previous_check CHECK ((length(previous) = 32)),
    CONSTRAINT audit_target_kind_check CHECK (((target_kind ~ '^[a-z_]{2,40}$'::text) AND (target_kind !~ '^(hold|request|ask|need|report)'::text)))
);

--
-- Name: count_link; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.count_link (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    token_hash bytea NOT NULL,
    pool_id uuid NOT NULL,
    account_id uuid NOT NULL,
    made_on date NOT NULL,
    last_used_on date,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT count_link_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: device; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.device (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    label text NOT NULL,
    secret_hash bytea NOT NULL,
    enrolled_on date NOT NULL,
    last_used_on date,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT device_label_check CHECK ((label = ANY (ARRAY['desk'::text, 'office'::text, 'night_desk'::text, 'tablet'::text]))),
    CONSTRAINT device_secret_hash_check CHECK ((length(secret_hash) = 32))
);

--
-- Name: expected_vacancy; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.expected_vacancy (
    id uuid NOT NULL,
    pool_id uuid NOT NULL,
    units integer NOT NULL,
    expected_from date NOT NULL,
    confidence text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT expected_vacancy_confidence_check CHECK ((confidence = ANY (ARRAY['confirmed'::text, 'likely'::text, 'possible'::text]))),
    CONSTRAINT expected_vacancy_state_check CHECK ((state = ANY (ARRAY['open'::text, 'vacant'::text, 'withdrawn'::text]))),
    CONSTRAINT expected_vacancy_units_check CHECK (((units >= 1) AND (units <= 50)))
);

--
-- Name: account; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.account (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    role text NOT NULL,
    organization_id uuid,
    login text,
    password_hash text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    disabled_at timestamp with time zone,
    suspended_at timestamp with time zone,
    suspended_for text,
    coordinator boolean DEFAULT false NOT NULL,
    last_seen_on date,
    CONSTRAINT account_check CHECK (((role <> 'shelter_staff'::text) OR (organization_id IS NOT NULL))),
    CONSTRAINT account_check1 CHECK (((suspended_for IS NULL) OR (suspended_at IS NOT NULL))),
    CONSTRAINT account_check2 CHECK (((NOT coordinator) OR (organization_id IS NOT NULL))),
    CONSTRAINT account_login_check CHECK ((login ~ '^[a-z0-9][a-z0-9._@-]{1,79}$'::text)),
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['responder'::text, 'shelter_staff'::text, 'operator'::text]))),
    CONSTRAINT account_suspended_for_check CHECK ((suspended_for ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: session; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.session (
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    idle_seconds integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    device_id uuid,
    opened_with text DEFAULT 'password'::text NOT NULL,
    acted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    lock_after_seconds integer,
    locked_at timestamp with time zone,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    stepped_up_at timestamp with time zone,
    former_hash bytea,
    browser text DEFAULT 'other'::text NOT NULL,
    must_enroll boolean DEFAULT false NOT NULL,
    CONSTRAINT session_browser_check CHECK ((browser = ANY (ARRAY['chrome'::text, 'edge'::text, 'firefox'::text, 'safari'::text, 'samsung'::text, 'other'::text]))),
    CONSTRAINT session_former_hash_check CHECK ((length(former_hash) = 32)),
    CONSTRAINT session_idle_seconds_check CHECK ((idle_seconds > 0)),
    CONSTRAINT session_lock_after_seconds_check CHECK ((lock_after_seconds > 0)),
    CONSTRAINT session_opened_with_check CHECK ((opened_with = ANY (ARRAY['password'::text, 'pin'::text, 'passkey'::text, 'recovery_code'::text, 'single_sign_on'::text]))),
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: import_memory; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.import_memory (
    source text NOT NULL,
    kind text NOT NULL,
    source_key text NOT NULL,
    as_of date NOT NULL,
    fields jsonb NOT NULL,
    site_digest bytea,
    CONSTRAINT import_memory_kind_check CHECK ((kind = ANY (ARRAY['organization'::text, 'program'::text, 'pool'::text]))),
    CONSTRAINT import_memory_source_check CHECK (((length(source) >= 1) AND (length(source) <= 120))),
    CONSTRAINT import_memory_source_key_check CHECK (((length(source_key) >= 1) AND (length(source_key) <= 200)))
);

--
-- Name: invitation; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.invitation (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    token_hash bytea NOT NULL,
    organization_id uuid NOT NULL,
    role text NOT NULL,
    coordinator boolean NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT invitation_check CHECK ((expires_at > made_at)),
    CONSTRAINT invitation_role_check CHECK ((role = ANY (ARRAY['responder'::text, 'shelter_staff'::text]))),
    CONSTRAINT invitation_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: organization; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.organization (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    alias_id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    victim_service_provider boolean DEFAULT false NOT NULL,
    stage text DEFAULT 'limited'::text NOT NULL,
    organization_hold_limit integer DEFAULT 10 NOT NULL,
    responder_hold_limit integer DEFAULT 2 NOT NULL,
    suspended_at timestamp with time zone,
    source text,
    source_key text,
    may_use_reserve boolean DEFAULT false NOT NULL,
    responder_request_limit integer DEFAULT 3 NOT NULL,
    organization_request_limit integer DEFAULT 20 NOT NULL,
    suspended_for text,
    CONSTRAINT organization_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT organization_organization_hold_limit_check CHECK ((organization_hold_limit >= 0)),
    CONSTRAINT organization_organization_request_limit_check CHECK ((organization_request_limit >= 0)),
    CONSTRAINT organization_responder_hold_limit_check CHECK ((responder_hold_limit >= 0)),
    CONSTRAINT organization_responder_request_limit_check CHECK ((responder_request_limit >= 0)),
    CONSTRAINT organization_stage_check CHECK ((stage = ANY (ARRAY['invited'::text, 'limited'::text, 'full'::text]))),
    CONSTRAINT organization_suspended_for_check CHECK ((suspended_for ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: surge; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.surge (
    id uuid NOT NULL,
    region_code text NOT NULL,
    label text NOT NULL,
    starts_at_given timestamp with time zone,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT surge_check CHECK ((ends_at > starts_at)),
    CONSTRAINT surge_label_check CHECK ((label = ANY (ARRAY['cold'::text, 'heat'::text, 'storm'::text, 'fire'::text, 'smoke'::text, 'flood'::text, 'other'::text])))
);

--
-- Name: access_token; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.access_token (
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    scopes text[],
    CONSTRAINT access_token_scopes_check CHECK ((((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 10)) AND (scopes <@ ARRAY['read'::text, 'report'::text, 'hold'::text, 'request'::text]))),
    CONSTRAINT access_token_token_hash_check CHECK ((length(token_hash) = 32))
);

--
-- Name: account_pin; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.account_pin (
    account_id uuid NOT NULL,
    pin_hash text NOT NULL,
    set_at timestamp with time zone NOT NULL
);

--
-- Name: arrival_place; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.arrival_place (
    program_id uuid NOT NULL,
    told text NOT NULL,
    line text,
    locality text,
    way_in text,
    call_line text,
    changed_on date NOT NULL,
    CONSTRAINT arrival_place_call_line_check CHECK ((call_line ~ '^[+0-9 ()x.-]{3,30}$'::text)),
    CONSTRAINT arrival_place_check CHECK (((told = 'shelter_calls_you'::text) = (line IS NULL))),
    CONSTRAINT arrival_place_check1 CHECK (((told <> 'shelter_calls_you'::text) OR ((locality IS NULL) AND (way_in IS NULL)))),
    CONSTRAINT arrival_place_line_check CHECK ((((length(line) >= 1) AND (length(line) <= 120)) AND (line !~ '[[:cntrl:]]'::text))),
    CONSTRAINT arrival_place_locality_check CHECK ((((length(locality) >= 1) AND (length(locality) <= 80)) AND (locality !~ '[[:cntrl:]]'::text))),
    CONSTRAINT arrival_place_told_check CHECK ((told = ANY (ARRAY['shelter_calls_you'::text, 'meeting_point'::text, 'come_to_address'::text]))),
    CONSTRAINT arrival_place_way_in_check CHECK ((((length(way_in) >= 1) AND (length(way_in) <= 160)) AND (way_in !~ '[[:cntrl:]]'::text)))
);

--
-- Name: audit_checkpoint; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.audit_checkpoint (
    chain uuid NOT NULL,
    book text NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    public_key bytea NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT audit_checkpoint_book_check CHECK ((book = ANY (ARRAY['acts'::text, 'disclosures'::text]))),
    CONSTRAINT audit_checkpoint_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_checkpoint_number_check CHECK ((number > 0)),
    CONSTRAINT audit_checkpoint_public_key_check CHECK ((length(public_key) = 32)),
    CONSTRAINT audit_checkpoint_signature_check CHECK ((length(signature) = 64))
);

--
-- Name: audit_draft_number_seq; Type: SEQUENCE; Schema: housing; Owner: -
--

ALTER TABLE housing.audit_draft ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME housing.audit_draft_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: audit_head; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.audit_head (
    chain uuid NOT NULL,
    book text NOT NULL,
    number bigint DEFAULT 0 NOT NULL,
    hash bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL,
    at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT audit_head_book_check CHECK ((book = ANY (ARRAY['acts'::text, 'disclosures'::text]))),
    CONSTRAINT audit_head_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT audit_head_number_check CHECK ((number >= 0))
)
WITH (fillfactor='50');

--
-- Name: business_hours; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.business_hours (
    program_id uuid NOT NULL,
    opens_minute smallint[] NOT NULL,
    closes_minute smallint[] NOT NULL,
    holidays date[] DEFAULT '{}'::date[] NOT NULL,
    acknowledged_working_hours smallint NOT NULL,
    interview_working_hours smallint NOT NULL,
    decision_working_hours smallint NOT NULL,
    move_in_working_hours smallint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by_role text NOT NULL,
    CONSTRAINT business_hours_acknowledged_working_hours_check CHECK ((acknowledged_working_hours >= 1)),
    CONSTRAINT business_hours_changed_by_role_check CHECK ((changed_by_role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT business_hours_check CHECK ((interview_working_hours >= acknowledged_working_hours)),
    CONSTRAINT business_hours_check1 CHECK ((decision_working_hours >= interview_working_hours)),
    CONSTRAINT business_hours_check2 CHECK (((move_in_working_hours >= decision_working_hours) AND (move_in_working_hours <= 336))),
    CONSTRAINT business_hours_closes_minute_check CHECK ((cardinality(closes_minute) = 7)),
    CONSTRAINT business_hours_holidays_check CHECK ((cardinality(holidays) <= 60)),
    CONSTRAINT business_hours_opens_minute_check CHECK ((cardinality(opens_minute) = 7))
);

--
-- Name: canary; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.canary (
    value_hash bytea NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL,
    made_on date NOT NULL,
    CONSTRAINT canary_kind_check CHECK ((kind = ANY (ARRAY['pool'::text, 'program'::text, 'hold'::text, 'token'::text]))),
    CONSTRAINT canary_number_check CHECK ((number > 0)),
    CONSTRAINT canary_value_hash_check CHECK ((length(value_hash) = 32))
);

--
-- Name: credential_try; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.credential_try (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    failures smallint NOT NULL,
    wait_until timestamp with time zone,
    CONSTRAINT credential_try_failures_check CHECK ((failures > 0)),
    CONSTRAINT credential_try_kind_check CHECK ((kind = ANY (ARRAY['password'::text, 'code'::text])))
);

--
-- Name: decline_total; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.decline_total (
    pool_id uuid NOT NULL,
    month date NOT NULL,
    reason text NOT NULL,
    holds bigint NOT NULL,
    CONSTRAINT decline_total_holds_check CHECK ((holds >= 0)),
    CONSTRAINT decline_total_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT decline_total_reason_check CHECK ((reason ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: demand; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.demand (
    hour timestamp with time zone NOT NULL,
    region text NOT NULL,
    household text NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    needs bigint NOT NULL,
    CONSTRAINT demand_hour_check CHECK ((hour = date_trunc('hour'::text, hour, 'UTC'::text))),
    CONSTRAINT demand_household_check CHECK ((household = ANY (ARRAY['single_adult'::text, 'couple'::text, 'adult_with_children'::text, 'youth_alone'::text, 'multi_adult'::text, 'not_said'::text]))),
    CONSTRAINT demand_kind_check CHECK ((kind = ANY (ARRAY['searched'::text, 'held'::text, 'asked'::text]))),
    CONSTRAINT demand_needs_check CHECK ((needs >= 0)),
    CONSTRAINT demand_outcome_check CHECK ((outcome = ANY (ARRAY['not_placed'::text, 'placed_15'::text, 'placed_60'::text, 'placed_240'::text, 'placed_1440'::text])))
);

--
-- Name: demand_attribute; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.demand_attribute (
    month date NOT NULL,
    attribute text NOT NULL,
    needs bigint NOT NULL,
    CONSTRAINT demand_attribute_attribute_check CHECK ((attribute ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT demand_attribute_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT demand_attribute_needs_check CHECK ((needs >= 0))
);

--
-- Name: demand_need; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.demand_need (
    id uuid NOT NULL,
    first_at timestamp with time zone NOT NULL,
    region text,
    household text,
    kind text,
    CONSTRAINT demand_need_check CHECK ((num_nulls(region, household, kind) = ANY (ARRAY[0, 3])))
);

--
-- Name: duty; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.duty (
    account_id uuid NOT NULL,
    until timestamp with time zone NOT NULL
);

--
-- Name: eligibility; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.eligibility (
    pool_id uuid NOT NULL,
    answers jsonb NOT NULL,
    vocabulary_version integer NOT NULL,
    version bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by_role text NOT NULL,
    CONSTRAINT eligibility_answers_check CHECK ((jsonb_typeof(answers) = 'object'::text)),
    CONSTRAINT eligibility_changed_by_role_check CHECK ((changed_by_role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT eligibility_vocabulary_version_check CHECK ((vocabulary_version > 0))
);

--
-- Name: ended_hold; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.ended_hold (
    id uuid NOT NULL
);

--
-- Name: ended_hold_set; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.ended_hold_set (
    id uuid NOT NULL
);

--
-- Name: ended_request; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.ended_request (
    id uuid NOT NULL
);

--
-- Name: heartbeat; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.heartbeat (
    process_id uuid NOT NULL,
    beat_at timestamp with time zone NOT NULL,
    beats bigint NOT NULL
);

--
-- Name: hold_event; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.hold_event (
    hold_id uuid NOT NULL,
    transition text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_role text NOT NULL,
    CONSTRAINT hold_event_actor_role_check CHECK ((actor_role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT hold_event_transition_check CHECK ((transition ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: hold_outcome; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.hold_outcome (
    pool_id uuid NOT NULL,
    period_start date NOT NULL,
    outcome text NOT NULL,
    holds bigint NOT NULL,
    CONSTRAINT hold_outcome_outcome_check CHECK ((outcome ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: hold_score; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.hold_score (
    subject_id uuid NOT NULL,
    is_account boolean NOT NULL,
    value double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    score_limit double precision NOT NULL,
    cooled_until timestamp with time zone,
    CONSTRAINT hold_score_value_check CHECK ((value >= (0)::double precision))
);

--
-- Name: hold_set; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.hold_set (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    placed_at timestamp with time zone NOT NULL
);

--
-- Name: operator_event; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.operator_event (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    action text NOT NULL,
    target_kind text,
    target_id uuid,
    CONSTRAINT operator_event_action_check CHECK ((action ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT operator_event_check CHECK (((target_kind IS NULL) = (target_id IS NULL))),
    CONSTRAINT operator_event_target_kind_check CHECK ((target_kind = ANY (ARRAY['pool'::text, 'program'::text, 'organization'::text, 'surge'::text, 'announcement'::text, 'account'::text, 'invitation'::text])))
);

--
-- Name: organization_line; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.organization_line (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    line text NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT organization_line_line_check CHECK ((line ~ '^[+0-9 ()x.-]{3,30}$'::text))
);

--
-- Name: passkey; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.passkey (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    added_on date NOT NULL,
    last_used_on date,
    CONSTRAINT passkey_credential_id_check CHECK (((length(credential_id) >= 1) AND (length(credential_id) <= 1023))),
    CONSTRAINT passkey_public_key_check CHECK (((length(public_key) >= 16) AND (length(public_key) <= 2000))),
    CONSTRAINT passkey_sign_count_check CHECK ((sign_count >= 0))
);

--
-- Name: passkey_challenge; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.passkey_challenge (
    challenge_hash bytea NOT NULL,
    purpose text NOT NULL,
    account_id uuid,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT passkey_challenge_challenge_hash_check CHECK ((length(challenge_hash) = 32)),
    CONSTRAINT passkey_challenge_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'step_up'::text, 'register'::text])))
);

--
-- Name: pin_try; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.pin_try (
    device_id uuid NOT NULL,
    account_id uuid NOT NULL,
    failures smallint NOT NULL,
    CONSTRAINT pin_try_failures_check CHECK ((failures >= 0))
);

--
-- Name: place_told; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.place_told (
    program_id uuid NOT NULL,
    day date NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    organization_id uuid,
    views integer NOT NULL,
    CONSTRAINT place_told_role_check CHECK ((role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT place_told_views_check CHECK ((views >= 1))
);

--
-- Name: policy_consent; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.policy_consent (
    pool_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_role text NOT NULL,
    account_id uuid,
    policy_from text NOT NULL,
    policy_to text NOT NULL,
    consent_by text,
    consent_how text,
    CONSTRAINT policy_consent_actor_role_check CHECK ((actor_role ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT policy_consent_check CHECK (((consent_by IS NULL) = (consent_how IS NULL))),
    CONSTRAINT policy_consent_consent_by_check CHECK ((consent_by = ANY (ARRAY['director'::text, 'manager'::text, 'shift_lead'::text]))),
    CONSTRAINT policy_consent_consent_how_check CHECK ((consent_how = ANY (ARRAY['in_writing'::text, 'by_phone'::text, 'in_person'::text]))),
    CONSTRAINT policy_consent_policy_from_check CHECK ((policy_from ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT policy_consent_policy_to_check CHECK ((policy_to ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: pool_watch; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.pool_watch (
    account_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

--
-- Name: push_key; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.push_key (
    only_row boolean DEFAULT true NOT NULL,
    private_key bytea NOT NULL,
    CONSTRAINT push_key_only_row_check CHECK (only_row),
    CONSTRAINT push_key_private_key_check CHECK (((length(private_key) >= 32) AND (length(private_key) <= 500)))
);

--
-- Name: push_subscription; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.push_subscription (
    session_hash bytea NOT NULL,
    endpoint text NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT push_subscription_endpoint_check CHECK (((length(endpoint) >= 12) AND (length(endpoint) <= 1000)))
);

--
-- Name: rate_count; Type: TABLE; Schema: housing; Owner: -
--

CREATE UNLOGGED TABLE housing.rate_count (
    slot bytea NOT NULL,
    used double precision NOT NULL,
    per_second double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT rate_count_per_second_check CHECK ((per_second > (0)::double precision)),
    CONSTRAINT rate_count_slot_check CHECK ((length(slot) = 8)),
    CONSTRAINT rate_count_used_check CHECK ((used >= (0)::double precision))
);

--
-- Name: reading_day; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.reading_day (
    account_id uuid NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    count integer NOT NULL,
    CONSTRAINT reading_day_count_check CHECK ((count >= 0)),
    CONSTRAINT reading_day_kind_check CHECK ((kind = ANY (ARRAY['single'::text, 'absent'::text, 'disclosure'::text, 'night_search'::text])))
);

--
-- Name: reason_counted; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.reason_counted (
    hold_id uuid NOT NULL,
    hold_version bigint NOT NULL,
    counted_at timestamp with time zone NOT NULL
);

--
-- Name: recovery_code; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.recovery_code (
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    CONSTRAINT recovery_code_code_hash_check CHECK ((length(code_hash) = 32))
);

--
-- Name: region; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.region (
    code text NOT NULL,
    label text NOT NULL,
    population integer,
    tile_x smallint,
    tile_y smallint,
    stopped_at timestamp with time zone,
    stopped_for text,
    CONSTRAINT region_check CHECK (((tile_x IS NULL) = (tile_y IS NULL))),
    CONSTRAINT region_check1 CHECK (((stopped_at IS NULL) = (stopped_for IS NULL))),
    CONSTRAINT region_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text)),
    CONSTRAINT region_label_check CHECK (((length(label) >= 1) AND (length(label) <= 80))),
    CONSTRAINT region_population_check CHECK ((population >= 0)),
    CONSTRAINT region_stopped_for_check CHECK ((stopped_for ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: request_step; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.request_step (
    request_id uuid NOT NULL,
    number integer NOT NULL,
    step text NOT NULL,
    at timestamp with time zone NOT NULL,
    count integer,
    CONSTRAINT request_step_step_check CHECK ((step ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: schema_function; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.schema_function (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

--
-- Name: schema_migration; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.schema_migration (
    name text NOT NULL,
    phase text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT schema_migration_phase_check CHECK ((phase = ANY (ARRAY['pre'::text, 'post'::text])))
);

--
-- Name: service_state; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.service_state (
    only_row boolean DEFAULT true NOT NULL,
    generation uuid DEFAULT gen_random_uuid() NOT NULL,
    purpose text DEFAULT 'live'::text NOT NULL,
    automatic_offers boolean DEFAULT false NOT NULL,
    counting_key bytea DEFAULT (((((((uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid())) || uuid_send(gen_random_uuid())) NOT NULL,
    CONSTRAINT service_state_counting_key_check CHECK ((length(counting_key) = 128)),
    CONSTRAINT service_state_only_row_check CHECK (only_row),
    CONSTRAINT service_state_purpose_check CHECK ((purpose = ANY (ARRAY['live'::text, 'exercise'::text])))
);

--
-- Name: sign_in_ticket; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.sign_in_ticket (
    ticket_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    opened_with text DEFAULT 'password'::text NOT NULL,
    CONSTRAINT sign_in_ticket_opened_with_check CHECK ((opened_with = ANY (ARRAY['password'::text, 'single_sign_on'::text]))),
    CONSTRAINT sign_in_ticket_ticket_hash_check CHECK ((length(ticket_hash) = 32))
);

--
-- Name: single_sign_on; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.single_sign_on (
    account_id uuid NOT NULL,
    subject_hash bytea NOT NULL,
    linked_on date NOT NULL,
    CONSTRAINT single_sign_on_subject_hash_check CHECK ((length(subject_hash) = 32))
);

--
-- Name: site; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.site (
    program_id uuid NOT NULL,
    line text,
    city text,
    postal_code text,
    latitude double precision,
    longitude double precision,
    CONSTRAINT site_city_check CHECK ((length(city) <= 100)),
    CONSTRAINT site_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
    CONSTRAINT site_line_check CHECK ((length(line) <= 200)),
    CONSTRAINT site_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
    CONSTRAINT site_postal_code_check CHECK ((length(postal_code) <= 20))
);

--
-- Name: slot_outcome; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.slot_outcome (
    program_id uuid NOT NULL,
    period_start date NOT NULL,
    outcome text NOT NULL,
    holds bigint NOT NULL,
    CONSTRAINT slot_outcome_outcome_check CHECK ((outcome ~ '^[a-z_]{2,40}$'::text))
);

--
-- Name: totp; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.totp (
    account_id uuid NOT NULL,
    sealed_secret bytea NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL,
    added_on date NOT NULL,
    confirmed_at timestamp with time zone,
    CONSTRAINT totp_sealed_secret_check CHECK (((length(sealed_secret) >= 32) AND (length(sealed_secret) <= 500)))
);

--
-- Name: try_count; Type: TABLE; Schema: housing; Owner: -
--

CREATE TABLE housing.try_count (
    kind text NOT NULL,
    slot bytea NOT NULL,
    full_again_at timestamp with time zone NOT NULL,
    CONSTRAINT try_count_kind_check CHECK ((kind ~ '^[a-z_]{2,20}$'::text)),
    CONSTRAINT try_count_slot_check CHECK ((length(slot) = 3))
);

--
-- Name: access_token access_token_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.access_token
    ADD CONSTRAINT access_token_pkey PRIMARY KEY (token_hash);

--
-- Name: account account_login_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.account
    ADD CONSTRAINT account_login_key UNIQUE (login);

--
-- Name: account_pin account_pin_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.account_pin
    ADD CONSTRAINT account_pin_pkey PRIMARY KEY (account_id);

--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

--
-- Name: alert alert_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);

--
-- Name: announcement announcement_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.announcement
    ADD CONSTRAINT announcement_pkey PRIMARY KEY (id);

--
-- Name: arrival_place arrival_place_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.arrival_place
    ADD CONSTRAINT arrival_place_pkey PRIMARY KEY (program_id);

--
-- Name: audit_checkpoint audit_checkpoint_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (chain, book);

--
-- Name: audit_draft audit_draft_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.audit_draft
    ADD CONSTRAINT audit_draft_pkey PRIMARY KEY (number);

--
-- Name: audit_head audit_head_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (chain, book);

--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (chain, book, number);

--
-- Name: business_hours business_hours_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.business_hours
    ADD CONSTRAINT business_hours_pkey PRIMARY KEY (program_id);

--
-- Name: canary canary_number_kind_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.canary
    ADD CONSTRAINT canary_number_kind_key UNIQUE (number, kind);

--
-- Name: canary canary_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.canary
    ADD CONSTRAINT canary_pkey PRIMARY KEY (value_hash);

--
-- Name: count_link count_link_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.count_link
    ADD CONSTRAINT count_link_pkey PRIMARY KEY (id);

--
-- Name: count_link count_link_token_hash_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.count_link
    ADD CONSTRAINT count_link_token_hash_key UNIQUE (token_hash);

--
-- Name: credential_try credential_try_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.credential_try
    ADD CONSTRAINT credential_try_pkey PRIMARY KEY (account_id, kind);

--
-- Name: decline_total decline_total_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.decline_total
    ADD CONSTRAINT decline_total_pkey PRIMARY KEY (pool_id, month, reason);

--
-- Name: demand_attribute demand_attribute_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.demand_attribute
    ADD CONSTRAINT demand_attribute_pkey PRIMARY KEY (month, attribute);

--
-- Name: demand_need demand_need_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.demand_need
    ADD CONSTRAINT demand_need_pkey PRIMARY KEY (id);

--
-- Name: demand demand_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.demand
    ADD CONSTRAINT demand_pkey PRIMARY KEY (hour, region, household, kind, outcome);

--
-- Name: device device_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (id);

--
-- Name: device device_secret_hash_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.device
    ADD CONSTRAINT device_secret_hash_key UNIQUE (secret_hash);

--
-- Name: duty duty_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.duty
    ADD CONSTRAINT duty_pkey PRIMARY KEY (account_id);

--
-- Name: eligibility eligibility_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.eligibility
    ADD CONSTRAINT eligibility_pkey PRIMARY KEY (pool_id);

--
-- Name: ended_hold ended_hold_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.ended_hold
    ADD CONSTRAINT ended_hold_pkey PRIMARY KEY (id);

--
-- Name: ended_hold_set ended_hold_set_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.ended_hold_set
    ADD CONSTRAINT ended_hold_set_pkey PRIMARY KEY (id);

--
-- Name: ended_request ended_request_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.ended_request
    ADD CONSTRAINT ended_request_pkey PRIMARY KEY (id);

--
-- Name: expected_vacancy expected_vacancy_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.expected_vacancy
    ADD CONSTRAINT expected_vacancy_pkey PRIMARY KEY (id);

--
-- Name: heartbeat heartbeat_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.heartbeat
    ADD CONSTRAINT heartbeat_pkey PRIMARY KEY (process_id);

--
-- Name: hold_outcome hold_outcome_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.hold_outcome
    ADD CONSTRAINT hold_outcome_pkey PRIMARY KEY (pool_id, period_start, outcome);

--
-- Name: hold hold_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.hold
    ADD CONSTRAINT hold_pkey PRIMARY KEY (id);

--
-- Name: hold_score hold_score_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.hold_score
    ADD CONSTRAINT hold_score_pkey PRIMARY KEY (subject_id);

--
-- Name: hold_set hold_set_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.hold_set
    ADD CONSTRAINT hold_set_pkey PRIMARY KEY (id);

--
-- Name: import_memory import_memory_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.import_memory
    ADD CONSTRAINT import_memory_pkey PRIMARY KEY (source, kind, source_key);

--
-- Name: invitation invitation_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

--
-- Name: invitation invitation_token_hash_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.invitation
    ADD CONSTRAINT invitation_token_hash_key UNIQUE (token_hash);

--
-- Name: operator_event operator_event_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.operator_event
    ADD CONSTRAINT operator_event_pkey PRIMARY KEY (id);

--
-- Name: organization organization_alias_id_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.organization
    ADD CONSTRAINT organization_alias_id_key UNIQUE (alias_id);

--
-- Name: organization_line organization_line_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.organization_line
    ADD CONSTRAINT organization_line_pkey PRIMARY KEY (id);

--
-- Name: organization organization_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);

--
-- Name: organization organization_source_source_key_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.organization
    ADD CONSTRAINT organization_source_source_key_key UNIQUE (source, source_key);

--
-- Name: passkey_challenge passkey_challenge_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.passkey_challenge
    ADD CONSTRAINT passkey_challenge_pkey PRIMARY KEY (challenge_hash);

--
-- Name: passkey passkey_credential_id_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.passkey
    ADD CONSTRAINT passkey_credential_id_key UNIQUE (credential_id);

--
-- Name: passkey passkey_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (id);

--
-- Name: pin_try pin_try_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pin_try
    ADD CONSTRAINT pin_try_pkey PRIMARY KEY (device_id, account_id);

--
-- Name: place_told place_told_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.place_told
    ADD CONSTRAINT place_told_pkey PRIMARY KEY (program_id, day, account_id);

--
-- Name: pool pool_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool
    ADD CONSTRAINT pool_pkey PRIMARY KEY (id);

--
-- Name: pool pool_source_source_key_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool
    ADD CONSTRAINT pool_source_source_key_key UNIQUE (source, source_key);

--
-- Name: pool_watch pool_watch_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool_watch
    ADD CONSTRAINT pool_watch_pkey PRIMARY KEY (account_id, pool_id);

--
-- Name: program program_alias_id_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.program
    ADD CONSTRAINT program_alias_id_key UNIQUE (alias_id);

--
-- Name: program program_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.program
    ADD CONSTRAINT program_pkey PRIMARY KEY (id);

--
-- Name: program program_source_source_key_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.program
    ADD CONSTRAINT program_source_source_key_key UNIQUE (source, source_key);

--
-- Name: push_key push_key_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.push_key
    ADD CONSTRAINT push_key_pkey PRIMARY KEY (only_row);

--
-- Name: push_subscription push_subscription_endpoint_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.push_subscription
    ADD CONSTRAINT push_subscription_endpoint_key UNIQUE (endpoint);

--
-- Name: push_subscription push_subscription_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.push_subscription
    ADD CONSTRAINT push_subscription_pkey PRIMARY KEY (session_hash);

--
-- Name: rate_count rate_count_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.rate_count
    ADD CONSTRAINT rate_count_pkey PRIMARY KEY (slot);

--
-- Name: reading_day reading_day_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.reading_day
    ADD CONSTRAINT reading_day_pkey PRIMARY KEY (account_id, day, kind);

--
-- Name: reason_counted reason_counted_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.reason_counted
    ADD CONSTRAINT reason_counted_pkey PRIMARY KEY (hold_id, hold_version);

--
-- Name: recovery_code recovery_code_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, code_hash);

--
-- Name: region region_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (code);

--
-- Name: report report_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (id);

--
-- Name: report report_reporter_role_check; Type: CHECK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE housing.report
    ADD CONSTRAINT report_reporter_role_check CHECK ((reporter_role ~ '^[a-z_]{2,40}$'::text)) NOT VALID;

--
-- Name: request request_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (id);

--
-- Name: request_pool request_pool_ask_id_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request_pool
    ADD CONSTRAINT request_pool_ask_id_key UNIQUE (ask_id);

--
-- Name: request_pool request_pool_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request_pool
    ADD CONSTRAINT request_pool_pkey PRIMARY KEY (request_id, pool_id);

--
-- Name: request_step request_step_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request_step
    ADD CONSTRAINT request_step_pkey PRIMARY KEY (request_id, number);

--
-- Name: schema_function schema_function_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.schema_function
    ADD CONSTRAINT schema_function_pkey PRIMARY KEY (name);

--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (name);

--
-- Name: service_state service_state_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.service_state
    ADD CONSTRAINT service_state_pkey PRIMARY KEY (only_row);

--
-- Name: session session_id_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.session
    ADD CONSTRAINT session_id_key UNIQUE (id);

--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

--
-- Name: sign_in_ticket sign_in_ticket_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.sign_in_ticket
    ADD CONSTRAINT sign_in_ticket_pkey PRIMARY KEY (ticket_hash);

--
-- Name: single_sign_on single_sign_on_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.single_sign_on
    ADD CONSTRAINT single_sign_on_pkey PRIMARY KEY (account_id);

--
-- Name: single_sign_on single_sign_on_subject_hash_key; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.single_sign_on
    ADD CONSTRAINT single_sign_on_subject_hash_key UNIQUE (subject_hash);

--
-- Name: site site_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (program_id);

--
-- Name: slot_outcome slot_outcome_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.slot_outcome
    ADD CONSTRAINT slot_outcome_pkey PRIMARY KEY (program_id, period_start, outcome);

--
-- Name: surge surge_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.surge
    ADD CONSTRAINT surge_pkey PRIMARY KEY (id);

--
-- Name: totp totp_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.totp
    ADD CONSTRAINT totp_pkey PRIMARY KEY (account_id);

--
-- Name: try_count try_count_pkey; Type: CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.try_count
    ADD CONSTRAINT try_count_pkey PRIMARY KEY (kind, slot);

--
-- Name: access_token_of_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX access_token_of_account ON housing.access_token USING btree (account_id);

--
-- Name: account_stopped; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX account_stopped ON housing.account USING btree (id) WHERE ((suspended_at IS NOT NULL) OR (disabled_at IS NOT NULL));

--
-- Name: alert_once; Type: INDEX; Schema: housing; Owner: -
--

CREATE UNIQUE INDEX alert_once ON housing.alert USING btree (kind, day, account_id, canary_kind, canary_number) NULLS NOT DISTINCT;

--
-- Name: alert_open; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX alert_open ON housing.alert USING btree (last_at) WHERE (acknowledged_at IS NULL);

--
-- Name: announcement_ends; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX announcement_ends ON housing.announcement USING btree (ends_at);

--
-- Name: audit_in_time; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX audit_in_time ON housing.audit USING btree (chain, at);

--
-- Name: count_link_by_pool; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX count_link_by_pool ON housing.count_link USING btree (pool_id);

--
-- Name: decline_total_by_month; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX decline_total_by_month ON housing.decline_total USING btree (month);

--
-- Name: demand_need_first; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX demand_need_first ON housing.demand_need USING btree (first_at);

--
-- Name: device_by_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX device_by_organization ON housing.device USING btree (organization_id) WHERE (revoked_at IS NULL);

--
-- Name: expected_vacancy_by_pool; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX expected_vacancy_by_pool ON housing.expected_vacancy USING btree (pool_id) WHERE (state = 'open'::text);

--
-- Name: hold_by_expected_vacancy; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_by_expected_vacancy ON housing.hold USING btree (expected_vacancy_id) WHERE (expected_vacancy_id IS NOT NULL);

--
-- Name: hold_by_pool_version; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_by_pool_version ON housing.hold USING btree (pool_id, pool_version);

--
-- Name: hold_by_request; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_by_request ON housing.hold USING btree (request_id) WHERE (request_id IS NOT NULL);

--
-- Name: hold_by_set; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_by_set ON housing.hold USING btree (set_id) WHERE (set_id IS NOT NULL);

--
-- Name: hold_ended; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_ended ON housing.hold USING btree (ended_at) WHERE (ended_at IS NOT NULL);

--
-- Name: hold_event_by_hold; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_event_by_hold ON housing.hold_event USING btree (hold_id);

--
-- Name: hold_live_by_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_live_by_account ON housing.hold USING btree (account_id) WHERE (state = ANY (ARRAY['requested'::text, 'active'::text]));

--
-- Name: hold_live_by_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_live_by_organization ON housing.hold USING btree (responder_organization_id) WHERE (state = ANY (ARRAY['requested'::text, 'active'::text]));

--
-- Name: hold_live_by_pool; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_live_by_pool ON housing.hold USING btree (pool_id, expires_at) WHERE (state = ANY (ARRAY['requested'::text, 'active'::text]));

--
-- Name: hold_unanswered; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX hold_unanswered ON housing.hold USING btree (pool_id, ended_at) WHERE (state = 'expired'::text);

--
-- Name: invitation_ends; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX invitation_ends ON housing.invitation USING btree (expires_at);

--
-- Name: invitation_of_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX invitation_of_organization ON housing.invitation USING btree (organization_id) WHERE (ended_at IS NULL);

--
-- Name: operator_event_at; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX operator_event_at ON housing.operator_event USING btree (at);

--
-- Name: operator_event_of_target; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX operator_event_of_target ON housing.operator_event USING btree (target_id, at);

--
-- Name: organization_line_by_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX organization_line_by_organization ON housing.organization_line USING btree (organization_id);

--
-- Name: passkey_by_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX passkey_by_account ON housing.passkey USING btree (account_id);

--
-- Name: passkey_challenge_by_end; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX passkey_challenge_by_end ON housing.passkey_challenge USING btree (expires_at);

--
-- Name: place_told_by_day; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX place_told_by_day ON housing.place_told USING btree (day);

--
-- Name: policy_consent_by_pool; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX policy_consent_by_pool ON housing.policy_consent USING btree (pool_id, at);

--
-- Name: pool_by_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX pool_by_organization ON housing.pool USING btree (organization_id);

--
-- Name: pool_by_program; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX pool_by_program ON housing.pool USING btree (program_id);

--
-- Name: pool_next_due; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX pool_next_due ON housing.pool USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

--
-- Name: pool_slots; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX pool_slots ON housing.pool USING btree (program_id, starts_at) WHERE (starts_at IS NOT NULL);

--
-- Name: pool_watch_ends; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX pool_watch_ends ON housing.pool_watch USING btree (expires_at);

--
-- Name: program_by_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX program_by_organization ON housing.program USING btree (organization_id);

--
-- Name: reading_day_by_day; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX reading_day_by_day ON housing.reading_day USING btree (day);

--
-- Name: reason_counted_at; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX reason_counted_at ON housing.reason_counted USING btree (counted_at);

--
-- Name: report_by_pool; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX report_by_pool ON housing.report USING btree (pool_id, observed_at DESC);

--
-- Name: report_received; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX report_received ON housing.report USING brin (received_at);

--
-- Name: request_by_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX request_by_account ON housing.request USING btree (account_id, opened_at);

--
-- Name: request_due; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX request_due ON housing.request USING btree (LEAST(next_step_at, open_until)) WHERE (ended_at IS NULL);

--
-- Name: request_ended; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX request_ended ON housing.request USING btree (ended_at) WHERE (ended_at IS NOT NULL);

--
-- Name: request_open_by_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX request_open_by_account ON housing.request USING btree (account_id) WHERE (ended_at IS NULL);

--
-- Name: request_open_by_organization; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX request_open_by_organization ON housing.request USING btree (organization_id) WHERE (ended_at IS NULL);

--
-- Name: request_pool_by_pool; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX request_pool_by_pool ON housing.request_pool USING btree (pool_id);

--
-- Name: session_by_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX session_by_account ON housing.session USING btree (account_id);

--
-- Name: session_by_device; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX session_by_device ON housing.session USING btree (device_id) WHERE (device_id IS NOT NULL);

--
-- Name: session_by_former_hash; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX session_by_former_hash ON housing.session USING btree (former_hash) WHERE (former_hash IS NOT NULL);

--
-- Name: sign_in_ticket_by_account; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX sign_in_ticket_by_account ON housing.sign_in_ticket USING btree (account_id);

--
-- Name: surge_by_region; Type: INDEX; Schema: housing; Owner: -
--

CREATE INDEX surge_by_region ON housing.surge USING btree (region_code, ends_at);

--
-- Name: audit_draft audit_draft_appends; Type: TRIGGER; Schema: housing; Owner: -
--

CREATE CONSTRAINT TRIGGER audit_draft_appends AFTER INSERT ON housing.audit_draft DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION housing.audit_draft_appends();

--
-- Name: audit audit_stays; Type: TRIGGER; Schema: housing; Owner: -
--

CREATE TRIGGER audit_stays BEFORE DELETE OR UPDATE ON housing.audit FOR EACH ROW EXECUTE FUNCTION housing.audit_stays();

--
-- Name: audit audit_stays_whole; Type: TRIGGER; Schema: housing; Owner: -
--

CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON housing.audit FOR EACH STATEMENT EXECUTE FUNCTION housing.audit_stays();

--
-- Name: operator_event operator_event_stays; Type: TRIGGER; Schema: housing; Owner: -
--

CREATE TRIGGER operator_event_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON housing.operator_event FOR EACH STATEMENT EXECUTE FUNCTION housing.operator_event_stays();

--
-- Name: pool pool_is_stopped; Type: TRIGGER; Schema: housing; Owner: -
--

CREATE TRIGGER pool_is_stopped BEFORE INSERT OR UPDATE OF organization_id, program_id ON housing.pool FOR EACH ROW EXECUTE FUNCTION housing.pool_is_stopped();

--
-- Name: program program_is_stopped; Type: TRIGGER; Schema: housing; Owner: -
--

CREATE TRIGGER program_is_stopped AFTER UPDATE OF region_code, organization_id ON housing.program FOR EACH ROW WHEN (((old.region_code <> new.region_code) OR (old.organization_id <> new.organization_id))) EXECUTE FUNCTION housing.program_is_stopped();

--
-- Name: access_token access_token_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.access_token
    ADD CONSTRAINT access_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id);

--
-- Name: account account_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.account
    ADD CONSTRAINT account_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id);

--
-- Name: account_pin account_pin_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.account_pin
    ADD CONSTRAINT account_pin_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: alert alert_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.alert
    ADD CONSTRAINT alert_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: announcement announcement_region_code_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.announcement
    ADD CONSTRAINT announcement_region_code_fkey FOREIGN KEY (region_code) REFERENCES housing.region(code);

--
-- Name: arrival_place arrival_place_program_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.arrival_place
    ADD CONSTRAINT arrival_place_program_id_fkey FOREIGN KEY (program_id) REFERENCES housing.program(id) ON DELETE CASCADE;

--
-- Name: business_hours business_hours_program_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.business_hours
    ADD CONSTRAINT business_hours_program_id_fkey FOREIGN KEY (program_id) REFERENCES housing.program(id);

--
-- Name: count_link count_link_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.count_link
    ADD CONSTRAINT count_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: count_link count_link_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.count_link
    ADD CONSTRAINT count_link_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id) ON DELETE CASCADE;

--
-- Name: credential_try credential_try_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.credential_try
    ADD CONSTRAINT credential_try_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: decline_total decline_total_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.decline_total
    ADD CONSTRAINT decline_total_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: device device_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.device
    ADD CONSTRAINT device_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id);

--
-- Name: duty duty_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.duty
    ADD CONSTRAINT duty_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: eligibility eligibility_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.eligibility
    ADD CONSTRAINT eligibility_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: expected_vacancy expected_vacancy_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.expected_vacancy
    ADD CONSTRAINT expected_vacancy_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: hold_outcome hold_outcome_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.hold_outcome
    ADD CONSTRAINT hold_outcome_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: hold hold_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.hold
    ADD CONSTRAINT hold_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: invitation invitation_made_by_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.invitation
    ADD CONSTRAINT invitation_made_by_fkey FOREIGN KEY (made_by) REFERENCES housing.account(id);

--
-- Name: invitation invitation_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.invitation
    ADD CONSTRAINT invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id);

--
-- Name: organization_line organization_line_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.organization_line
    ADD CONSTRAINT organization_line_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id);

--
-- Name: passkey passkey_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.passkey
    ADD CONSTRAINT passkey_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: passkey_challenge passkey_challenge_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.passkey_challenge
    ADD CONSTRAINT passkey_challenge_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: pin_try pin_try_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pin_try
    ADD CONSTRAINT pin_try_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: pin_try pin_try_device_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pin_try
    ADD CONSTRAINT pin_try_device_id_fkey FOREIGN KEY (device_id) REFERENCES housing.device(id) ON DELETE CASCADE;

--
-- Name: place_told place_told_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.place_told
    ADD CONSTRAINT place_told_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: place_told place_told_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.place_told
    ADD CONSTRAINT place_told_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id) ON DELETE CASCADE;

--
-- Name: place_told place_told_program_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.place_told
    ADD CONSTRAINT place_told_program_id_fkey FOREIGN KEY (program_id) REFERENCES housing.program(id) ON DELETE CASCADE;

--
-- Name: policy_consent policy_consent_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.policy_consent
    ADD CONSTRAINT policy_consent_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: pool pool_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool
    ADD CONSTRAINT pool_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id);

--
-- Name: pool pool_program_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool
    ADD CONSTRAINT pool_program_id_fkey FOREIGN KEY (program_id) REFERENCES housing.program(id);

--
-- Name: pool_watch pool_watch_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool_watch
    ADD CONSTRAINT pool_watch_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id);

--
-- Name: pool_watch pool_watch_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.pool_watch
    ADD CONSTRAINT pool_watch_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: program program_organization_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.program
    ADD CONSTRAINT program_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES housing.organization(id);

--
-- Name: program program_region_code_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.program
    ADD CONSTRAINT program_region_code_fkey FOREIGN KEY (region_code) REFERENCES housing.region(code);

--
-- Name: push_subscription push_subscription_session_hash_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.push_subscription
    ADD CONSTRAINT push_subscription_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES housing.session(token_hash) ON UPDATE CASCADE ON DELETE CASCADE;

--
-- Name: reading_day reading_day_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.reading_day
    ADD CONSTRAINT reading_day_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: recovery_code recovery_code_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.recovery_code
    ADD CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: report report_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.report
    ADD CONSTRAINT report_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: request request_line_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request
    ADD CONSTRAINT request_line_id_fkey FOREIGN KEY (line_id) REFERENCES housing.organization_line(id);

--
-- Name: request_pool request_pool_pool_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request_pool
    ADD CONSTRAINT request_pool_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES housing.pool(id);

--
-- Name: request_pool request_pool_request_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request_pool
    ADD CONSTRAINT request_pool_request_id_fkey FOREIGN KEY (request_id) REFERENCES housing.request(id) ON DELETE CASCADE;

--
-- Name: request_step request_step_request_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.request_step
    ADD CONSTRAINT request_step_request_id_fkey FOREIGN KEY (request_id) REFERENCES housing.request(id) ON DELETE CASCADE;

--
-- Name: session session_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id);

--
-- Name: session session_device_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.session
    ADD CONSTRAINT session_device_id_fkey FOREIGN KEY (device_id) REFERENCES housing.device(id) ON DELETE CASCADE;

--
-- Name: sign_in_ticket sign_in_ticket_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.sign_in_ticket
    ADD CONSTRAINT sign_in_ticket_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: single_sign_on single_sign_on_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.single_sign_on
    ADD CONSTRAINT single_sign_on_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- Name: site site_program_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.site
    ADD CONSTRAINT site_program_id_fkey FOREIGN KEY (program_id) REFERENCES housing.program(id);

--
-- Name: slot_outcome slot_outcome_program_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.slot_outcome
    ADD CONSTRAINT slot_outcome_program_id_fkey FOREIGN KEY (program_id) REFERENCES housing.program(id);

--
-- Name: surge surge_region_code_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.surge
    ADD CONSTRAINT surge_region_code_fkey FOREIGN KEY (region_code) REFERENCES housing.region(code);

--
-- Name: totp totp_account_id_fkey; Type: FK CONSTRAINT; Schema: housing; Owner: -
--

ALTER TABLE ONLY housing.totp
    ADD CONSTRAINT totp_account_id_fkey FOREIGN KEY (account_id) REFERENCES housing.account(id) ON DELETE CASCADE;

--
-- PostgreSQL database dump complete
--
