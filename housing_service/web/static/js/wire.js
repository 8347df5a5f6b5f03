// @ts-check
/**
 * The wire, as types: what the service sends over HTTP and the socket. Nothing runs here.
 */

/** @typedef {"closed"|"paused"|"over_held"|"unknown"|"stale"|"full"|"all_held"|"open"} PoolState */
/** @typedef {"fresh"|"aging"|"stale"|"unknown"} Freshness */
/** @typedef {"instant"|"confirm"|"call_only"|"closed"} HoldPolicy */
/**
 * @typedef {"requested"|"active"|"arrived"|"released"|"declined"|"timed_out"|"expired"|
 *   "revoked"|"no_show"|"handed_over"} HoldState
 */

/**
 * A pool. Outsiders of a confidential program get `availability` and none of the counts.
 * @typedef {object} Pool
 * @property {string} id
 * @property {string} program_id
 * @property {string} program_name
 * @property {string} [name]
 * @property {string} kind
 * @property {string} unit
 * @property {string} [region]
 * @property {string} [region_label]
 * @property {boolean} [confidential]
 * @property {"may_have_room"|"ask"|"closed"} [availability]
 * @property {PoolState} [state]
 * @property {Freshness} freshness
 * @property {HoldPolicy} [hold_policy]
 * @property {HoldPolicy} hold_policy_effective
 * @property {{households: string[]|null, party_people_max: number|null,
 *   infants_need_unit: boolean}} [eligibility]
 * @property {number|null} [people_per_unit]
 * @property {number|null} [units_total]
 * @property {number|null} [units_free_reported]
 * @property {number} [units_held]
 * @property {number|null} [units_available]
 * @property {number} [units_short]
 * @property {number|null} [units_out_of_service]
 * @property {number} [hold_minutes_default]
 * @property {number} [hold_minutes_max]
 * @property {string|null} [reported_at]
 * @property {string|null} [reported_by_role]
 * @property {string|null} [next_expiry_at]
 * @property {string|null} [paused_until]
 * @property {string|null} [pause_reason]
 * @property {string} [stopped_by]
 * @property {boolean} [unconfirmed_arrival]
 * @property {"regular"|"surge"|"seasonal"|"reserve"} [capacity_kind]
 * @property {number} [reserve_units]
 * @property {number} [units_reserved]
 * @property {Opening|null} [opening]
 * @property {"taking"|"waitlist"|"closed"|"ask"|null} [intake] of a service
 * @property {string|null} [intake_from] a day
 * @property {string} [starts_at] of an appointment
 * @property {boolean} [lock_milestones]
 * @property {ExpectedVacancy[]|null} [expected]
 * @property {string} [time_zone]
 * @property {number} version
 * @property {number} [counts_version]
 * @property {string} as_of
 */

/**
 * When a surge or seasonal pool is open: now, or next.
 * @typedef {object} Opening
 * @property {boolean} is_open
 * @property {string|null} opens_at
 * @property {string|null} closes_at
 * @property {string|null} season_from
 * @property {string|null} season_until
 * @property {string|null} surge_label
 */
/** @typedef {{milestone: string, due_at: string, reached_at: string|null,
 *   extended_for: string|null}} LockStep a step of a lock */
/** @typedef {{id: string, units: number, units_held: number, expected_from: string,
 *   confidence: string, holdable_from: string|null}} ExpectedVacancy */

/** @typedef {{adults?: number, children?: number, infants?: number}} Party */

/**
 * A hold. The operator gets only id, pool_id, state, expires_at and the versions.
 * @typedef {object} Hold
 * @property {string} id
 * @property {string} pool_id
 * @property {HoldState} state
 * @property {string} expires_at
 * @property {number} version
 * @property {number} pool_version
 * @property {string} [program_name]
 * @property {string} [pool_name]
 * @property {number} [units]
 * @property {string} [unit]
 * @property {Party|null} [party]
 * @property {string[]} [needs]
 * @property {string} [placed_at]
 * @property {string|null} [accepted_at]
 * @property {string|null} [ended_at]
 * @property {number} [minutes]
 * @property {number} [extensions]
 * @property {number} [extensions_left]
 * @property {string|null} [arrival_code]
 * @property {boolean} [at_risk]
 * @property {boolean} [call_before_admitting]
 * @property {string|null} [seen_at]
 * @property {string|null} [arrival_said_at]
 * @property {boolean} [late]
 * @property {boolean} [reinstated]
 * @property {string|null} [undo_until]
 * @property {boolean} [offered] answers a request and is not taken yet
 * @property {string|null} [call_back]
 * @property {LockStep[]|null} [milestones]
 * @property {{id: string, promised_from: string, expected_from: string|null,
 *   state: string}|null} [expected]
 * @property {"no_room"|"cant_meet_need"|"not_a_fit_tonight"|"no_answer"|null} [reason_group]
 * @property {boolean} [mine]
 * @property {string|null} [set_id] what keeps several places of one household together
 * @property {"responder"|"shelter"} [kept_by]
 * @property {string|null} [responder_organization_name]
 * @property {boolean} [units_backed]
 * @property {boolean} [did_they_come]
 * @property {boolean} [counted_since]
 */

/**
 * @typedef {object} Problem
 * @property {number} status
 * @property {string} code
 * @property {string} [title]
 * @property {string} detail
 * @property {string} [next_step]
 * @property {Pool[]} [alternatives]
 * @property {Pool} [pool]
 * @property {Hold} [hold]
 * @property {number} [retry_after_seconds]
 */

/** @typedef {"fits"|"ask"|"does_not_fit"} FitWord */
/** @typedef {{fit: FitWord, questions: number, words: string[]}} Fit how a pool fits, in short */
/** @typedef {{attribute: string, fit: FitWord, stated: boolean, words: string}} Reason */

/** @typedef {{type: "snapshot", pools: Pool[], holds: Hold[], generation: string,
 *   resume: string, server_time?: string, fits?: Record<string, Fit>,
 *   requests?: {id: string, state: string}[], announcements?: Announcement[],
 *   nudges?: Nudge[], alerts?: AlertNotice[], asked_first_until?: string}} SnapshotFrame */
/** @typedef {{type: "changes", pools: Pool[], removed: string[], resume: string,
 *   fits?: Record<string, Fit>}} ChangesFrame */
/** @typedef {{type: "hold", hold: Hold, resume?: string}} HoldFrame */
/** @typedef {{type: "request", request: {id: string, state: string}}} RequestFrame */
/** @typedef {{type: "ask", ask: {id: string, state: string, party?: Party}}} AskFrame */
/** @typedef {{type: "tick", at: string, database_seen_at: string, live?: boolean,
 *   clock_step_seconds?: number}} TickFrame */
/** @typedef {{type: "error", code: string, detail?: string}} ErrorFrame */
/** @typedef {{id: string, text: string, region_label: string|null}} Announcement */
/** @typedef {{pool_id: string, at: string}} Nudge */
/** @typedef {{id: string, kind: string, last_at: string}} AlertNotice */
/** @typedef {{type: "announcement", announcements: Announcement[], nudges: Nudge[],
 *   alerts?: AlertNotice[]}} AnnouncementFrame */
/** @typedef {{process: string, at: string, live: boolean, listening: boolean,
 *   database_seen_at: string|null, connections: number, frames_a_minute: number,
 *   push_seconds: number|null,
 *   expiry_seconds: number|null, expiry_written: boolean}} Health */
/** @typedef {{type: "health", health: Health}} HealthFrame */
/** @typedef {SnapshotFrame|ChangesFrame|HoldFrame|RequestFrame|AskFrame|TickFrame|ErrorFrame|
 *   AnnouncementFrame|HealthFrame} Frame */

/** @typedef {{adults: number, children: number, infants: number}} Household */

export {};
