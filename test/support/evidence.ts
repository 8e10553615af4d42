import type { Evidence, EvidenceKind } from "../../functions/delivery/evidence.ts";

/** Of a chunk that nothing was reported of. */
export const noEvidence: Evidence = {
  sent: new Set(),
  delivered: new Set(),
  delayed: new Set(),
  bounced: new Set(),
  complained: new Set(),
  rejected: new Set(),
};

/** The evidence with more marks of one kind: added in any order and any number of times it comes out the same. */
export const withEvidence = (evidence: Evidence, kind: EvidenceKind, marks: Iterable<number>): Evidence => ({
  ...evidence,
  [kind]: new Set([...evidence[kind], ...marks]),
});
