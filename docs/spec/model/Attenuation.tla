\* SPDX-License-Identifier: Apache-2.0
---------------------------- MODULE Attenuation ----------------------------
(* Anybody signs any grant; a verifier is shown any sequence of them. What it *)
(* allows is held against what the patient's root really passed on.           *)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Rights,     \* what can be allowed: an action on a record for a purpose
          MaxDepth,
          MaxGrants,
          Fault       \* "none", or the rule that this verifier gets wrong

VARIABLE made         \* the grants that exist; a grant's place here stands for its id

Parties == {"patient", "a", "b"}
Ids == 1..Len(made)

\* An id is a hash of the signed body, which has the parent's id: so a parent is older.
Bodies == [parent: 0..Len(made), by: Parties, holder: {"a", "b"},
           scope: SUBSET Rights \ {{}}, depth: 0..MaxDepth]

\* The first is a root of the patient for a, over everything: without a root nothing is ever allowed. Others may follow.
Init == made = <<[parent |-> 0, by |-> "patient", holder |-> "a", scope |-> Rights, depth |-> MaxDepth]>>

Next == /\ Len(made) < MaxGrants
        /\ \E body \in Bodies: made' = Append(made, body)

----------------------------------------------------------------------------
(* The verifier: rules 2 to 5 and 15 of grants.md, section 6.                 *)

IsRoot(g) == g.parent = 0 /\ g.by = "patient"

Follows(p, i) == /\ made[p[i]].parent = p[i - 1]
                 /\ made[p[i]].by = made[p[i - 1]].holder

Attenuates(p, i) ==
  /\ Fault = "widerScope" \/ made[p[i]].scope \subseteq made[p[i - 1]].scope
  /\ IF Fault = "depthMayStay" THEN made[p[i]].depth <= made[p[i - 1]].depth
                               ELSE made[p[i]].depth < made[p[i - 1]].depth

Checked(p) == IF Fault = "lastLinkOnly" THEN {Len(p)} \ {1} ELSE 2..Len(p)

Accepts(p) == /\ Len(p) > 0
              /\ Fault = "anyRoot" \/ IsRoot(made[p[1]])
              /\ \A i \in Checked(p): Follows(p, i) /\ Attenuates(p, i)

Effective(p) ==
  IF ~Accepts(p) THEN {}
  ELSE IF Fault \in {"lastLinkOnly", "widerScope"} THEN made[p[Len(p)]].scope
  ELSE {r \in Rights: \A i \in 1..Len(p): r \in made[p[i]].scope}

----------------------------------------------------------------------------
(* What is lawful, told from the grants alone and not from what is shown.     *)

RECURSIVE Lawful(_)
Lawful(id) ==
  LET g == made[id] IN
  IF g.parent = 0 THEN (IF g.by = "patient" THEN g.scope ELSE {})
  ELSE LET parent == made[g.parent] IN
       IF g.by = parent.holder /\ g.depth < parent.depth
       THEN g.scope \cap Lawful(g.parent) ELSE {}

RECURSIVE Ancestry(_)
Ancestry(id) == IF made[id].parent = 0 THEN <<id>> ELSE Append(Ancestry(made[id].parent), id)

\* Presentations that have the newest grant; the others were checked when it was not there yet.
Shown == {p \in UNION {[1..n -> Ids]: n \in 1..MaxGrants}: \E i \in DOMAIN p: p[i] = Len(made)}

Authority_L15 == \A p \in Shown:
  /\ Effective(p) \subseteq Lawful(p[Len(p)])
  /\ \A i \in 1..Len(p): Effective(p) \subseteq made[p[i]].scope
  /\ Len(p) > 1 => Effective(p) \subseteq Effective(SubSeq(p, 1, Len(p) - 1))

Depth_L18 == \A p \in Shown: Effective(p) # {} =>
  /\ \A i \in 2..Len(p): made[p[i]].depth < made[p[i - 1]].depth
  /\ Len(p) <= made[p[1]].depth + 1

\* Whatever was dropped, swapped, doubled or spliced: only a grant's own ancestry, whole, says anything.
Whole_L19 == \A p \in Shown: Effective(p) # {} => IsRoot(made[p[1]]) /\ p = Ancestry(p[Len(p)])

\* And nothing lawful is refused, where each link really attenuates the one before.
Complete_L16 == LET p == Ancestry(Len(made)) IN
  (\A i \in 2..Len(p): made[p[i]].scope \subseteq made[p[i - 1]].scope) => Effective(p) = Lawful(Len(made))

Spec == Init /\ [][Next]_made
=============================================================================
