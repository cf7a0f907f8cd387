\* SPDX-License-Identifier: Apache-2.0
---------------------------- MODULE Revocation -----------------------------
(* Four grants, a ledger that only grows, and custodians that hear of its     *)
(* entries in any order, or not for a while. Time counts in minutes.          *)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS Custodians,
          Needed,       \* how many must serve for a record to be rebuilt: k
          FenceAt,      \* how many must deny for FENCED: n - k + 1
          MaxTime,
          MaxEntries,
          Fault

VARIABLES now,
          issued,
          ledger,       \* entries: whose status handle the leaf opens (0 if none's), whether by one who may, when
          heard,        \* what each custodian was told
          view,         \* what it made of that: the handles it takes for revoked
          asOf          \* when it last asked the ledger and was answered
vars == <<now, issued, ledger, heard, view, asOf>>

Grants == 1..4
Parent == <<0, 1, 2, 1>>                        \* 1 is the patient's; 2 and 4 are cut from 1, 3 from 2
Offline == <<1, 1, 0, 0>>                       \* field 16, in minutes
Scope == << {"read", "search"} \X {"x", "y"}, {"read", "search"} \X {"x"}, {"read"} \X {"x"}, {"search"} \X {"y"} >>
Patient == 0                                    \* grant g's holder is party g
Outsider == 9

RECURSIVE Links(_)
Links(g) == IF g = 0 THEN {} ELSE Links(Parent[g]) \cup {g}
Chains == [g \in 0..4 |-> Links(g)]
Chain(g) == Chains[g]

\* Who can compute the preimage of a status handle: it derives from its parent's (vault.md, section 10).
Knows(party, g) == \/ party = Patient
                   \/ party \in Chain(g) \ {g} /\ party \in issued
                   \/ party = g /\ g \in issued
MayRevoke(g) == {Patient} \cup Chain(g)

Init == /\ now = 0 /\ issued = {} /\ ledger = {}
        /\ heard = [c \in Custodians |-> {}]
        /\ view = [c \in Custodians |-> {}]
        /\ asOf = [c \in Custodians |-> 0]

Issue(g) == /\ g \notin issued /\ Chain(Parent[g]) \subseteq issued
            /\ issued' = issued \cup {g}
            /\ UNCHANGED <<now, ledger, heard, view, asOf>>

\* Anybody may append anything; only the preimage opens a handle. It may come before the grant.
Publish(party, g) ==
  /\ Cardinality(ledger) < MaxEntries
  /\ LET opens == IF Knows(party, g) \/ Fault = "anyoneRevokes" THEN g ELSE 0
     IN /\ \A e \in ledger: e.opens # opens
        /\ ledger' = ledger \cup {[opens |-> opens, may |-> party \in MayRevoke(g), at |-> now]}
  /\ UNCHANGED <<now, issued, heard, view, asOf>>

Kept(entries) == {e.opens: e \in {x \in entries: Fault # "dropUnknown" \/ x.opens \in issued}} \ {0}

\* One entry with its proof, in any order: from the log, or from another verifier.
Hear(c, e) == /\ e \notin heard[c]
              /\ heard' = [heard EXCEPT ![c] = @ \cup {e}]
              /\ view' = [view EXCEPT ![c] = IF Fault = "lastOnly" THEN Kept({e}) ELSE @ \cup Kept({e})]
              /\ UNCHANGED <<now, issued, ledger, asOf>>

\* Asked and answered: all that there is, as of now.
Follow(c) == /\ heard' = [heard EXCEPT ![c] = ledger]
             /\ view' = [view EXCEPT ![c] = @ \cup Kept(ledger \ heard[c])]
             /\ asOf' = [asOf EXCEPT ![c] = now]
             /\ UNCHANGED <<now, issued, ledger>>

\* Who can't reach the ledger does nothing, and ages.
Tick == /\ now < MaxTime /\ now' = now + 1
        /\ asOf' = IF Fault = "ageless" THEN [c \in Custodians |-> now'] ELSE asOf
        /\ UNCHANGED <<issued, ledger, heard, view>>

Next == \/ Tick
        \/ \E g \in Grants: Issue(g)
        \/ \E p \in {Patient, Outsider} \cup Grants, g \in Grants: Publish(p, g)
        \/ \E c \in Custodians: Follow(c) \/ \E e \in ledger: Hear(c, e)

----------------------------------------------------------------------------
(* Rules 9, 10 and 15 of grants.md, section 6.                                *)

\* Field 16 is for chains of one link; a view of the same minute is fresh for all.
Class(g) == IF Parent[g] = 0 THEN Offline[g] ELSE 0
Limit(g) == IF Fault = "offlineChains" THEN Offline[g] ELSE Class(g)
Dead(v, g) == IF Fault = "lastLinkOnly" THEN g \in v
              ELSE IF Fault = "killsSiblings" THEN \E x \in Chain(g): \E y \in v: Parent[x] = Parent[y]
              ELSE Chain(g) \cap v # {}
Fresh(c, g) == now - asOf[c] <= Limit(g)
Decide(c, g) == Chain(g) \subseteq issued /\ Fresh(c, g) /\ ~Dead(view[c], g)

Effectives == [g \in Grants |-> {q \in Scope[1]: \A x \in Chain(g): q \in Scope[x]}]
Effective(g) == Effectives[g]
Allow(c, shown, q) ==
  LET good == {g \in shown: Decide(c, g)} IN
  IF Fault = "pool" THEN /\ \E g \in good: \E e \in Effective(g): e[1] = q[1]
                         /\ \E g \in good: \E e \in Effective(g): e[2] = q[2]
  ELSE \E g \in good: q \in Effective(g)

Revoked == {e.opens: e \in ledger} \ {0}
Told(c) == {e.opens: e \in heard[c]} \ {0}
Served(g) == Cardinality({c \in Custodians: Decide(c, g)}) >= Needed
Fenced(g) == Cardinality({c \in Custodians: g \in Told(c)}) >= FenceAt

TwoChains_L20 == \A c \in Custodians, g \in Grants, h \in Grants, q \in Scope[1]: g < h =>
  (Allow(c, {g, h}, q) <=> Allow(c, {g}, q) \/ Allow(c, {h}, q))

\* A revoked link kills every chain through it, a link that is not revoked none.
KillsJustThose_L29 == \A c \in Custodians, g \in Grants:
  (Chain(g) \subseteq issued /\ Fresh(c, g)) => (Decide(c, g) <=> Chain(g) \cap view[c] = {})

OnlyByThem_L30 == \A e \in ledger: e.opens # 0 => e.may

\* Before its grant or after: what was told is in force.
BeforeItsGrant_L31 == \A c \in Custodians: Told(c) \subseteq view[c]

SameEvents_L33 == \A c \in Custodians, d \in Custodians:
  (c # d /\ heard[c] = heard[d] /\ asOf[c] = asOf[d]) => \A g \in Grants: Decide(c, g) = Decide(d, g)

\* However late the news: an Allow is never later after a revocation than the grant's class says.
Stale_L34 == \A c \in Custodians, g \in Grants: Decide(c, g) =>
  \A e \in ledger: e.opens \in Chain(g) => now - e.at <= Class(g)

\* An old view allows nothing that a view of the same moment, which knows no more, would not allow.
Offline_L53 == \A c \in Custodians, g \in Grants: Decide(c, g) => Chain(g) \cap Told(c) = {}

Fence == \A g \in Grants: Fenced(g) => \A h \in Grants: g \in Chain(h) => ~Served(h)

\* More revocations never allow more (L28), and none is undone (L32).
Grows_L28_L32 == [][\A c \in Custodians:
  view[c] \subseteq view'[c] /\ \A g \in Grants: Dead(view[c], g) => Dead(view'[c], g)]_vars

Alike == Permutations(Custodians)

Spec == Init /\ [][Next]_vars
=============================================================================
