\* SPDX-License-Identifier: Apache-2.0
------------------------------ MODULE Epochs -------------------------------
(* A vault with one record, which is put again and moved; grants that come    *)
(* and go; a session that fails or crashes anywhere. Each step is one journal *)
(* entry, or what is stored before it or deleted after it: RevokePath,        *)
(* RewrapPath, WritePath, GrantPath and RecoverPath, in words of vault.md.    *)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS Grants,       \* each reaches every compartment
          MaxPuts,
          MaxTroubles,  \* failures and crashes
          MaxRewraps,
          MaxReads,
          Fault         \* "none", or the rule that this vault gets wrong

Compartments == {"single", "several"}
Plain == {"single"}     \* keys of single labels are given at once; of several, when the vault has such records

VARIABLES
  \* what the journal adds up to
  epoch, used, live, moved, status, given, count, unrotated, rotated,
  \* what lies at custodians: slots, and key updates by grant and number, each with the copies that may be met
  stored, updates,
  \* what a holder's open session took in
  keys, taken,
  \* the patient's session
  alive, opening, queue, begun, todo, background,
  \* bounds
  puts, troubles, rewraps, reads,
  \* history, for the laws: the record as acknowledged, every slot and key that ever was out there, and what must not meet
  truth, ever, reach, late, banned,
  \* one reader
  reader

journal == <<epoch, used, live, moved, status, given, count, unrotated, rotated>>
session == <<alive, opening, queue, begun, todo, background>>
bounds  == <<puts, troubles, rewraps, reads>>
history == <<truth, ever, reach, late, banned>>
outside == <<stored, updates>>
holders == <<keys, taken, reader>>
vars == <<journal, session, bounds, history, outside, holders>>

None == "none"
Live == {g \in Grants: status[g] = "live"}
NoReader == [by |-> None, at |-> 0, left |-> {}, seen |-> {}, moved |-> FALSE, ok |-> TRUE]

Init ==
  /\ epoch = [c \in Compartments |-> 0] /\ used = {} /\ live = {}
  /\ moved = [c \in Compartments |-> -1]
  /\ status = [g \in Grants |-> "new"] /\ given = [g \in Grants |-> {}]
  /\ count = [g \in Grants |-> 0] /\ unrotated = None /\ rotated = {}
  /\ stored = {} /\ updates = [g \in Grants |-> <<>>]
  /\ keys = [g \in Grants |-> {}] /\ taken = [g \in Grants |-> 0]
  /\ alive = TRUE /\ opening = FALSE /\ queue = <<>> /\ begun = FALSE /\ todo = {} /\ background = {}
  /\ puts = 0 /\ troubles = 0 /\ rewraps = 0 /\ reads = 0
  /\ truth = [v |-> 0, c |-> None] /\ ever = {} /\ reach = [g \in Grants |-> {}]
  /\ late = [g \in Grants |-> {}] /\ banned = [g \in Grants |-> {}]
  /\ reader = NoReader

Generation(slot) == <<slot.c, slot.e>>
Generations(slots) == {Generation(s): s \in slots}
Max(a, b) == IF a > b THEN a ELSE b

\* Generations.java: what may be handed out, and what waits for a re-wrap.
Grantable == {x \in Generations(live): moved[x[1]] < x[2]}
UnrotatedMoves == {c \in Compartments: moved[c] >= epoch[c]}
Moved == {c \in Compartments: moved[c] >= 0}
Old(c) == {s \in live: s.c = c /\ s.e < epoch[c]}
Outdated == Moved \cup {c \in Compartments: Old(c) # {}}

----------------------------------------------------------------------------
(* Calls: what the patient does when no other call is under way.              *)

Idle == alive /\ queue = <<>>
Do(what) == [do |-> what, of |-> None]
To(what, whom) == [do |-> what, of |-> whom]
Call(steps) == /\ queue' = steps
               /\ UNCHANGED <<journal, alive, opening, begun, todo, history, outside, holders>>

Put(c) == /\ Idle /\ puts < MaxPuts /\ puts' = puts + 1
          /\ Call(<<To("put", c), Do("rotateMoved"), Do("withdraw"), Do("handMissing")>>)
          /\ UNCHANGED <<background, troubles, rewraps, reads>>

Grant(g) == /\ Idle /\ status[g] = "new"
            /\ Call((IF Fault = "issueUnwithdrawn" THEN <<>> ELSE <<Do("rotateMoved"), Do("withdraw")>>) \o <<To("issue", g)>>)
            /\ UNCHANGED <<background, bounds>>

Revoke(g) == /\ Idle /\ (status[g] = "live" \/ unrotated = g)
             /\ Call(IF unrotated = g THEN <<Do("rotate")>>
                     ELSE <<Do("rotate"), Do("rotateMoved"), To("mark", g), Do("rotate")>>)
             /\ UNCHANGED <<background, bounds>>

Rewrap == /\ Idle /\ rewraps < MaxRewraps /\ rewraps' = rewraps + 1
          /\ Call(<<Do("rotate"), Do("rotateMoved"), Do("sweep"), Do("list")>>)
          /\ UNCHANGED <<background, puts, troubles, reads>>

\* Other calls get in between compartments.
RewrapNext(c) == /\ Idle /\ c \in background /\ background' = background \ {c}
                 /\ Call(<<To("rewrap", c)>>)
                 /\ UNCHANGED bounds

Open == /\ ~alive /\ alive' = TRUE /\ opening' = TRUE
        /\ queue' = <<Do("sweep"), Do("rotate"), Do("rotateMoved"), Do("withdraw"), Do("handMissing")>>
        /\ UNCHANGED <<journal, begun, todo, background, bounds, history, outside, holders>>

\* Custodians fail: the call throws, and the session goes on. Or it ends; an opening that throws is no session.
Trouble == /\ queue # <<>> /\ troubles < MaxTroubles /\ troubles' = troubles + 1
           /\ queue' = <<>> /\ begun' = FALSE /\ todo' = {} /\ opening' = FALSE
           /\ \/ alive' = opening' /\ background' = {}
              \/ ~opening /\ UNCHANGED <<alive, background>>
           /\ UNCHANGED <<journal, puts, rewraps, reads, history, outside, holders>>

----------------------------------------------------------------------------
(* Steps of a call. The head of the queue is what is being done.              *)

At(what) == alive /\ queue # <<>> /\ Head(queue).do = what
Of == Head(queue).of
Done == /\ queue' = Tail(queue) /\ begun' = FALSE /\ todo' = {}
        /\ opening' = (opening /\ Tail(queue) # <<>>)
        /\ UNCHANGED alive
Skip == Done /\ UNCHANGED <<journal, background, bounds, history, outside, holders>>

\* Slots that are stored and counted by one entry. Who was cut off by then must not open them.
Enter(slots) == /\ ever' = ever \cup slots
                /\ late' = [g \in Grants |-> IF g \in rotated THEN late[g] \cup Generations(slots) ELSE late[g]]

\* RecordsAdded: the next version, in compartment c; what it leaves is named in the same entry.
PutStep ==
  /\ At("put")
  /\ LET c == Of
         slot == [c |-> c, e |-> epoch[c], v |-> truth.v + 1]
         from == truth.c
         moves == truth.v > 0 /\ from # c
     IN /\ live' = live \cup {slot} /\ stored' = stored \cup {slot} /\ Enter({slot})
        /\ used' = used \cup {c}
        /\ moved' = IF moves THEN [moved EXCEPT ![from] = Max(@, epoch[from])] ELSE moved
        /\ banned' = [g \in Grants |->
             {b \in banned[g]: b[1] # c} \cup
             (IF moves /\ status[g] = "new" THEN {<<s.c, s.v>>: s \in {x \in live: x.c = from}} ELSE {})]
        /\ truth' = [v |-> truth.v + 1, c |-> c]
        /\ reader' = [reader EXCEPT !.moved = @ \/ moves]
  /\ Done /\ UNCHANGED <<epoch, status, given, count, unrotated, rotated, updates, keys, taken, background, bounds, reach>>

\* GrantIssued: keys of what may be handed out, and of each reached compartment's current epoch.
IssueStep ==
  /\ At("issue")
  /\ LET g == Of
         box == {x \in Grantable \cup {<<c, epoch[c]>>: c \in Compartments}: x[1] \in Plain \cup used}
     IN /\ status' = [status EXCEPT ![g] = "live"]
        /\ given' = [given EXCEPT ![g] = box] /\ keys' = [keys EXCEPT ![g] = box]
        /\ reach' = [reach EXCEPT ![g] = box]
  /\ Done /\ UNCHANGED <<epoch, used, live, moved, count, unrotated, rotated, background, bounds, truth, ever, late, banned,
                          outside, taken, reader>>

\* GrantRevoked: REQUESTED. The preimage's way to the custodians is in Revocation.tla.
MarkStep ==
  /\ At("mark")
  /\ IF status[Of] # "live" THEN UNCHANGED <<status, unrotated>>
     ELSE status' = [status EXCEPT ![Of] = "revoked"] /\ unrotated' = Of
  /\ Done /\ UNCHANGED <<epoch, used, live, moved, given, count, rotated, background, bounds, history, outside, holders>>

(* New keys: an update is stored for each live grant that lacks some, then KeysUpdated counts them all. *)

Touched == IF unrotated = None THEN {}
           ELSE {x[1]: x \in given[unrotated]} \cup (IF Fault = "touchGivenOnly" THEN {} ELSE Plain \cup used)
Fresh == IF At("rotate") THEN {<<c, epoch[c] + 1>>: c \in Touched}
         ELSE IF At("rotateMoved") THEN {<<c, epoch[c] + 1>>: c \in UnrotatedMoves}
         ELSE Grantable
Lacking(g) == Fresh \ given[g]
Handed == {g \in Live: Lacking(g) # {}}
Rotates == At("rotate") \/ At("rotateMoved")
HandsOut == Rotates \/ At("handMissing")
Needless == \/ At("rotate") /\ (unrotated = None \/ (Fault = "neverResumes" /\ troubles > 0))
            \/ At("rotateMoved") /\ UnrotatedMoves = {}
            \/ At("handMissing") /\ Handed = {}

HandBegin == /\ HandsOut /\ ~begun /\ ~Needless
             /\ begun' = TRUE /\ todo' = Handed
             /\ UNCHANGED <<journal, alive, opening, queue, background, bounds, history, outside, holders>>
HandSkip == HandsOut /\ ~begun /\ Needless /\ Skip

\* Another copy under this number, from a call that failed, is replaced; a custodian that is silent keeps it.
HandStore(g) ==
  /\ HandsOut /\ begun /\ g \in todo /\ todo' = todo \ {g}
  /\ reach' = [reach EXCEPT ![g] = @ \cup Lacking(g)]
  /\ LET n == count[g] + 1 IN
     IF Len(updates[g]) < n THEN updates' = [updates EXCEPT ![g] = Append(@, {Lacking(g)})]
     ELSE \E stale \in {{}, updates[g][n]}:
          updates' = [updates EXCEPT ![g] = [@ EXCEPT ![n] = stale \cup {Lacking(g)}]]
  /\ UNCHANGED <<journal, alive, opening, queue, begun, background, bounds, truth, ever, late, banned, stored, holders>>

HandCommit ==
  /\ HandsOut /\ begun /\ (todo = {} \/ Fault = "handedNotStored")
  /\ given' = [g \in Grants |-> IF g \in Handed THEN given[g] \cup Lacking(g) ELSE given[g]]
  /\ count' = [g \in Grants |-> IF g \in Handed THEN count[g] + 1 ELSE count[g]]
  /\ IF Rotates THEN /\ epoch' = [c \in Compartments |-> IF <<c, epoch[c] + 1>> \in Fresh THEN epoch[c] + 1 ELSE epoch[c]]
                     /\ used' = used \cup {x[1]: x \in Fresh}
     ELSE UNCHANGED <<epoch, used>>
  /\ IF At("rotate") THEN rotated' = rotated \cup {unrotated} /\ unrotated' = None
     ELSE UNCHANGED <<rotated, unrotated>>
  /\ Done /\ UNCHANGED <<live, moved, status, background, bounds, history, outside, holders>>

(* Re-wrap: new slots, the entry, then the old ones go.                       *)

Keeps(s) == s.v = truth.v \/ s.c = truth.c
Anew(c) == {[c |-> c, e |-> epoch[c], v |-> s.v]: s \in {x \in Old(c): Keeps(x)}}
NothingToRewrap(c) == Old(c) = {} /\ c \notin Moved
Rewrapping(c) == \/ At("rewrap") /\ Of = c
                 \/ At("withdraw") /\ c \in Moved

\* Rewrapped. Which slots are void is remembered in todo until they are deleted.
RewrapCommit(c) ==
  /\ Rewrapping(c) /\ ~begun /\ ~NothingToRewrap(c)
  /\ live' = (live \ Old(c)) \cup Anew(c)
  /\ stored' = (IF Fault = "deleteFirst" THEN stored ELSE stored \cup Anew(c))
  /\ IF Anew(c) # {} THEN Enter(Anew(c)) ELSE UNCHANGED <<ever, late>>
  /\ moved' = IF Fault = "forgetMove" \/ moved[c] < epoch[c] THEN [moved EXCEPT ![c] = -1] ELSE moved
  /\ begun' = TRUE /\ todo' = Old(c)
  /\ UNCHANGED <<epoch, used, status, given, count, unrotated, rotated, alive, opening, queue, background, bounds,
                 truth, reach, banned, updates, holders>>
RewrapDelete ==
  /\ (At("rewrap") \/ At("withdraw")) /\ begun
  /\ stored' = (stored \ todo) \cup (IF Fault = "deleteFirst" THEN live ELSE {})
  /\ IF At("rewrap") THEN Done
     ELSE begun' = FALSE /\ todo' = {} /\ UNCHANGED <<alive, opening, queue>>
  /\ UNCHANGED <<journal, background, bounds, history, updates, holders>>
RewrapSkip == /\ ~begun
              /\ (At("rewrap") /\ NothingToRewrap(Of)) \/ (At("withdraw") /\ Moved = {})
              /\ Skip
\* The wrong order, as one fault: the old slots go first, and a crash may come in between.
DeleteFirst(c) ==
  /\ Fault = "deleteFirst" /\ Rewrapping(c) /\ ~begun /\ Old(c) \cap stored # {}
  /\ stored' = stored \ Old(c)
  /\ UNCHANGED <<journal, session, bounds, history, updates, holders>>

SweepStep == /\ At("sweep") /\ stored' = stored \cap live
             /\ Done /\ UNCHANGED <<journal, background, bounds, history, updates, holders>>
ListStep == /\ At("list") /\ background' = Outdated
            /\ Done /\ UNCHANGED <<journal, bounds, history, outside, holders>>

----------------------------------------------------------------------------
(* Holders: ReadPath.                                                         *)

\* What a look for key updates may end with. The last one taken may have been replaced, if it was not committed yet; and
\* custodians may have different copies of it.
RECURSIVE Taken(_, _, _)
Taken(g, n, has) ==
  IF n > Len(updates[g]) THEN {has}
  ELSE IF Fault = "takeOneCopy" THEN UNION {Taken(g, n + 1, has \cup copy): copy \in updates[g][n]}
  ELSE Taken(g, n + 1, has \cup UNION updates[g][n])
Looked(g) == Taken(g, IF Fault = "lookOnce" THEN taken[g] + 1 ELSE Max(taken[g], 1), keys[g])

Look(g) == /\ g \in Live /\ reader.by # g
           /\ \E has \in Looked(g): /\ keys' = [keys EXCEPT ![g] = has]
                                     /\ taken' = [taken EXCEPT ![g] = Len(updates[g])]
           /\ UNCHANGED <<journal, session, bounds, history, outside, reader>>

Opens(has, v) == \E s \in stored: s.v = v /\ Generation(s) \in has

\* A read that begins while it finds the record: from earlier epochs to later ones, then again if keys came meanwhile.
ReadBegin(g) ==
  /\ g \in Live /\ reader.by = None /\ reads < MaxReads /\ reads' = reads + 1 /\ truth.v > 0
  /\ \E has \in Looked(g):
       /\ Opens(has, truth.v)
       /\ keys' = [keys EXCEPT ![g] = has] /\ taken' = [taken EXCEPT ![g] = Len(updates[g])]
       /\ reader' = [by |-> g, at |-> truth.v, left |-> has, seen |-> {}, moved |-> FALSE, ok |-> TRUE]
  /\ UNCHANGED <<journal, session, puts, troubles, rewraps, history, outside>>
First(x) == IF Fault = "readLaterFirst" THEN \A y \in reader.left: y[1] = x[1] => y[2] <= x[2]
            ELSE \A y \in reader.left: y[1] = x[1] => y[2] >= x[2]
ReadOn == /\ reader.by # None
          /\ \E x \in reader.left: /\ First(x)
               /\ reader' = [reader EXCEPT !.left = @ \ {x},
                               !.seen = @ \cup {s.v: s \in {y \in stored: Generation(y) = x}}]
          /\ UNCHANGED <<journal, session, bounds, history, outside, keys, taken>>
ReadEnd ==
  /\ reader.by # None /\ reader.left = {}
  /\ LET g == reader.by IN \E has \in Looked(g):
       /\ keys' = [keys EXCEPT ![g] = has] /\ taken' = [taken EXCEPT ![g] = Len(updates[g])]
       /\ IF has # keys[g] /\ Fault # "lookBeforeOnly"
          THEN reader' = [reader EXCEPT !.left = has]
          ELSE reader' = [NoReader EXCEPT !.ok =
                 reader.moved \/ status[g] # "live" \/ \E v \in reader.seen: v >= reader.at]
  /\ UNCHANGED <<journal, session, bounds, history, outside>>

----------------------------------------------------------------------------
Step == \/ PutStep \/ IssueStep \/ MarkStep \/ HandBegin \/ HandSkip \/ HandCommit
        \/ RewrapDelete \/ RewrapSkip \/ SweepStep \/ ListStep
        \/ \E g \in Grants: HandStore(g)
        \/ \E c \in Compartments: RewrapCommit(c) \/ DeleteFirst(c)

Next == \/ Step \/ Open \/ Trouble \/ Rewrap \/ ReadOn \/ ReadEnd
        \/ \E c \in Compartments: Put(c) \/ RewrapNext(c)
        \/ \E g \in Grants: Grant(g) \/ Revoke(g) \/ Look(g) \/ ReadBegin(g)

\* A patient who calls again, or opens again, until it is done.
Again == \E g \in Grants: unrotated = g /\ Revoke(g)
Alike == Permutations(Grants)
Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ WF_vars(Step) /\ WF_vars(Open) /\ SF_vars(Again)

(* The laws.                                                                  *)

\* Nothing put after ROTATED is under a key that ever was within reach of the grant, in whatever copy of an update.
Cut_L49 == \A g \in rotated: late[g] \cap reach[g] = {}

\* At rest, each live grant finds the record: whatever its session took in so far, and whichever copies it meets.
AtRest == Idle /\ unrotated = None /\ Moved = {} /\ \A g \in Live: Grantable \subseteq given[g]
Survivors_L50 == AtRest /\ truth.v > 0 =>
  \A g \in Live: \A has \in Looked(g): \E s \in live \cap stored: s.v = truth.v /\ Generation(s) \in has
\* And while it reads: what it could open when it began, or a later version.
Reading_L50 == reader.ok

\* At every step, also after a crash: the newest version has a slot that counts and is there, and it is the newest for her.
Patient_L52 == truth.v > 0 =>
  /\ \E s \in live \cap stored: s.c = truth.c /\ s.v = truth.v
  /\ \A s \in live: s.v <= truth.v

\* Who got a grant after a record was moved has no key to where it was, not even for a slot that a custodian kept.
Withdrawn == \A g \in Grants: status[g] # "new" =>
  \A s \in ever: <<s.c, s.v>> \in banned[g] => Generation(s) \notin reach[g]

\* REQUESTED leads to ROTATED.
Ends == \A g \in Grants: (status[g] = "revoked") ~> (g \in rotated)
=============================================================================
