// SPDX-License-Identifier: GPL-3.0-or-later
// What the API's objects have, for the type checker; no code. The columns are
// told in docs/catalogue.md.

/**
 * @typedef {object} Session
 * @property {string} user
 * @property {'viewer' | 'supervisor' | 'administrator'} role
 * @property {string} csrf
 * @property {string[]} [numbers] what a viewer may see
 */
/**
 * @typedef {object} Party
 * @property {string | null} number
 * @property {string | null} name
 * @property {string | null} [uri]
 * @property {string | null} address
 */
/**
 * @typedef {object} Stream
 * @property {string | null} side
 * @property {string | null} codec
 * @property {number | null} payload_type
 * @property {string} ssrc
 * @property {string | null} src
 * @property {string | null} dst
 * @property {string | null} first
 * @property {string | null} last
 * @property {number} packets
 * @property {number} lost
 * @property {number} duplicates
 * @property {number} reordered
 * @property {number} late
 * @property {number | null} jitter_ms
 * @property {number | null} jitter_max_ms
 * @property {number | null} drift_ppm
 * @property {number | null} mos
 * @property {boolean} recorded
 * @property {string | null} [source]
 */
/**
 * @typedef {object} Recording
 * @property {string} path
 * @property {string} format
 * @property {string} state
 * @property {number} channels
 * @property {number} rate_hz
 * @property {string} started
 * @property {number} duration_ms
 * @property {number} bytes
 * @property {string | null} sha256
 */
/**
 * A call as lists have it.
 * @typedef {object} Call
 * @property {string} id
 * @property {string | null} sip_call_id
 * @property {string[]} sip_call_ids
 * @property {string} state
 * @property {string | null} completeness
 * @property {string | null} reason
 * @property {string | null} direction
 * @property {Party} caller
 * @property {Party} callee
 * @property {string} started
 * @property {string | null} ringing
 * @property {string | null} answered
 * @property {string | null} ended
 * @property {number | null} duration_ms
 * @property {number | null} final_status
 * @property {string | null} ended_by
 * @property {number | null} sip_cause
 * @property {number | null} q850_cause
 * @property {string | null} diverted_from
 * @property {string | null} source
 * @property {number} legs
 * @property {Stream[]} streams
 * @property {Recording[]} recordings
 */
/**
 * @typedef {object} Gap
 * @property {string} recording its path
 * @property {string | null} side
 * @property {number} from_us
 * @property {number} to_us
 * @property {string | null} cause
 * @property {number} count
 */
/** @typedef {{time: string, kind: string, side: string | null,
 *   detail: string | null}} CallEvent */
/** @typedef {{time: string, side: string | null, digit: string,
 *   duration_ms: number | null, method: string | null}} Key */
/** @typedef {{name: string, added: string, added_by: string | null}} Tag */
/** @typedef {{id: number, time: string, author: string | null,
 *   body: string}} Note */
/**
 * @typedef {object} Message
 * @property {number} [id]
 * @property {string} time
 * @property {string | null} src
 * @property {string | null} dst
 * @property {string | null} method
 * @property {number | null} status
 * @property {number | null} cseq
 * @property {boolean} retransmission
 * @property {number} [bytes]
 * @property {string | null} [text]
 */
/**
 * @typedef {object} Leg
 * @property {number} id
 * @property {string | null} sip_call_id
 * @property {string | null} transport
 * @property {string | null} src
 * @property {string | null} dst
 * @property {string | null} caller_number
 * @property {string | null} callee_number
 * @property {string | null} caller_agent
 * @property {string | null} callee_agent
 * @property {string | null} source
 * @property {number | null} final_status
 */
/** @typedef {{leg: number, other_leg: number, method: string,
 *   score: number, undone: boolean}} Link */
/** @typedef {{side: string | null, pages: number, path: string,
 *   started: string}} Fax */
/**
 * A call with all that is known of it.
 * @typedef {Call & {dtmf: Key[], fax: Fax[], legs_detail: Leg[],
 *   links: Link[], events: CallEvent[], gaps: Gap[], messages: Message[],
 *   tags?: Tag[], notes?: Note[], hold?: boolean}} CallDetail
 */
/**
 * @typedef {object} QualityPoint
 * @property {string} from
 * @property {string} to
 * @property {number} packets
 * @property {number} lost
 * @property {number} late
 * @property {number | null} jitter_ms
 * @property {number | null} mos
 * @property {string} method
 */
/** @typedef {{id: number, side: string | null, codec: string | null,
 *   points: QualityPoint[]}} QualityStream */
/**
 * @typedef {object} Peaks
 * @property {number} rate_hz
 * @property {number} per_second
 * @property {number} duration_ms
 * @property {{caller?: number[], callee?: number[]}} sides pairs of lowest
 *   and highest, -127 to 127
 */
/**
 * @typedef {object} StatsPart
 * @property {string} from
 * @property {number} calls
 * @property {number} answered
 * @property {number} complete
 * @property {number} partial
 * @property {number} missing
 * @property {number} undecodable
 * @property {number} skipped
 * @property {number} failed
 * @property {number} talk_ms
 */
/** @typedef {{totals: any, by: StatsPart[],
 *   incomplete: {reason: string | null, completeness?: string,
 *   calls: number}[]}} Stats */
/** @typedef {{id: string, state: string, started: string,
 *   answered: string | null, caller: Party, callee: Party,
 *   recorded: boolean, streams: number}} LiveCall */

export {};
